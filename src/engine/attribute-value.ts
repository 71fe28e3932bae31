import { InternalError } from "../errors/errors.js";

/** The kinds of DynamoDB's attribute values ("AttributeValue" in the API reference). */
export type Kind = "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M";

/** A value in DynamoDB JSON with exactly one member; binary is base64 text. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}

export interface Item {
  readonly [attribute: string]: AttributeValue;
}

/** The kind of a value that was read by `readValue`, which leaves exactly one member. */
export function kindOf(value: AttributeValue): Kind {
  for (const kind in value) return kind as Kind; // the only member of a checked value
  throw new InternalError("An attribute value without a kind.");
}

/** Freezes an item and all that is in it, once: what is frozen already is so throughout. */
export function freezeItem(item: Item): Item {
  if (!Object.isExtensible(item)) return item; // isFrozen would look at every member
  for (const name of Object.keys(item)) freezeValue(item[name] as AttributeValue); // an own name
  return Object.freeze(item);
}

function freezeValue(value: AttributeValue): void {
  if (!Object.isExtensible(value)) return;
  for (const element of value.L ?? []) freezeValue(element);
  if (value.M !== undefined) freezeItem(value.M);
  Object.freeze(value.L ?? value.SS ?? value.NS ?? value.BS);
  Object.freeze(value);
}
