import {
  type AttributeReference,
  type Combination,
  type ComparisonName,
  type Operator,
  operator,
  type StoredTypeName,
} from "./operator.js";

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
/** One of the values, any number of them. */
export const oneOf = <const Value>(...values: readonly Value[]): Operator<"oneOf", Value> =>
  operator("oneOf", values);
/** Text that begins with the prefix. */
export const beginsWith = (prefix: string): Operator<"beginsWith", string> =>
  operator("beginsWith", [prefix]);
/** A text that has the part in it, or a set or list that has the element. */
export const contains = <const Value>(value: Value): Operator<"contains", Value> =>
  operator("contains", [value]);
/**
 * The size, as a number or compared: the length of a text, bytes of binary, elements of a set, list
 * or map.
 */
export const size = (
  compared: number | Operator<ComparisonName, number>,
): Operator<"size", number | Operator<ComparisonName, number>> => operator("size", [compared]);
/** Stored as DynamoDB's type: `"S"`, `"N"`, `"B"`, `"BOOL"`, `"NULL"`, `"L"`, `"M"` or a set. */
export const ofType = (type: StoredTypeName): Operator<"ofType", StoredTypeName> =>
  operator("ofType", [type]);
/** The value of another attribute, to compare with: a name or a path such as `limits.upper`. */
export const attribute = (path: string): AttributeReference => operator("attribute", [path]);
/** The attribute is stored. */
export const exists = (): Operator<"exists", never> => operator("exists", []);
/** The attribute is not stored. */
export const missing = (): Operator<"missing", never> => operator("missing", []);

/** All of the conditions hold; their type is that of the place where they are used. */
export const and = <Condition>(
  ...conditions: readonly NoInfer<Condition>[]
): Combination<Condition> => operator("and", conditions);
/** At least one of the conditions holds. */
export const or = <Condition>(
  ...conditions: readonly NoInfer<Condition>[]
): Combination<Condition> => operator("or", conditions);
/** The condition does not hold. */
export const not = <Condition>(condition: NoInfer<Condition>): Combination<Condition> =>
  operator("not", [condition]);

/** The value, whole: for an object, in the place of all that is stored there. */
export const set = <const Value>(value: Value): Operator<"set", Value> => operator("set", [value]);
/** The value where nothing is stored yet. */
export const setIfMissing = <const Value>(value: Value): Operator<"setIfMissing", Value> =>
  operator("setIfMissing", [value]);
/** Adds to a number (absent counts as 0), or adds members to a set. */
export const add = <Value extends number | bigint | ReadonlySet<unknown>>(
  value: Value,
): Operator<"add", Value> => operator("add", [value]);
/** Takes members out of a set. */
export const subtract = <Value extends ReadonlySet<unknown>>(
  members: Value,
): Operator<"subtract", Value> => operator("subtract", [members]);
/** Appends elements to a list (absent counts as an empty one). */
export const append = <Value extends readonly unknown[]>(
  values: Value,
): Operator<"append", Value> => operator("append", [values]);
/** Puts elements before those of a list (absent counts as an empty one). */
export const prepend = <Value extends readonly unknown[]>(
  values: Value,
): Operator<"prepend", Value> => operator("prepend", [values]);
/** Removes the attribute, or the element of a list. */
export const remove = (): Operator<"remove", never> => operator("remove", []);
