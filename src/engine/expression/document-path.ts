import type { AttributeValue, Item } from "../attribute-value.js";
import { own } from "../record.js";
import type { Path } from "./ast.js";

/** The value at a path, or undefined where there is none. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  const [attribute, ...rest] = path;
  let value = own(item, String(attribute));
  for (const part of rest) {
    if (value === undefined) return undefined;
    value = memberOf(value, part);
  }
  return value;
}

/** The member of a list or map, or undefined. */
export function memberOf(value: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === "number") return value.L?.[part];
  return value.M === undefined ? undefined : own(value.M, part);
}
