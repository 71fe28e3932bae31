import type { AttributeValue } from "../attribute-value.js";
import { equalItems } from "../compare.js";
import { assign, own } from "../record.js";
import type { SortedMap } from "../storage/sorted-map.js";
import type { IndexDefinition } from "./definition.js";
import { indexKeyOf, type StoredItem, storedItem } from "./stored-item.js";

/** What a write of one item means for one index. */
export interface IndexChange {
  readonly index: string;
  readonly remove: string | undefined;
  readonly set: { readonly key: string; readonly entry: StoredItem } | undefined;
  /** By how much the sum of its entries' sizes grows. */
  readonly bytes: number;
  /** The write units that it costs; 0 where the index's own view of the item stays the same. */
  readonly units: number;
}

/** A secondary index and its entries. */
export class IndexData {
  /** The sum of the entries' sizes. */
  bytes = 0;

  constructor(
    readonly definition: IndexDefinition,
    /** The attributes that it stores; all where undefined. */
    readonly attributes: ReadonlySet<string> | undefined,
    readonly entries: SortedMap<StoredItem>,
  ) {}

  snapshot(): IndexData {
    const copy = new IndexData(this.definition, this.attributes, this.entries.snapshot());
    copy.bytes = this.bytes;
    return copy;
  }

  /** The change that takes the index from one state of an item to a different one. */
  changeOf(
    tableKey: string,
    before: StoredItem | undefined,
    after: StoredItem | undefined,
  ): IndexChange | undefined {
    const oldKey = before && indexKeyOf(this.definition.keys, before.item, tableKey);
    const newKey = after && indexKeyOf(this.definition.keys, after.item, tableKey);
    const old = oldKey === undefined || before === undefined ? undefined : this.#project(before);
    const entry = newKey === undefined || after === undefined ? undefined : this.#project(after);
    if (old === undefined && entry === undefined) return undefined;
    const moved = oldKey !== newKey;
    if (!moved && this.#showsTheSame(old, entry)) return undefined;
    const [oldUnits, newUnits] = [writeUnits(old?.size), writeUnits(entry?.size)];
    return {
      index: this.definition.name,
      remove: moved ? oldKey : undefined,
      set: newKey === undefined || entry === undefined ? undefined : { key: newKey, entry },
      bytes: (entry?.size ?? 0) - (old?.size ?? 0),
      units: moved ? oldUnits + newUnits : Math.max(oldUnits, newUnits),
    };
  }

  apply(change: IndexChange): void {
    this.bytes += change.bytes;
    if (change.remove !== undefined) this.entries.delete(change.remove);
    if (change.set !== undefined) this.entries.set(change.set.key, change.set.entry);
  }

  /** An index of all attributes shows every change. */
  #showsTheSame(old: StoredItem | undefined, entry: StoredItem | undefined): boolean {
    if (this.attributes === undefined || old === undefined || entry === undefined) return false;
    return equalItems(old.item, entry.item);
  }

  #project(stored: StoredItem): StoredItem {
    if (this.attributes === undefined) return stored;
    const item: Record<string, AttributeValue> = {};
    for (const name of this.attributes) {
      const value = own(stored.item, name);
      if (value !== undefined) assign(item, name, value);
    }
    return storedItem(item);
  }
}

/** Write capacity units of an item: one per KB, rounded up; none for no item. */
export function writeUnits(size: number | undefined): number {
  return size === undefined ? 0 : Math.max(1, Math.ceil(size / 1024));
}
