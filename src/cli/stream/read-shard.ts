import type { Checkpoints, Position } from "./checkpoints.js";
import { deliver, type LambdaHandler } from "./deliver.js";
import { pause } from "./patiently.js";
import type { EventRecord } from "./records.js";
import { isFailure, type StreamPage, type StreamSource } from "./stream-source.js";

/** What the readers of all shards share. */
export interface ShardReading {
  readonly source: StreamSource;
  readonly checkpoints: Checkpoints;
  readonly handler: LambdaHandler;
  /** Most records of a batch. */
  readonly batchSize: number;
  /** Times that a batch is tried again, from the same record on. */
  readonly retries: number;
  /** Whether reading ends where there is no further record yet. */
  readonly once: boolean;
  /** Ends it, after the batch that is being handled. */
  readonly signal: AbortSignal;
  onHandled(shard: string, records: number): void;
  /** Told of a batch that was not handled whole, and when it comes again: milliseconds. */
  onFailure(failure: BatchFailure): void;
  /** Told where the stream has lost records that were not handled yet. */
  onGap(shard: string): void;
}

export interface BatchFailure {
  readonly shard: string;
  /** The first record that was not handled. */
  readonly record: EventRecord;
  readonly error: unknown;
  readonly delayMs: number;
}

/** A batch failed more often than it may: nothing after it was handled. */
export class RetriesUsedUpError extends Error {
  constructor(
    readonly shard: string,
    { eventID }: EventRecord,
    options: { readonly cause: unknown },
  ) {
    super(`Record ${eventID} of ${shard} failed too often; nothing after it was handled.`, options);
  }
}

/** Milliseconds between reads that find nothing: from the first to the second, doubling. */
const IDLE_MS = [100, 1_000] as const;

/** The same between attempts of a batch. */
const RETRY_MS = [200, 30_000] as const;

/** Reads in a row that find nothing and mean that nothing is there: DynamoDB's replies can be empty in between. */
const ENOUGH_EMPTY = 4;

/** Clocks, and the coarse times of records, that a time as a position has to make allowance for. */
const TIME_MARGIN_MS = 120_000;

/**
 * Gives the records of a shard to the handler, batch by batch and each in its order, and keeps the
 * checkpoint; ends with the shard, with the signal, or where `once` says so.
 * @returns whether all of the shard is handled
 * @throws RetriesUsedUpError
 */
export async function readShard(
  shard: string,
  start: Position,
  reading: ShardReading,
): Promise<boolean> {
  const { checkpoints, once, signal } = reading;
  let position = start;
  let iterator = start.at === "now" ? start.iterator : undefined;
  for (let empty = 0; !signal.aborted; ) {
    const page = await readPage(shard, position, iterator, reading);
    if (page === "stopped") return false;
    if (page === "trimmed") {
      reading.onGap(shard);
      position = { at: "start" };
    }
    if (page === "expired" && position.at === "now") {
      position = { at: "time", since: position.since };
    }
    if (page === "expired" || page === "trimmed") {
      iterator = undefined;
      continue;
    }
    const records = page.records.filter(
      (record) => !checkpoints.isOwn(record) && !isBefore(record, position),
    );
    if (!(await handle(shard, records, reading))) return false;
    const last = page.records.at(-1)?.dynamodb.SequenceNumber;
    if (last !== undefined && (records.length > 0 || position.at !== "time")) {
      position = { at: "record", after: last };
    }
    iterator = page.next;
    if (iterator === undefined) {
      await checkpoints.save(shard, { at: "end" });
      return true;
    }
    empty = page.records.length > 0 ? 0 : empty + 1;
    if (once && empty >= ENOUGH_EMPTY) return false;
    if (empty > 0) await pause(doubled(IDLE_MS, empty), signal);
  }
  return false;
}

/** Reads on, or tells why not: the iterator is too old, the records are, or the signal came. */
async function readPage(
  shard: string,
  position: Position,
  iterator: string | undefined,
  { source, batchSize, signal }: ShardReading,
): Promise<StreamPage | "expired" | "trimmed" | "stopped"> {
  try {
    const start = position.at === "record" ? position : "oldest";
    const used = iterator ?? (await source.iterator(shard, start));
    return await source.read(used, batchSize);
  } catch (error) {
    if (isFailure(error, "ExpiredIteratorException")) return "expired";
    if (isFailure(error, "TrimmedDataAccessException")) return "trimmed";
    if (signal.aborted) return "stopped";
    throw error;
  }
}

function isBefore({ dynamodb }: EventRecord, position: Position): boolean {
  if (position.at !== "time") return false;
  return dynamodb.ApproximateCreationDateTime * 1_000 < position.since - TIME_MARGIN_MS;
}

/**
 * Has records handled until they are; the checkpoint follows.
 * @returns false where the signal ended it before
 */
async function handle(
  shard: string,
  records: readonly EventRecord[],
  reading: ShardReading,
): Promise<boolean> {
  const { checkpoints, handler, retries, signal } = reading;
  let rest = records;
  for (let failures = 0; rest.length > 0; ) {
    if (signal.aborted) return false;
    const { done, error } = await deliver(handler, rest);
    const last = rest[done - 1];
    if (last !== undefined) {
      await checkpoints.save(shard, { at: "record", after: last.dynamodb.SequenceNumber });
      reading.onHandled(shard, done);
    }
    rest = rest.slice(done);
    const [record] = rest;
    if (record === undefined) break;
    failures = done > 0 ? 1 : failures + 1;
    if (failures > retries) throw new RetriesUsedUpError(shard, record, { cause: error });
    const delayMs = doubled(RETRY_MS, failures);
    reading.onFailure({ shard, record, error, delayMs });
    await pause(delayMs, signal);
  }
  return true;
}

function doubled([first, most]: readonly [number, number], times: number): number {
  return Math.min(most, first * 2 ** (times - 1));
}
