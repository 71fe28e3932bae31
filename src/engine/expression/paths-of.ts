import type { Operand, Path, ResolvedCondition, ResolvedLeaf } from "./ast.js";

/** All document paths of a condition. */
export function pathsOf(condition: ResolvedCondition | undefined): readonly Path[] {
  if (condition === undefined) return [];
  if (condition.type === "logical") return condition.conditions.flatMap(pathsOf);
  return condition.operands.flatMap(operandPaths);
}

function operandPaths(operand: Operand<ResolvedLeaf>): readonly Path[] {
  if (operand.type === "path") return [operand.path];
  return operand.type === "call" ? operand.operands.flatMap(operandPaths) : [];
}
