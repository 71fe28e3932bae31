import type { AttributeValue, Item } from "../attribute-value.js";
import { invalid } from "../exception.js";
import { addNumbers } from "../number.js";
import { readValue } from "../validate/attribute-value.js";
import { WRITES } from "../validate/layer.js";
import type { Operand, Path, ResolvedAction, ResolvedLeaf, SetValue } from "./ast.js";
import { valueAt } from "./document-path.js";
import { type Edit, EditTree } from "./edit-tree.js";
import { evaluate } from "./evaluate.js";

/**
 * The item after an update; all right sides read the item as it was before. Paths are checked
 * before any value is computed.
 * @param isNew whether the item is the key of one that does not exist: nothing is to be removed
 * @throws ServiceError ValidationException where an operand or path does not fit the item
 */
export function applyUpdate(all: readonly ResolvedAction[], item: Item, isNew: boolean): Item {
  const actions = isNew ? all.filter(({ type }) => type !== "REMOVE") : all;
  for (const { path } of actions) expectPath(item, path);
  const edits = new EditTree();
  for (const action of actions) {
    const edit = editOf(action, item);
    if (edit !== undefined) edits.add(action.path, edit);
  }
  return edits.applyTo(item);
}

/** The list or map that a path leads into has to be there, also for a removal. */
function expectPath(item: Item, path: Path): void {
  if (path.length === 1) return;
  const parent = valueAt(item, path.slice(0, -1));
  const fits = typeof path.at(-1) === "number" ? parent?.L : parent?.M;
  if (fits !== undefined) return;
  throw invalid("The document path provided in the update expression is invalid for update");
}

/** What an action does to the value at its path; undefined for nothing. */
function editOf(action: ResolvedAction, item: Item): Edit | undefined {
  switch (action.type) {
    case "SET":
      return { set: setValue(action.value, item) };
    case "REMOVE":
      return { remove: true };
    case "ADD":
      return { set: added(valueAt(item, action.path), action.value) };
    case "DELETE":
      return without(valueAt(item, action.path), action.value);
  }
}

function setValue(value: SetValue<ResolvedLeaf>, item: Item): AttributeValue {
  if (value.type !== "arithmetic") return required(value, item);
  const [left, right] = value.operands.map((operand) => required(operand, item).N);
  if (left === undefined || right === undefined) throw wrongType();
  return { N: addNumbers(left, right, value.operator === "+" ? 1 : -1) };
}

function required(operand: Operand<ResolvedLeaf>, item: Item): AttributeValue {
  const value =
    operand.type === "call" ? call(operand.name, operand.operands, item) : evaluate(operand, item);
  if (value !== undefined) return value;
  throw invalid("The provided expression refers to an attribute that does not exist in the item");
}

function call(
  name: string,
  operands: readonly Operand<ResolvedLeaf>[],
  item: Item,
): AttributeValue | undefined {
  const [first, second] = operands;
  if (first === undefined || second === undefined) return undefined;
  if (name === "if_not_exists") return evaluate(first, item) ?? required(second, item);
  const [head, tail] = [required(first, item).L, required(second, item).L];
  if (head === undefined || tail === undefined) throw wrongType();
  return { L: [...head, ...tail] };
}

function added(current: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (current === undefined) return value;
  if (current.N !== undefined && value.N !== undefined) {
    return { N: addNumbers(current.N, value.N, 1) };
  }
  return combined(current, value, (members, more) => [
    ...members,
    ...more.filter((member) => !members.includes(member)),
  ]);
}

function without(current: AttributeValue | undefined, value: AttributeValue): Edit | undefined {
  if (current === undefined) return undefined;
  const rest = combined(current, value, (members, fewer) =>
    members.filter((member) => !fewer.includes(member)),
  );
  return (rest.SS ?? rest.NS ?? rest.BS)?.length === 0 ? { remove: true } : { set: rest };
}

/** Combines two sets of one kind; the result is sorted like every stored set. */
function combined(
  current: AttributeValue,
  value: AttributeValue,
  combine: (members: readonly string[], operand: readonly string[]) => string[],
): AttributeValue {
  for (const kind of ["SS", "NS", "BS"] as const) {
    const [members, operand] = [current[kind], value[kind]];
    if (members === undefined || operand === undefined) continue;
    const result = combine(members, operand);
    return result.length === 0 ? { [kind]: [] } : readValue({ [kind]: result }, WRITES);
  }
  throw wrongType();
}

function wrongType(): Error {
  return invalid("An operand in the update expression has an incorrect data type");
}
