import { BatchWriteError } from "../../src/errors/batch-write-error.js";
import { batchWrite } from "../../src/operation/batch-write.js";
import type { Program } from "../../src/operation/effect.js";
import { SimulatedTable } from "../support/simulated-table.js";
import { NUMBERS, simulate } from "../support/simulation.js";

/** Processes that load one table together, at once, with far more than it can take. */
export interface Storm {
  readonly workers: number;
  /** Items in all, of one write unit each. */
  readonly items: number;
  /** Write units that a partition takes in a second. */
  readonly partitionUnits: number;
  /** Partitions that the table may come to; it starts with one, and splits one that throttled for 10 s. */
  readonly maxPartitions: number;
  readonly seed: number;
}

/** What came of a storm. */
export interface StormResult {
  readonly stored: number;
  readonly partitions: number;
  readonly seconds: number;
  /** Seconds that the table would have taken at its full capacity, as it grew. */
  readonly idealSeconds: number;
  /** Items asked for, for each one that is stored. */
  readonly attemptsPerItem: number;
  /** Batches that ended without every item written. */
  readonly incomplete: number;
  /** Items stored in every second. */
  readonly perSecond: readonly number[];
  /** Items that could have been stored in every second. */
  readonly capacityPerSecond: readonly number[];
}

/** Runs a storm in virtual time: each worker writes its share in one batch, eight requests in flight. */
export function runStorm(storm: Storm): StormResult {
  const { workers, items, partitionUnits, maxPartitions, seed } = storm;
  const table = new SimulatedTable({
    partitionUnits,
    burstMs: 1_000,
    maxPartitions,
    splitAfterMs: 10_000,
  });
  let incomplete = 0;
  const share = items / workers;
  function* worker(first: number): Program<void> {
    try {
      yield* batchWrite(NUMBERS, numbers(first, share), NUMBERS, { concurrency: 8 });
    } catch (error) {
      if (!(error instanceof BatchWriteError)) throw error;
      incomplete += 1;
    }
  }
  const programs = Array.from({ length: workers }, (_, index) => worker(index * share));
  const end = simulate(programs, table, seed);
  return {
    stored: table.stored.size,
    partitions: table.partitions,
    seconds: end / 1_000,
    idealSeconds: table.timeToTake(items, end) / 1_000,
    attemptsPerItem: table.attempts / items,
    incomplete,
    perSecond: table.perSecond,
    capacityPerSecond: table.capacityPerSecond,
  };
}

function* numbers(first: number, count: number): Generator<number> {
  for (let index = 0; index < count; index++) yield first + index;
}
