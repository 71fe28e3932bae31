import type { Table } from "../../table/table.js";
import { Checkpoints, type Position, type Send } from "./checkpoints.js";
import { patiently } from "./patiently.js";
import { readShard, type ShardReading } from "./read-shard.js";
import { ShardWalk } from "./shard-walk.js";
import { type Shard, StreamSource, streamArnOf } from "./stream-source.js";

export interface StreamRun extends Omit<ShardReading, "source" | "checkpoints"> {
  readonly table: Table;
  /** Tells those who read the stream apart: each has checkpoints of its own. */
  readonly name: string;
  /** Where to begin when there is no checkpoint. */
  readonly from: "latest" | "trim-horizon";
  /** Told when the stream is found, and whether it goes on from checkpoints. */
  onStart(streamArn: string, isResumed: boolean): void;
  /** Told of a request that failed and is sent again. */
  onTrouble(error: unknown): void;
}

/**
 * Gives a table's stream to a handler, each shard after its parent, until the signal, the end of
 * the stream, or, with `once`, until all that is there is handled.
 * @throws RetriesUsedUpError, ConfigurationError, and what the API refuses
 */
export async function runStream(run: StreamRun): Promise<void> {
  const { table } = run;
  // The start fails at once; a run that is under way outlives an engine that is away for a while.
  const hastily: Send = (operation, input) => table.send(operation, input, { signal: run.signal });
  const arn = await streamArnOf(table.name, hastily);
  const failed = new AbortController();
  const signal = AbortSignal.any([run.signal, failed.signal]);
  const source = new StreamSource(arn, patiently(table, run.onTrouble, signal));
  // What was handled is to be remembered after the signal, too.
  const write = patiently(table, run.onTrouble, undefined);
  const checkpoints = new Checkpoints(table.describe(), run.name, arn, write);
  const positions = await checkpoints.load();
  const { shards } = await source.describe();
  const isResumed = positions.size > 0;
  if (!isResumed && run.from === "latest") await startNow(positions, shards, checkpoints);
  run.onStart(arn, isResumed);
  await forgetOld(positions, shards, checkpoints);
  const walk = new ShardWalk(positions, (shard, position) =>
    readShard(shard, position, { ...run, source, checkpoints, signal }),
  );
  try {
    await walk.follow(() => source.describe(), run.once, signal);
  } catch (error) {
    if (!run.signal.aborted) throw error;
  } finally {
    failed.abort();
    await walk.settle();
  }
}

/**
 * Has only what comes from now on be read. That is remembered, so that what comes before the first
 * checkpoint is not lost with this process.
 */
async function startNow(
  positions: Map<string, Position>,
  shards: readonly Shard[],
  checkpoints: Checkpoints,
): Promise<void> {
  for (const { id, isClosed } of shards) {
    const position: Position = isClosed ? { at: "end" } : { at: "now" };
    positions.set(id, position);
    await checkpoints.save(id, position);
  }
}

/** Takes away the checkpoints of shards that are gone. */
async function forgetOld(
  positions: Map<string, Position>,
  shards: readonly Shard[],
  checkpoints: Checkpoints,
): Promise<void> {
  const known = new Set(shards.map(({ id }) => id));
  for (const id of [...positions.keys()].filter((stored) => !known.has(stored))) {
    positions.delete(id);
    await checkpoints.remove(id);
  }
}
