import { InternalError } from "../../errors/errors.js";
import type { AttributeValue, Item } from "../attribute-value.js";
import { assign, copyOf } from "../record.js";
import type { Path } from "./ast.js";
import { memberOf } from "./document-path.js";

/** A new value or a removal. */
export type Edit = { readonly set: AttributeValue } | { readonly remove: true };

type Node = Edit | Map<string | number, Node>;

/** The edits of one update by path; all of them refer to the document as it was before. */
export class EditTree {
  readonly #root = new Map<string | number, Node>();

  /** The paths of one update never overlap. */
  add(path: Path, edit: Edit): void {
    let node = this.#root;
    path.forEach((part, depth) => {
      if (depth === path.length - 1) {
        node.set(part, edit);
        return;
      }
      const existing = node.get(part);
      const child = existing instanceof Map ? existing : new Map<string | number, Node>();
      node.set(part, child);
      node = child;
    });
  }

  applyTo(item: Item): Item {
    return editMap({ M: item }, this.#root).M ?? item;
  }
}

function edited(
  value: AttributeValue | undefined,
  edits: Map<string | number, Node>,
): AttributeValue {
  if (value === undefined) throw new InternalError("An update's path was not checked.");
  return value.L === undefined ? editMap(value, edits) : editList(value, edits);
}

function editMap(value: AttributeValue, edits: Map<string | number, Node>): AttributeValue {
  const members = copyOf(value.M ?? {});
  for (const [part, edit] of edits) {
    const name = String(part);
    if (edit instanceof Map) assign(members, name, edited(memberOf(value, name), edit));
    else if ("set" in edit) assign(members, name, edit.set);
    else delete members[name];
  }
  return { M: members };
}

/** Elements beyond the end are appended in the order of their indexes; removals come last. */
function editList(value: AttributeValue, edits: Map<string | number, Node>): AttributeValue {
  const elements: (AttributeValue | undefined)[] = [...(value.L ?? [])];
  const length = elements.length;
  const inOrder = [...edits].sort(([a], [b]) => Number(a) - Number(b));
  for (const [part, edit] of inOrder) {
    const index = Number(part);
    if (edit instanceof Map) elements[index] = edited(memberOf(value, index), edit);
    else if ("set" in edit) {
      if (index < length) elements[index] = edit.set;
      else elements.push(edit.set);
    } else if (index < length) elements[index] = undefined;
  }
  const kept = elements.filter((element) => element !== undefined);
  return { L: kept };
}
