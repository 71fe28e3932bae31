import { equalItems } from "../compare.js";
import type { OpenMap, SortedMap } from "../storage/sorted-map.js";
import { type IndexDefinition, projectedAttributes, type TableDefinition } from "./definition.js";
import { ExpiryOrder } from "./expiry.js";
import { type IndexChange, IndexData } from "./index-data.js";
import { keyOf, type StoredItem } from "./stored-item.js";

/** What a write did, for capacity, streams and answers. */
export interface Change {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  readonly indexes: readonly IndexChange[];
  /** Whether the item stays as it was: then neither streams nor indexes see it. */
  readonly isEmpty: boolean;
}

/** A change that a global index has not seen yet. */
interface LaggingChange {
  /** Epoch milliseconds. */
  readonly due: number;
  readonly change: IndexChange;
}

/** A table's items and indexes. Whoever changes it has checked everything before. */
export class Table {
  readonly indexes = new Map<string, IndexData>();
  /** In the order in which they were made; a change never overtakes an earlier one. */
  readonly #lagging: SortedMap<LaggingChange>;
  #expiry: ExpiryOrder | undefined;
  /** The newest stream of the table, enabled or not. */
  streamArn: string | undefined;
  /** The sum of the items' sizes. */
  bytes = 0;

  private constructor(
    public definition: TableDefinition,
    readonly openMap: OpenMap,
    readonly items: SortedMap<StoredItem>,
    lagging: SortedMap<LaggingChange>,
  ) {
    this.#lagging = lagging;
  }

  /** A table with what its maps hold: nothing, where they are new. */
  static open(definition: TableDefinition, openMap: OpenMap): Table {
    const items = openMap<StoredItem>(`${definition.id}/items`);
    const lagging = openMap<LaggingChange>(`${definition.id}/lagging`);
    const table = new Table(definition, openMap, items, lagging);
    for (const index of definition.indexes) table.indexes.set(index.name, table.#openIndex(index));
    if (definition.ttl !== undefined) table.#expiry = table.#openExpiry(definition.ttl);
    return table;
  }

  /** An independent table with the same content, in time that does not depend on it. */
  snapshot(): Table {
    const { definition, openMap } = this;
    const copy = new Table(definition, openMap, this.items.snapshot(), this.#lagging.snapshot());
    for (const [name, index] of this.indexes) copy.indexes.set(name, index.snapshot());
    copy.#expiry = this.#expiry?.snapshot();
    copy.streamArn = this.streamArn;
    copy.bytes = this.bytes;
    return copy;
  }

  /** Lets go of the items; the table is not used again. */
  drop(): void {
    for (const index of this.indexes.values()) index.entries.drop();
    this.#expiry?.entries.drop();
    this.#lagging.drop();
    this.items.drop();
  }

  /** What writing `after`, or deleting where it is undefined, would change. Changes nothing yet. */
  plan(key: string, after: StoredItem | undefined): Change {
    const before = this.items.get(key);
    const isEmpty =
      before !== undefined && after !== undefined && equalItems(before.item, after.item);
    if (isEmpty) return { before, after, indexes: [], isEmpty };
    const indexes: IndexChange[] = [];
    for (const index of this.indexes.values()) {
      const change = index.changeOf(key, before, after);
      if (change !== undefined) indexes.push(change);
    }
    return { before, after, indexes, isEmpty };
  }

  /** Carries a change out; global indexes follow at `due` where it is given. */
  apply(key: string, { before, after, indexes }: Change, due: number | undefined): void {
    if (after !== undefined) this.items.set(key, after);
    else if (before !== undefined) this.items.delete(key);
    this.bytes += (after?.size ?? 0) - (before?.size ?? 0);
    this.#expiry?.change(key, before, after);
    for (const change of indexes) {
      const index = this.indexes.get(change.index);
      const lags = due !== undefined || this.#lagging.size > 0;
      if (lags && index?.definition.scope === "global") {
        this.#postpone({ due: due ?? 0, change });
      } else {
        index?.apply(change);
      }
    }
  }

  /** Whether indexes have to catch up or items can expire. */
  get changesWithTime(): boolean {
    return this.#lagging.size > 0 || this.#expiry !== undefined;
  }

  /** Lets global indexes catch up with the changes that are due. */
  settle(now: number): void {
    const settled: string[] = [];
    this.#lagging.visit("", undefined, false, ({ due, change }, key) => {
      if (due > now) return false;
      this.indexes.get(change.index)?.apply(change);
      settled.push(key);
      return true;
    });
    for (const key of settled) this.#lagging.delete(key);
  }

  #postpone(lagging: LaggingChange): void {
    let last = 0;
    this.#lagging.visit("", undefined, true, (_, key) => {
      last = Number(key);
      return false;
    });
    this.#lagging.set(String(last + 1).padStart(16, "0"), lagging);
  }

  /** Deletes, through `remove`, the items whose expiry time lies before `time` (epoch milliseconds). */
  expire(time: number, remove: (key: string, change: Change) => void): void {
    for (const key of this.#expiry?.due(time) ?? []) remove(key, this.plan(key, undefined));
  }

  /** Takes over a definition whose time to live, or whose indexes differ; new ones are filled from the items. */
  redefine(definition: TableDefinition): void {
    this.definition = definition;
    this.#orderByExpiry(definition.ttl);
    const names = new Set(definition.indexes.map((index) => index.name));
    for (const [name, index] of this.indexes) {
      if (names.has(name)) continue;
      this.settle(Number.POSITIVE_INFINITY); // an index of the same name may follow
      index.entries.drop();
      this.indexes.delete(name);
    }
    for (const index of definition.indexes) {
      if (this.indexes.has(index.name)) continue;
      const data = this.#openIndex(index);
      this.items.visit("", undefined, false, (stored, key) => {
        const change = data.changeOf(key, undefined, stored);
        if (change !== undefined) data.apply(change);
        return true;
      });
      this.indexes.set(index.name, data);
    }
  }

  #orderByExpiry(attribute: string | undefined): void {
    if (this.#expiry?.attribute === attribute) return;
    this.#expiry?.entries.drop();
    const expiry = attribute === undefined ? undefined : this.#openExpiry(attribute);
    this.#expiry = expiry;
    this.items.visit("", undefined, false, (stored, key) => {
      expiry?.change(key, undefined, stored);
      return expiry !== undefined;
    });
  }

  #openIndex(index: IndexDefinition): IndexData {
    const entries = this.openMap<StoredItem>(`${this.definition.id}/index/${index.name}`);
    return new IndexData(index, projectedAttributes(this.definition, index), entries);
  }

  #openExpiry(attribute: string): ExpiryOrder {
    return new ExpiryOrder(attribute, this.openMap<string>(`${this.definition.id}/expiry`));
  }

  keyOf(item: StoredItem["item"]): string {
    return keyOf(this.definition.keys, item);
  }
}
