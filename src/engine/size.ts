import { type AttributeValue, type Item, kindOf } from "./attribute-value.js";
import { binaryLength, utf8Length } from "./bytes.js";
import { numberSize } from "./number.js";

/** The largest item in bytes, names included ("Service, account, and table quotas"). */
export const MAX_ITEM_SIZE = 409_600;

/** A list or map costs this, and one byte more for each of its members. */
const DOCUMENT_OVERHEAD = 3;

/** The bytes a value takes of its item. */
export function valueSize(value: AttributeValue): number {
  switch (kindOf(value)) {
    case "S":
      return utf8Length(value.S ?? "");
    case "N":
      return numberSize(value.N ?? "");
    case "B":
      return binaryLength(value.B ?? "");
    case "SS":
      return sum(value.SS ?? [], utf8Length);
    case "NS":
      return sum(value.NS ?? [], numberSize);
    case "BS":
      return sum(value.BS ?? [], binaryLength);
    case "L":
      return DOCUMENT_OVERHEAD + (value.L ?? []).length + sum(value.L ?? [], valueSize);
    case "M":
      return DOCUMENT_OVERHEAD + Object.keys(value.M ?? {}).length + itemSize(value.M ?? {});
    default:
      return 1;
  }
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
