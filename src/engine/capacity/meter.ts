import { partitionOf } from "../storage/entry-key.js";
import type { TableDefinition, Throughput } from "../table/definition.js";
import type { Change } from "../table/table.js";
import { writeUnitsOf } from "./consumption.js";
import { TokenBucket } from "./token-bucket.js";

export interface MeterOptions {
  /** Units per second of an on-demand table and each of its indexes; unlimited where left out. */
  readonly onDemand?: Throughput;
  /** Units per second under one partition key: DynamoDB's 3,000 and 1,000 where left out. */
  readonly partition?: Throughput;
  /** Seconds of unused throughput that can be used later, at once: DynamoDB's 300 where left out. */
  readonly burstSeconds?: number;
}

const PARTITION: Throughput = { read: 3_000, write: 1_000 };
const BURST_SECONDS = 300;

type Direction = keyof Throughput;

/**
 * A model of DynamoDB's throughput: a token bucket for every table, global index and partition
 * key, in either direction. A request is let in while all its buckets have something left.
 */
export class Meter {
  readonly #options: MeterOptions;
  readonly #now: () => number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(options: MeterOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** Whether a write is let in; it is charged then. */
  admitWrite(table: TableDefinition, key: string, change: Change, factor = 1): boolean {
    const buckets: (readonly [TokenBucket | undefined, number])[] = [];
    const units = writeUnitsOf(change) * factor;
    buckets.push([this.#tableBucket(table, undefined, "write"), units]);
    buckets.push([this.#partitionBucket(table, key, "write"), units]);
    for (const index of change.indexes) {
      const { scope, throughput } = table.indexes.find(({ name }) => name === index.index) ?? {};
      const isGlobal = scope === "global" && (throughput !== undefined || isOnDemand(table));
      const bucket = isGlobal ? index.index : undefined;
      buckets.push([this.#tableBucket(table, bucket, "write"), index.units * factor]);
    }
    if (buckets.some(([bucket]) => bucket?.isEmpty)) return false;
    for (const [bucket, charge] of buckets) bucket?.take(charge);
    return true;
  }

  /** Whether a read under a partition key, or of no single one, is let in. Charge it when it is done. */
  admitsRead(table: TableDefinition, index: string | undefined, key: string | undefined): boolean {
    const partition = key === undefined ? undefined : this.#partitionBucket(table, key, "read");
    return !(this.#tableBucket(table, index, "read")?.isEmpty || partition?.isEmpty);
  }

  chargeRead(
    table: TableDefinition,
    index: string | undefined,
    key: string | undefined,
    units: number,
  ): void {
    this.#tableBucket(table, index, "read")?.take(units);
    if (key !== undefined) this.#partitionBucket(table, key, "read").take(units);
  }

  #tableBucket(
    table: TableDefinition,
    index: string | undefined,
    direction: Direction,
  ): TokenBucket | undefined {
    const own = table.indexes.find(({ name }) => name === index)?.throughput ?? table.throughput;
    const throughput = isOnDemand(table) ? this.#options.onDemand : own;
    if (throughput === undefined) return undefined;
    return this.#bucket(`${direction}/${table.name}/${index ?? ""}`, throughput[direction]);
  }

  #partitionBucket(table: TableDefinition, key: string, direction: Direction): TokenBucket {
    const { [direction]: rate } = this.#options.partition ?? PARTITION;
    return this.#bucket(`${direction}/${table.name}//${partitionOf(key)}`, rate);
  }

  #bucket(name: string, rate: number): TokenBucket {
    let bucket = this.#buckets.get(name);
    if (bucket === undefined || bucket.rate !== rate) {
      const burst = rate * (this.#options.burstSeconds ?? BURST_SECONDS);
      bucket = new TokenBucket(rate, Math.max(1, burst), this.#now);
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }
}

function isOnDemand(table: TableDefinition): boolean {
  return table.billing === "PAY_PER_REQUEST";
}
