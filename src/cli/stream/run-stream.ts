import type { Table } from "../../table/table.js";
import { Checkpoints, type Position } from "./checkpoints.js";
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
  const { table, signal, onTrouble } = run;
  // The start fails at once; a run that is under way outlives an engine that is away for a while.
  const arn = await streamArnOf(table.name, (operation, input) =>
    table.commands.send(operation, input),
  );
  const source = new StreamSource(arn, patiently(table, onTrouble, signal));
  // What was handled is to be remembered after the signal, too.
  const write = patiently(table, onTrouble, undefined);
  const checkpoints = new Checkpoints(table.describe(), run.name, arn, write);
  try {
    const positions = await begin(run, source, checkpoints);
    const walk = new ShardWalk(positions, (shard, position, stop) =>
      readShard(shard, position, { ...run, source, checkpoints, signal: stop }),
    );
    await walk.follow(() => source.describe(), run.once, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Finds out where each shard goes on. */
async function begin(
  { from, onStart, onGap }: StreamRun,
  source: StreamSource,
  checkpoints: Checkpoints,
): Promise<ReadonlyMap<string, Position>> {
  let positions = await checkpoints.load();
  const { shards } = await source.describe();
  const isResumed = positions.size > 0;
  if (isResumed) {
    await forgetOld(positions, shards, checkpoints, onGap);
  } else if (from === "latest") {
    positions = await latest(shards, source);
    // What comes before the first checkpoint is not to be lost with this process.
    await checkpoints.begin(positions);
  }
  onStart(source.arn, isResumed);
  return positions;
}

/** Where only what comes from now on is read. */
async function latest(
  shards: readonly Shard[],
  source: StreamSource,
): Promise<Map<string, Position>> {
  const since = Date.now();
  const positions = new Map<string, Position>();
  for (const { id, isClosed } of shards) {
    positions.set(
      id,
      isClosed
        ? { at: "end" }
        : { at: "now", since, iterator: await source.iterator(id, "latest") },
    );
  }
  return positions;
}

/** Takes away the checkpoints of shards that are gone; tells where what they had left went with them. */
async function forgetOld(
  positions: Map<string, Position>,
  shards: readonly Shard[],
  checkpoints: Checkpoints,
  onGap: StreamRun["onGap"],
): Promise<void> {
  const known = new Set(shards.map(({ id }) => id));
  const gone = [...positions].filter(([id]) => !known.has(id));
  const [first] = shards;
  // Without a checkpoint, the next start would be a first one.
  if (gone.length === positions.size && first !== undefined) {
    await checkpoints.save(first.id, { at: "start" });
  }
  for (const [id, { at }] of gone) {
    if (at !== "end") onGap(id);
    positions.delete(id);
    await checkpoints.remove(id);
  }
}
