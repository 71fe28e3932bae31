import type { TransportRequest, WireObject } from "../../src/transport/transport.js";

export interface SimulatedTableOptions {
  /** Write units that one partition takes in a second. */
  readonly partitionUnits: number;
  /** Milliseconds of unused throughput that can be used later. */
  readonly burstMs: number;
  /** How many partitions there may be in the end; 1 where left out. */
  readonly maxPartitions?: number;
  /** Milliseconds of throttling after which a partition is split in two. */
  readonly splitAfterMs?: number;
}

interface Partition {
  /** Keys whose hash, modulo `of`, is `rest`. */
  readonly of: number;
  readonly rest: number;
  tokens: number;
  at: number;
  /** The moments with throttles since it was made, and the latest one. */
  throttledMs: number;
  throttledAt: number;
}

/** A write of a simulation: an item of one unit, named by a number. */
interface Write {
  readonly PutRequest: { readonly Item: { readonly PK: { readonly S: string } } };
}

/**
 * A table in virtual time that takes so many units a second in every partition, throttles the rest
 * as BatchWriteItem does, and splits the partitions that throttle for long.
 */
export class SimulatedTable {
  readonly stored = new Set<string>();
  /** Items that were asked for. */
  attempts = 0;
  requests = 0;
  readonly #options: SimulatedTableOptions;
  #partitions: Partition[];
  /** The units that the table could have taken until each time at which that changed its pace. */
  readonly #capacity: { readonly at: number; readonly units: number; readonly perMs: number }[] =
    [];
  readonly #stored: number[] = [];

  constructor(options: SimulatedTableOptions) {
    this.#options = options;
    this.#partitions = [this.#partition(1, 0, this.#burst, 0)];
    this.#grow(0, this.#burst);
  }

  get partitions(): number {
    return this.#partitions.length;
  }

  /** Items stored in every second of the time. */
  get perSecond(): readonly number[] {
    return Array.from(this.#stored, (count) => count ?? 0);
  }

  /** Units that the table could take, by the capacity that it had at the end of every second. */
  get capacityPerSecond(): readonly number[] {
    return this.perSecond.map((_, second) => {
      const era = this.#capacity.findLast(({ at }) => at <= (second + 1) * 1_000);
      return era === undefined ? 0 : Math.round(era.perMs * 1_000);
    });
  }

  /** When the table could have taken that many units, had none of its capacity been left unused. */
  timeToTake(units: number, end: number): number {
    const era = this.#capacity.findLast((candidate) => candidate.units < units);
    return era === undefined ? end : Math.min(end, era.at + (units - era.units) / era.perMs);
  }

  /** Takes a BatchWriteItem; `undefined` where it is throttled whole. */
  write({ input }: TransportRequest, time: number): WireObject | undefined {
    this.requests += 1;
    const [table, writes] = Object.entries(input.RequestItems as Record<string, Write[]>)[0] ?? []; // one table each
    if (table === undefined || writes === undefined) throw new Error("A request without items.");
    this.attempts += writes.length;
    const left = writes.filter((write) => !this.#take(write.PutRequest.Item.PK.S, time));
    if (left.length === writes.length) return undefined;
    return { UnprocessedItems: left.length === 0 ? {} : { [table]: left } };
  }

  get #burst(): number {
    return (this.#options.partitionUnits * this.#options.burstMs) / 1_000;
  }

  #partition(of: number, rest: number, tokens: number, at: number): Partition {
    return { of, rest, tokens, at, throttledMs: 0, throttledAt: Number.NEGATIVE_INFINITY };
  }

  #take(key: string, time: number): boolean {
    const hash = hashOf(key);
    const partition = this.#partitions.find(({ of, rest }) => hash % of === rest);
    if (partition === undefined) throw new Error("The partitions cover every key.");
    const gained = ((time - partition.at) / 1_000) * this.#options.partitionUnits;
    partition.tokens = Math.min(this.#burst, partition.tokens + gained);
    partition.at = time;
    if (partition.tokens < 1) {
      this.#throttle(partition, time);
      return false;
    }
    partition.tokens -= 1;
    this.stored.add(key);
    const second = Math.floor(time / 1_000);
    this.#stored[second] = (this.#stored[second] ?? 0) + 1;
    return true;
  }

  #grow(at: number, units: number): void {
    const perMs = (this.#options.partitionUnits * this.partitions) / 1_000;
    this.#capacity.push({ at, units, perMs });
  }

  #throttle(partition: Partition, time: number): void {
    const { maxPartitions = 1, splitAfterMs = Number.POSITIVE_INFINITY } = this.#options;
    // Throttles within a second of each other are one stretch of throttling.
    partition.throttledMs += Math.min(1_000, time - partition.throttledAt);
    partition.throttledAt = time;
    if (partition.throttledMs < splitAfterMs || this.partitions >= maxPartitions) return;
    const { of, rest } = partition;
    const halves = [rest, rest + of].map((half) => this.#partition(2 * of, half, 0, time));
    this.#partitions = [...this.#partitions.filter((other) => other !== partition), ...halves];
    const last = this.#capacity.at(-1);
    this.#grow(time, last === undefined ? 0 : last.units + (time - last.at) * last.perMs);
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash;
}
