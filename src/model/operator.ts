/**
 * Operators are branded with a symbol, so that data from outside (a JSON body, say) can never be
 * taken for one.
 */
export const OPERATOR: unique symbol = Symbol.for("monotable.operator") as never; // registered: two copies of the library agree

/** The operators that a sort key of a query takes. */
export type SortOperatorName = "lt" | "lte" | "gt" | "gte" | "between" | "beginsWith";

/** A frozen operator: its name and its operands. `Value` is the type it can be compared with. */
export interface Operator<Name extends string, Value> {
  readonly [OPERATOR]: Name;
  readonly operands: readonly Value[];
}

/** An operator that the last given sort attribute of a query may be. */
export type SortOperator<Value> = Operator<SortOperatorName, Value>;

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
