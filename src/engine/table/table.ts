import { equalItems } from "../compare.js";
import { own } from "../record.js";
import { Tree } from "../storage/tree.js";
import { projectedAttributes, type TableDefinition } from "./definition.js";
import { ExpiryOrder } from "./expiry.js";
import { type IndexChange, IndexData } from "./index-data.js";
import { keyOf, type StoredItem } from "./stored-item.js";

/** What a write did, for capacity, streams and answers. */
export interface Change {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  readonly indexes: readonly IndexChange[];
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
  #lagging: LaggingChange[] = [];
  #expiry: ExpiryOrder | undefined;
  /** The newest stream of the table, enabled or not. */
  streamArn: string | undefined;
  /** The sum of the items' sizes. */
  bytes = 0;

  constructor(
    public definition: TableDefinition,
    readonly items = new Tree<StoredItem>(),
  ) {}

  /** An empty table. */
  static create(definition: TableDefinition): Table {
    const table = new Table(definition);
    for (const index of definition.indexes) {
      table.indexes.set(index.name, new IndexData(index, projectedAttributes(definition, index)));
    }
    return table;
  }

  /** An independent table with the same content, in time that does not depend on it. */
  snapshot(): Table {
    const copy = new Table(this.definition, this.items.snapshot());
    for (const [name, index] of this.indexes) copy.indexes.set(name, index.snapshot());
    copy.#lagging = [...this.#lagging];
    copy.#expiry = this.#expiry?.snapshot();
    copy.streamArn = this.streamArn;
    copy.bytes = this.bytes;
    return copy;
  }

  /** What writing `after`, or deleting where it is undefined, would change. Changes nothing yet. */
  plan(key: string, after: StoredItem | undefined): Change {
    const before = this.items.get(key);
    const indexes: IndexChange[] = [];
    for (const index of this.indexes.values()) {
      const change = index.changeOf(key, before, after);
      if (change !== undefined) indexes.push(change);
    }
    return { before, after, indexes };
  }

  /** Carries a change out; global indexes follow at `due` where it is given. */
  apply(key: string, { before, after, indexes }: Change, due: number | undefined): void {
    if (after !== undefined) this.items.set(key, after);
    else if (before !== undefined) this.items.delete(key);
    this.bytes += (after?.size ?? 0) - (before?.size ?? 0);
    this.#expiry?.change(key, before, after);
    for (const change of indexes) {
      const index = this.indexes.get(change.index);
      if (due !== undefined && index?.definition.scope === "global") {
        this.#lagging.push({ due, change });
      } else {
        index?.apply(change);
      }
    }
  }

  /** Whether indexes have to catch up or items can expire. */
  get changesWithTime(): boolean {
    return this.#lagging.length > 0 || this.#expiry !== undefined;
  }

  /** Lets global indexes catch up with the changes that are due. */
  settle(now: number): void {
    const due = this.#lagging.filter((lagging) => lagging.due <= now);
    this.#lagging = this.#lagging.filter((lagging) => lagging.due > now);
    for (const { change } of due) this.indexes.get(change.index)?.apply(change);
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
    for (const name of this.indexes.keys()) if (!names.has(name)) this.indexes.delete(name);
    for (const index of definition.indexes) {
      if (this.indexes.has(index.name)) continue;
      const data = new IndexData(index, projectedAttributes(definition, index));
      this.items.visit("", undefined, false, (stored, key) => {
        const change = hasKeyKinds(data, stored)
          ? data.changeOf(key, undefined, stored)
          : undefined;
        if (change !== undefined) data.apply(change);
        return true;
      });
      this.indexes.set(index.name, data);
    }
  }

  #orderByExpiry(attribute: string | undefined): void {
    if (this.#expiry?.attribute === attribute) return;
    const expiry = attribute === undefined ? undefined : new ExpiryOrder(attribute);
    this.#expiry = expiry;
    this.items.visit("", undefined, false, (stored, key) => {
      expiry?.change(key, undefined, stored);
      return expiry !== undefined;
    });
  }

  keyOf(item: StoredItem["item"]): string {
    return keyOf(this.definition.keys, item);
  }
}

/** Items from before an index was made may have other kinds of values in its key: left out of it. */
function hasKeyKinds(index: IndexData, { item }: StoredItem): boolean {
  const { partition, sort } = index.definition.keys;
  return [partition, sort].every(
    (key) => key === undefined || own(item, key.name)?.[key.kind] !== undefined,
  );
}

/** Whether a write left the item as it was: then neither streams nor indexes see it. */
export function changedNothing({ before, after }: Change): boolean {
  return before !== undefined && after !== undefined && equalItems(before.item, after.item);
}
