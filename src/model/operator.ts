/**
 * Operators are branded with a symbol, so that data from outside (a JSON body, say) can never be
 * taken for one.
 */
export const OPERATOR: unique symbol = Symbol.for("monotable.operator") as never; // registered: two copies of the library agree

/** The operators that a sort key of a query takes. */
export type SortOperatorName = "lt" | "lte" | "gt" | "gte" | "between" | "beginsWith";

/** The operators that compare with a value of the attribute's own type. */
export type ComparisonName = "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "between" | "oneOf";

/** DynamoDB's types, as `attribute_type` names them. */
export type StoredTypeName = "S" | "N" | "B" | "BOOL" | "NULL" | "L" | "M" | "SS" | "NS" | "BS";

/** A frozen operator: its name and its operands. `Value` is the type it can be compared with. */
export interface Operator<Name extends string, Value> {
  readonly [OPERATOR]: Name;
  readonly operands: readonly Value[];
}

/** An operator that the last given sort attribute of a query may be. */
export type SortOperator<Value> = Operator<SortOperatorName, Value>;

/** `and`, `or` and `not`: an operator over conditions, whose type is what tells it from the others. */
export interface Combination<Condition> extends Operator<"and" | "or" | "not", unknown> {
  readonly "~conditions"?: Condition;
}

/** Stands for the value of another attribute. */
export type AttributeReference = Operator<"attribute", string>;

/** Makes a frozen operator. */
export function operator<const Name extends string, Value>(
  name: Name,
  operands: readonly Value[],
): Operator<Name, Value> {
  return Object.freeze({ [OPERATOR]: name, operands: Object.freeze([...operands]) });
}

/** Whether a value is an operator made by this library (any copy of it). */
export function isOperator(value: unknown): value is Operator<string, unknown> {
  return typeof value === "object" && value !== null && OPERATOR in value;
}
