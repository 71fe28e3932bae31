import type { AttributeValue, Item } from "../attribute-value.js";
import { assign, own } from "../record.js";
import { after } from "../storage/entry-key.js";
import type { SortedMap } from "../storage/sorted-map.js";
import { type KeySchema, keyAttributes, type StreamView } from "../table/definition.js";
import { shown } from "../table/stored-item.js";
import type { Change } from "../table/table.js";

/** Records are kept for a day ("DynamoDB Streams" in the developer guide). */
const RETENTION_MS = 24 * 60 * 60 * 1000;

/** Who made a change: nobody in particular, or the service where it deletes expired items. */
export type Author = "user" | "expiry";

export interface StreamRecord {
  /** Text of a fixed width, ascending. */
  readonly sequenceNumber: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: "INSERT" | "MODIFY" | "REMOVE";
  readonly keys: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly bytes: number;
  readonly author: Author;
}

/** The changes of one table since its stream was switched on: one shard. */
export class Stream {
  enabled = true;

  constructor(
    readonly arn: string,
    /** The time at which it was made, as text. */
    readonly label: string,
    readonly table: string,
    readonly keys: KeySchema,
    readonly view: StreamView,
    /** Epoch milliseconds. */
    readonly createdAt: number,
    /** The sequence number before its first record. */
    readonly start: string,
    readonly records: SortedMap<StreamRecord>,
  ) {}

  snapshot(): Stream {
    const { arn, label, table, keys, view, createdAt, start } = this;
    const records = this.records.snapshot();
    const copy = new Stream(arn, label, table, keys, view, createdAt, start, records);
    copy.enabled = this.enabled;
    return copy;
  }

  add(sequenceNumber: string, at: number, { before, after }: Change, author: Author): void {
    const some = after ?? before;
    if (some === undefined) return;
    this.records.set(sequenceNumber, {
      sequenceNumber,
      at,
      event: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
      keys: this.#keysOf(shown(some)),
      before: before && shown(before),
      after: after && shown(after),
      bytes: (before?.size ?? 0) + (after?.size ?? 0),
      author,
    });
    this.#forgetBefore(at - RETENTION_MS);
  }

  /** Records after a sequence number, at most `limit`. */
  read(position: string, limit: number): readonly StreamRecord[] {
    const records: StreamRecord[] = [];
    this.records.visit(after(position), undefined, false, (record) => {
      records.push(record);
      return records.length < limit;
    });
    return records;
  }

  /** The sequence number of the last record, or where the stream starts. */
  get end(): string {
    let end = this.start;
    this.records.visit("", undefined, true, (record) => {
      end = record.sequenceNumber;
      return false;
    });
    return end;
  }

  #keysOf(item: Item): Item {
    const keys: Record<string, AttributeValue> = {};
    for (const { name } of keyAttributes(this.keys)) {
      const value = own(item, name);
      if (value !== undefined) assign(keys, name, value);
    }
    return Object.freeze(keys);
  }

  #forgetBefore(time: number): void {
    const old: string[] = [];
    this.records.visit("", undefined, false, (record, key) => {
      if (record.at >= time) return false;
      old.push(key);
      return true;
    });
    for (const key of old) this.records.delete(key);
  }
}
