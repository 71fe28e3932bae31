import type { AttributeValue } from "../attribute-value.js";
import { sortableBinary, sortableText } from "../bytes.js";
import { sortableNumber } from "../number.js";

/**
 * Keys of the trees that hold a table and its indexes. A key is
 *
 *     hash of the partition key (4 characters), partition key, END, sort key, END, suffix
 *
 * so that partitions are scattered like DynamoDB's, items of one partition are neighbours in the
 * order of their sort keys, and in an index equal keys are told apart by the suffix, the item's
 * key in its table. All text orders like the bytes that DynamoDB compares.
 */
const END = "\0\0";
const HASH_LENGTH = 4;

/** What follows a part, so that no part runs into the next one: U+0000 is END's alone. */
function escaped(sortable: string): string {
  return sortable.includes("\0") ? sortable.replaceAll("\0", "\0\x01") : sortable;
}

/** The text whose order is the order of key values. */
function sortableKey(value: AttributeValue): string {
  if (value.S !== undefined) return sortableText(value.S);
  if (value.N !== undefined) return sortableNumber(value.N);
  return sortableBinary(value.B ?? "");
}

/** The head shared by all keys of one partition. */
export function partitionPrefix(partitionKey: AttributeValue): string {
  const text = sortableKey(partitionKey);
  return hashText(hashOf(text)) + escaped(text) + END;
}

/** The head of a key: what all keys of its partition have in common. */
export function partitionOf(key: string): string {
  return key.slice(0, key.indexOf(END, HASH_LENGTH) + END.length);
}

/** The key of an entry; a table's entries have no suffix, an index's have their table's key. */
export function entryKey(prefix: string, sortKey: AttributeValue | undefined, suffix = ""): string {
  return sortKey === undefined ? prefix + suffix : prefix + sortKeyPart(sortKey) + END + suffix;
}

/** The part of a key up to, and without, what ends its sort key: a prefix for `begins_with`. */
export function sortKeyPart(sortKey: AttributeValue): string {
  return escaped(sortableKey(sortKey));
}

/** The first text after all that start with `prefix`. */
export function afterPrefix(prefix: string): string | undefined {
  let end = prefix.length;
  while (end > 0 && prefix.charCodeAt(end - 1) === 0xffff) end--;
  if (end === 0) return undefined;
  return prefix.slice(0, end - 1) + String.fromCharCode(prefix.charCodeAt(end - 1) + 1);
}

/** The first text after `text` itself. */
export function after(text: string): string {
  return `${text}\0`;
}

/** Above all keys with this sort key and below the next sort key. */
export function afterSortKey(prefix: string, sortKey: AttributeValue): string {
  return `${prefix}${sortKeyPart(sortKey)}\0\x01`;
}

const HASHES = 2 ** 32;

/** The range of keys in one segment of a parallel scan. */
export function segmentRange(segment: number, segments: number): [string, string | undefined] {
  const bound = (n: number): string => hashText(Math.ceil((HASHES * n) / segments));
  return [
    segment === 0 ? "" : bound(segment),
    segment === segments - 1 ? undefined : bound(segment + 1),
  ];
}

/** FNV-1a over the code units, with a final mix so that near keys scatter over all 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Four one-byte characters, so that keys of plain text stay one byte a character in memory. */
function hashText(hash: number): string {
  return String.fromCharCode(hash >>> 24, (hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255);
}
