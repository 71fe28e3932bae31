import { InternalError } from "../../errors/errors.js";
import { type AttributeValue, type Item, kindOf } from "../attribute-value.js";
import { binaryLength, sortableBinary } from "../bytes.js";
import { compareValues, equalValues } from "../compare.js";
import type { Comparator, Operand, ResolvedCondition, ResolvedLeaf } from "./ast.js";
import { valueAt } from "./document-path.js";

/** Whether a condition holds for an item; a missing item is an empty one. */
export function holds(condition: ResolvedCondition, item: Item): boolean {
  switch (condition.type) {
    case "logical":
      if (condition.operator === "AND") return condition.conditions.every((c) => holds(c, item));
      if (condition.operator === "OR") return condition.conditions.some((c) => holds(c, item));
      return !condition.conditions.every((c) => holds(c, item));
    case "comparison":
      return compares(
        condition.operator,
        condition.operands.map((operand) => evaluate(operand, item)),
      );
    default:
      return callHolds(condition.name, condition.operands, item);
  }
}

function compares(
  operator: Comparator | "BETWEEN" | "IN",
  [left, ...rest]: readonly (AttributeValue | undefined)[],
): boolean {
  const [right, upper] = rest;
  switch (operator) {
    case "=":
      return equal(left, right);
    case "<>":
      return !equal(left, right);
    case "IN":
      return rest.some((member) => equal(left, member));
    case "BETWEEN":
      return (
        ordered(left, right, (order) => order >= 0) && ordered(left, upper, (order) => order <= 0)
      );
    case "<":
      return ordered(left, right, (order) => order < 0);
    case "<=":
      return ordered(left, right, (order) => order <= 0);
    case ">":
      return ordered(left, right, (order) => order > 0);
    case ">=":
      return ordered(left, right, (order) => order >= 0);
  }
}

function equal(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a !== undefined && b !== undefined && equalValues(a, b);
}

function ordered(
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
  test: (order: number) => boolean,
): boolean {
  if (a === undefined || b === undefined) return false;
  const order = compareValues(a, b);
  return order !== undefined && test(order);
}

function callHolds(name: string, operands: readonly Operand<ResolvedLeaf>[], item: Item): boolean {
  const [value, operand] = operands.map((raw) => evaluate(raw, item));
  switch (name) {
    case "attribute_exists":
      return value !== undefined;
    case "attribute_not_exists":
      return value === undefined;
    case "attribute_type":
      return value !== undefined && kindOf(value) === operand?.S;
    case "begins_with":
      return value !== undefined && operand !== undefined && beginsWith(value, operand);
    case "contains":
      return value !== undefined && operand !== undefined && contains(value, operand);
    default:
      throw new InternalError(`Function ${name} is not a condition.`);
  }
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  return sortableBinary(value.B).startsWith(sortableBinary(prefix.B));
}

function contains(value: AttributeValue, member: AttributeValue): boolean {
  if (value.L !== undefined) return value.L.some((element) => equalValues(element, member));
  if (member.S !== undefined) {
    return value.S?.includes(member.S) ?? value.SS?.includes(member.S) ?? false;
  }
  if (member.N !== undefined) return value.NS?.includes(member.N) ?? false;
  if (member.B === undefined) return false;
  if (value.B !== undefined) return sortableBinary(value.B).includes(sortableBinary(member.B));
  return value.BS?.includes(member.B) ?? false;
}

/** The value of an operand, or undefined where the item has none. */
export function evaluate(operand: Operand<ResolvedLeaf>, item: Item): AttributeValue | undefined {
  switch (operand.type) {
    case "path":
      return valueAt(item, operand.path);
    case "value":
      return operand.value;
    default: {
      const [argument] = operand.operands;
      const value = argument === undefined ? undefined : evaluate(argument, item);
      const size = value === undefined ? undefined : sizeOf(value);
      return size === undefined ? undefined : { N: String(size) };
    }
  }
}

/** The `size` function: UTF-16 units of text, bytes of binary, members of sets and documents. */
function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return binaryLength(value.B);
  if (value.M !== undefined) return Object.keys(value.M).length;
  return (value.SS ?? value.NS ?? value.BS ?? value.L)?.length;
}
