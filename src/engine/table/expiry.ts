import { own } from "../record.js";
import type { SortedMap } from "../storage/sorted-map.js";
import type { StoredItem } from "./stored-item.js";

/** Items that expired longer ago than this are kept ("How it works: DynamoDB Time to Live"). */
const MAX_AGE_SECONDS = 5 * 365 * 24 * 60 * 60;

/** The items of a table in the order in which they expire. */
export class ExpiryOrder {
  constructor(
    readonly attribute: string,
    /** The item's key by expiry time and key. */
    readonly entries: SortedMap<string>,
  ) {}

  snapshot(): ExpiryOrder {
    return new ExpiryOrder(this.attribute, this.entries.snapshot());
  }

  change(key: string, before: StoredItem | undefined, after: StoredItem | undefined): void {
    const [old, next] = [this.#entryOf(key, before), this.#entryOf(key, after)];
    if (old === next) return;
    if (old !== undefined) this.entries.delete(old);
    if (next !== undefined) this.entries.set(next, key);
  }

  /** The keys of items whose time passed before `time`, epoch milliseconds. */
  due(time: number): readonly string[] {
    const keys: string[] = [];
    if (this.entries.size === 0) return keys;
    const seconds = Math.floor(time / 1000);
    const oldest = padded(Math.max(0, seconds - MAX_AGE_SECONDS));
    this.entries.visit(oldest, padded(Math.max(0, seconds)), false, (key) => {
      keys.push(key);
      return true;
    });
    return keys;
  }

  /** Only a number of seconds within reason is an expiry time. */
  #entryOf(key: string, stored: StoredItem | undefined): string | undefined {
    const text = stored === undefined ? undefined : own(stored.item, this.attribute)?.N;
    const seconds = text === undefined ? Number.NaN : Math.floor(Number(text));
    return seconds >= 0 && seconds < 1e15 ? padded(seconds) + key : undefined;
  }
}

function padded(seconds: number): string {
  return String(seconds).padStart(15, "0");
}
