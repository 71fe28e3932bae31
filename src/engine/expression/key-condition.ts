import type { AttributeValue } from "../attribute-value.js";
import { invalid } from "../exception.js";
import type { Operand, Path, ResolvedCondition, ResolvedLeaf } from "./ast.js";

export type KeyOperator = "=" | "<" | "<=" | ">" | ">=" | "BETWEEN" | "begins_with";

/** One condition of a query on one key attribute. */
export interface KeyCondition {
  readonly attribute: string;
  readonly operator: KeyOperator;
  /** One value; two for BETWEEN. */
  readonly values: readonly AttributeValue[];
}

const FLIPPED: Readonly<Record<string, KeyOperator>> = {
  "=": "=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/**
 * Reads the conditions on keys out of a condition.
 * @throws ServiceError ValidationException where it is more than DynamoDB allows of a query
 */
export function keyConditions(condition: ResolvedCondition): readonly KeyCondition[] {
  const conditions: KeyCondition[] = [];
  for (const leaf of conjuncts(condition)) {
    const next = keyCondition(leaf);
    if (conditions.some((other) => other.attribute === next.attribute)) {
      throw invalid(
        "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key",
      );
    }
    conditions.push(next);
  }
  return conditions;
}

type Leaf = Exclude<ResolvedCondition, { type: "logical" }>;

function conjuncts(condition: ResolvedCondition): readonly Leaf[] {
  if (condition.type !== "logical") return [condition];
  if (condition.operator !== "AND") throw wrongOperator(condition.operator);
  return condition.conditions.flatMap(conjuncts);
}

function keyCondition(leaf: Leaf): KeyCondition {
  const operator = leaf.type === "call" ? leaf.name : leaf.operator;
  if (operator === "<>" || operator === "IN" || !(operator in FLIPPED || isRange(operator))) {
    throw wrongOperator(operator);
  }
  const { operands } = leaf;
  const keyFirst = operands[0]?.type === "path";
  if (isRange(operator) && operands[0]?.type === "value") {
    throw wrong(`${operator} operator must have the key attribute as its first operand`);
  }
  const values = operands.flatMap((operand) => (operand.type === "value" ? [operand.value] : []));
  const path = onlyPath(operands);
  const [attribute] = path;
  if (path.length > 1) {
    throw invalid("KeyConditionExpressions cannot have conditions on nested attributes");
  }
  if (isRange(operator)) return { attribute: String(attribute), operator, values };
  const direct = operator as KeyOperator; // one of FLIPPED's names
  return {
    attribute: String(attribute),
    operator: keyFirst ? direct : (FLIPPED[direct] ?? direct),
    values,
  };
}

function isRange(operator: string): operator is "BETWEEN" | "begins_with" {
  return operator === "BETWEEN" || operator === "begins_with";
}

function onlyPath(operands: readonly Operand<ResolvedLeaf>[]): Path {
  const paths: Path[] = [];
  for (const operand of operands) {
    if (operand.type === "call") {
      throw invalid("KeyConditionExpressions cannot contain nested operations");
    }
    if (operand.type === "path") paths.push(operand.path);
  }
  const [path] = paths;
  if (path === undefined) throw wrong("No key attribute specified");
  if (paths.length > 1) throw wrong("Multiple attribute names used in one condition");
  return path;
}

function wrongOperator(operator: string): Error {
  return invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function wrong(problem: string): Error {
  return invalid(`Invalid condition in KeyConditionExpression: ${problem}`);
}
