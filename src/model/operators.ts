import { type Operator, operator } from "./operator.js";

/** Equal to the value. */
export const eq = <const Value>(value: Value): Operator<"eq", Value> => operator("eq", [value]);
/** Not equal to the value, or absent. */
export const ne = <const Value>(value: Value): Operator<"ne", Value> => operator("ne", [value]);
/** Less than the value. */
export const lt = <const Value>(value: Value): Operator<"lt", Value> => operator("lt", [value]);
/** Less than or equal to the value. */
export const lte = <const Value>(value: Value): Operator<"lte", Value> => operator("lte", [value]);
/** Greater than the value. */
export const gt = <const Value>(value: Value): Operator<"gt", Value> => operator("gt", [value]);
/** Greater than or equal to the value. */
export const gte = <const Value>(value: Value): Operator<"gte", Value> => operator("gte", [value]);
/** Between the two values, both included. */
export const between = <const Value>(lower: Value, upper: Value): Operator<"between", Value> =>
  operator("between", [lower, upper]);
/** One of the values (DynamoDB takes 1 to 100 of them). */
export const oneOf = <const Value>(...values: readonly Value[]): Operator<"oneOf", Value> =>
  operator("oneOf", values);
/** Text that begins with the prefix. */
export const beginsWith = (prefix: string): Operator<"beginsWith", string> =>
  operator("beginsWith", [prefix]);
/** The attribute is stored. */
export const exists = (): Operator<"exists", never> => operator("exists", []);
/** The attribute is not stored. */
export const missing = (): Operator<"missing", never> => operator("missing", []);

/** All of the conditions hold. */
export const and = <Condition>(...conditions: readonly Condition[]): Operator<"and", Condition> =>
  operator("and", conditions);
/** At least one of the conditions holds. */
export const or = <Condition>(...conditions: readonly Condition[]): Operator<"or", Condition> =>
  operator("or", conditions);
/** The condition does not hold. */
export const not = <Condition>(condition: Condition): Operator<"not", Condition> =>
  operator("not", [condition]);

/** Adds to a number (absent counts as 0), or adds members to a set. */
export const add = <Value extends number | bigint | ReadonlySet<unknown>>(
  value: Value,
): Operator<"add", Value> => operator("add", [value]);
/** Appends elements to a list (absent counts as an empty one). */
export const append = <Value extends readonly unknown[]>(
  values: Value,
): Operator<"append", Value> => operator("append", [values]);
/** Removes the attribute. */
export const remove = (): Operator<"remove", never> => operator("remove", []);
