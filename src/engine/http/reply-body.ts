import { isRecord } from "../record.js";

/** Items that are shown are often shown again: their JSON is kept. */
const KEPT_BYTES = 32 * 1024 * 1024;

let kept = new Map<object, Buffer>();
let keptBytes = 0;

const COMMA = Buffer.from(",");
const ITEM_START = Buffer.from('{"Item":');
const ITEMS_START = Buffer.from('{"Items":[');

/**
 * A reply as JSON: bytes where it has stored items, each of which is written once for all the
 * replies that show it, and text for everything else.
 */
export function replyBody(reply: object): string | Buffer {
  // As GetItem, or as Query and Scan answer, if it is of one of them.
  const { Item, Items, ...rest } = reply as { readonly Item?: unknown; readonly Items?: unknown };
  if (isStored(Item)) return Buffer.concat([ITEM_START, itemBytes(Item), ending(rest)]);
  if (!Array.isArray(Items)) return JSON.stringify(reply);
  const parts: Buffer[] = [ITEMS_START];
  Items.forEach((item: unknown, i) => {
    if (i > 0) parts.push(COMMA);
    parts.push(isStored(item) ? itemBytes(item) : Buffer.from(JSON.stringify(item)));
  });
  parts.push(Buffer.from("]"), ending(rest));
  return Buffer.concat(parts);
}

/** The other members, and the end of the object. */
function ending(rest: object): Buffer {
  const others = JSON.stringify(rest);
  return others === "{}" ? END : Buffer.from(`,${others.slice(1)}`);
}

const END = Buffer.from("}");

/** Only items that are stored are frozen, and so stay what they are. */
function isStored(item: unknown): item is object {
  return isRecord(item) && !Object.isExtensible(item);
}

function itemBytes(item: object): Buffer {
  return kept.get(item) ?? keep(item);
}

function keep(item: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(item));
  keptBytes += bytes.length;
  if (keptBytes > KEPT_BYTES) {
    kept = new Map();
    keptBytes = bytes.length;
  }
  kept.set(item, bytes);
  return bytes;
}
