import type { AttributeValue, Item } from "./attribute-value.js";
import { binaryLength, utf8Length } from "./bytes.js";
import { numberSize } from "./number.js";

/** The largest item in bytes, names included ("Service, account, and table quotas"). */
export const MAX_ITEM_SIZE = 409_600;

/** A list or map costs this, and one byte more for each of its members. */
const DOCUMENT_OVERHEAD = 3;

/** The bytes a value takes of its item. */
export function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return utf8Length(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return binaryLength(value.B);
  if (value.SS !== undefined) return sum(value.SS, utf8Length);
  if (value.NS !== undefined) return sum(value.NS, numberSize);
  if (value.BS !== undefined) return sum(value.BS, binaryLength);
  if (value.L !== undefined) {
    return DOCUMENT_OVERHEAD + value.L.length + sum(value.L, valueSize);
  }
  if (value.M !== undefined) {
    return DOCUMENT_OVERHEAD + Object.keys(value.M).length + itemSize(value.M);
  }
  return 1;
}

/** The bytes of an item: each attribute's name and value. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name of Object.keys(item)) {
    size += utf8Length(name) + valueSize(item[name] as AttributeValue); // an own name
  }
  return size;
}

function sum<Member>(members: readonly Member[], sizeOf: (member: Member) => number): number {
  let size = 0;
  for (const member of members) size += sizeOf(member);
  return size;
}
