import { isRecord } from "../record.js";

/** Items are frozen where they are stored, and read more often than written: their JSON is kept. */
const KEPT_BYTES = 32 * 1024 * 1024;

let kept = new Map<object, Buffer>();
let keptBytes = 0;

const COMMA = Buffer.from(",");

/**
 * A reply as JSON: bytes for a page of items, each of which is written once for all the pages that
 * show it, and text for everything else.
 */
export function replyBody(reply: object): string | Buffer {
  const { Items, ...rest } = reply as { readonly Items?: unknown }; // of a Query or Scan, if any
  if (!Array.isArray(Items)) return JSON.stringify(reply);
  const others = JSON.stringify(rest).slice(1, -1);
  const parts: Buffer[] = [Buffer.from('{"Items":[')];
  Items.forEach((item: unknown, i) => {
    if (i > 0) parts.push(COMMA);
    parts.push(itemBytes(item));
  });
  parts.push(Buffer.from(`]${others === "" ? "" : ","}${others}}`));
  return Buffer.concat(parts);
}

function itemBytes(item: unknown): Buffer {
  if (!isRecord(item) || !Object.isFrozen(item)) return Buffer.from(JSON.stringify(item));
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
