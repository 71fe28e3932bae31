import type { AttributeValue, Item } from "../attribute-value.js";
import { assign } from "../record.js";
import type { Path } from "./ast.js";
import { memberOf } from "./document-path.js";

/** What a projection takes of a value: all of it, or some of its members. */
type Selection = true | Map<string | number, Selection>;

/** Paths gathered by their common beginnings; they do not overlap. */
export function selectionOf(paths: readonly Path[]): Map<string | number, Selection> {
  const root = new Map<string | number, Selection>();
  for (const path of paths) {
    let node = root;
    path.forEach((part, depth) => {
      if (depth === path.length - 1) {
        node.set(part, true);
        return;
      }
      const existing = node.get(part);
      const child = existing instanceof Map ? existing : new Map<string | number, Selection>();
      node.set(part, child);
      node = child;
    });
  }
  return root;
}

/** The item with the selected parts only; elements of lists move together, in their order. */
export function project(item: Item, selection: Map<string | number, Selection>): Item {
  return selectMembers({ M: item }, selection)?.M ?? {};
}

function select(value: AttributeValue, selection: Selection): AttributeValue | undefined {
  if (selection === true) return value;
  const selected =
    value.L === undefined ? selectMembers(value, selection) : selectElements(value, selection);
  return selected;
}

function selectMembers(
  value: AttributeValue,
  selection: Map<string | number, Selection>,
): AttributeValue | undefined {
  const members: Record<string, AttributeValue> = {};
  let found = false;
  for (const [part, inner] of selection) {
    const member = typeof part === "string" ? memberOf(value, part) : undefined;
    const selected = member === undefined ? undefined : select(member, inner);
    if (selected === undefined) continue;
    assign(members, String(part), selected);
    found = true;
  }
  return found ? { M: members } : undefined;
}

function selectElements(
  value: AttributeValue,
  selection: Map<string | number, Selection>,
): AttributeValue | undefined {
  const elements: AttributeValue[] = [];
  const parts = [...selection].sort(([a], [b]) => Number(a) - Number(b));
  for (const [part, inner] of parts) {
    const element = typeof part === "number" ? memberOf(value, part) : undefined;
    const selected = element === undefined ? undefined : select(element, inner);
    if (selected !== undefined) elements.push(selected);
  }
  return elements.length > 0 ? { L: elements } : undefined;
}
