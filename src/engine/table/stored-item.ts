import { type AttributeValue, freezeItem, type Item } from "../attribute-value.js";
import { own } from "../record.js";
import { itemSize } from "../size.js";
import { entryKey, partitionPrefix } from "../storage/entry-key.js";
import type { KeySchema } from "./definition.js";

/** An item of a table or, projected, of an index. */
export interface StoredItem {
  /** For the engine's own eyes; {@link shown} to others. */
  readonly item: Item;
  /** In bytes, as DynamoDB counts them. */
  readonly size: number;
}

export function storedItem(item: Item): StoredItem {
  return { item, size: itemSize(item) };
}

/** The item as callers of this process may have it: they cannot change what is stored. */
export function shown({ item }: StoredItem): Item {
  return freezeItem(item); // not when it is written: most are written more often than shown
}

/** The key in its tree of an item that has all key attributes. */
export function keyOf(keys: KeySchema, item: Item): string {
  const prefix = partitionPrefix(required(item, keys.partition.name));
  return entryKey(prefix, keys.sort === undefined ? undefined : required(item, keys.sort.name));
}

/**
 * The key in an index's tree, or undefined where the item lacks a key attribute, or has it, since
 * before the index was made, with another kind of value.
 */
export function indexKeyOf(keys: KeySchema, item: Item, tableKey: string): string | undefined {
  const partition = own(item, keys.partition.name);
  const sort = keys.sort === undefined ? undefined : own(item, keys.sort.name);
  if (partition?.[keys.partition.kind] === undefined) return undefined;
  if (keys.sort !== undefined && sort?.[keys.sort.kind] === undefined) return undefined;
  return entryKey(partitionPrefix(partition), sort, tableKey);
}

function required(item: Item, name: string): AttributeValue {
  return own(item, name) ?? {}; // callers have checked the key
}
