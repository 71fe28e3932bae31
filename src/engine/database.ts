import type { Meter } from "./capacity/meter.js";
import { notFound, throttled } from "./exception.js";
import type { OpenMap, SortedMap } from "./storage/sorted-map.js";
import { Tree } from "./storage/tree.js";
import { type Author, Stream, type StreamRecord } from "./stream/stream.js";
import type { StreamView } from "./table/definition.js";
import type { Change, Table } from "./table/table.js";
import { plainTableName } from "./validate/table-name.js";

/** The engine's region and account in ARNs; nothing else depends on them. */
export const REGION = "local";
export const ACCOUNT = "000000000000";

/** A transaction whose token is remembered. */
export interface RememberedTransaction {
  readonly fingerprint: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Everything that operations work on. */
export class Database {
  /** Where the entries of tables, indexes and streams are kept: in memory. */
  openMap: OpenMap = openTree;
  tables = new Map<string, Table>();
  /** By ARN; those of deleted tables and disabled ones too. */
  streams = new Map<string, Stream>();
  transactions = new Map<string, RememberedTransaction>();
  /** Milliseconds by which global indexes lag behind their tables. */
  indexLagMs = 0;
  /** The number of the latest change to a stream. */
  sequence = 0;

  constructor(
    /** Epoch milliseconds. */
    readonly now: () => number,
    /** Milliseconds between an item's expiry time and its deletion. */
    readonly expiryDelayMs: number,
    /** Throttles; nothing is throttled where undefined. */
    readonly meter: Meter | undefined,
  ) {}

  /** The content as it is, in time that depends on the number of tables only. */
  snapshot(): DatabaseContent {
    return {
      tables: mapValues(this.tables, (table) => table.snapshot()),
      streams: mapValues(this.streams, (stream) => stream.snapshot()),
      transactions: new Map(this.transactions),
      sequence: this.sequence,
    };
  }

  /** Takes a content back; it can be taken back again later. */
  restore(content: DatabaseContent): void {
    this.tables = mapValues(content.tables, (table) => table.snapshot());
    this.streams = mapValues(content.streams, (stream) => stream.snapshot());
    this.transactions = new Map(content.transactions);
    this.sequence = content.sequence;
  }

  /** @throws ServiceError ResourceNotFoundException */
  table(nameOrArn: string): Table {
    const table = this.tables.get(plainTableName(nameOrArn));
    if (table === undefined) throw notFound();
    if (table.changesWithTime) this.#catchUp(table);
    return table;
  }

  #catchUp(table: Table): void {
    const now = this.now();
    table.settle(now);
    table.expire(now - this.expiryDelayMs, (key, change) => {
      this.write(table, key, change, "expiry");
    });
  }

  /** Carries a planned change out where the throughput allows it. */
  commit(table: Table, key: string, change: Change): void {
    if (this.meter?.admitWrite(table.definition, key, change) === false) throw throttled();
    this.write(table, key, change);
  }

  /** Carries a planned change out. */
  write(table: Table, key: string, change: Change, author: Author = "user"): void {
    const due = this.indexLagMs > 0 ? this.now() + this.indexLagMs : undefined;
    table.apply(key, change, due);
    const stream = this.enabledStream(table);
    if (stream !== undefined && !change.isEmpty) {
      stream.add(this.#nextSequence(), this.now(), change, author);
    }
  }

  /** The newest stream of a table, enabled or not. */
  streamOf(table: Table): Stream | undefined {
    return table.streamArn === undefined ? undefined : this.streams.get(table.streamArn);
  }

  enabledStream(table: Table): Stream | undefined {
    const stream = this.streamOf(table);
    return stream?.enabled ? stream : undefined;
  }

  openStream(table: Table, view: StreamView): void {
    const { name, arn, keys } = table.definition;
    const now = this.now();
    const label = new Date(now).toISOString().slice(0, -1);
    const streamArn = `${arn}/stream/${label}`;
    const start = this.#nextSequence();
    const records = this.openMap<StreamRecord>(streamArn);
    const stream = new Stream(streamArn, label, name, keys, view, now, start, records);
    this.streams.set(streamArn, stream);
    table.streamArn = streamArn;
  }

  closeStream(table: Table): void {
    const stream = this.enabledStream(table);
    if (stream !== undefined) stream.enabled = false;
  }

  #nextSequence(): string {
    this.sequence++;
    return String(this.sequence).padStart(21, "0");
  }
}

/** What `snapshot` keeps and `restore` takes. */
export interface DatabaseContent {
  readonly tables: ReadonlyMap<string, Table>;
  readonly streams: ReadonlyMap<string, Stream>;
  readonly transactions: ReadonlyMap<string, RememberedTransaction>;
  readonly sequence: number;
}

function mapValues<Value>(
  map: ReadonlyMap<string, Value>,
  change: (value: Value) => Value,
): Map<string, Value> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

function openTree<Value>(): SortedMap<Value> {
  return new Tree<Value>();
}
