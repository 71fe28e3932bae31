import { setMaxListeners } from "node:events";
import type { Position } from "./checkpoints.js";
import { pause } from "./patiently.js";
import type { Shard, StreamDescription } from "./stream-source.js";

/** Milliseconds after which new shards are looked for, where none has ended before. */
const LOOK_MS = 10_000;

/** Reads a shard until its end or the signal; answers whether all of it is handled. */
type ReadShard = (shard: string, position: Position, signal: AbortSignal) => Promise<boolean>;

/** Reads shards: those side by side of which none has to come before the other. */
export class ShardWalk {
  readonly #positions: ReadonlyMap<string, Position>;
  readonly #read: ReadShard;
  readonly #running = new Map<string, Promise<void>>();
  readonly #started = new Set<string>();
  readonly #ended: Set<string>;
  /** What the first that failed has thrown. */
  #failure: { readonly error: unknown } | undefined;

  constructor(positions: ReadonlyMap<string, Position>, read: ReadShard) {
    this.#positions = positions;
    this.#read = read;
    this.#ended = new Set([...positions].flatMap(([id, { at }]) => (at === "end" ? [id] : [])));
  }

  /**
   * Reads all shards that there are and will be, until the signal or the end of the stream; with
   * `once`, until each that is there has been read. Where one fails, all end after their batches.
   */
  async follow(
    describe: () => Promise<StreamDescription>,
    once: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    setMaxListeners(0, signal, stop); // every shard that is read listens
    try {
      while (!stop.aborted) {
        const { shards, isEnabled } = await describe();
        for (const shard of shards) {
          if (this.#isReady(shard, shards)) this.#start(shard.id, stop);
        }
        if (this.#running.size === 0 && (once || !isEnabled)) return this.#checkFailure();
        const wake = new AbortController();
        const look = pause(LOOK_MS, AbortSignal.any([stop, wake.signal]));
        await Promise.race([...this.#running.values(), look]);
        wake.abort();
        this.#checkFailure();
      }
    } finally {
      failed.abort();
      await Promise.all(this.#running.values());
    }
  }

  #isReady({ id, parent }: Shard, shards: readonly Shard[]): boolean {
    if (this.#started.has(id) || this.#ended.has(id)) return false;
    const isParentThere = shards.some((shard) => shard.id === parent);
    return parent === undefined || !isParentThere || this.#ended.has(parent);
  }

  #start(id: string, signal: AbortSignal): void {
    this.#started.add(id);
    const reading = this.#read(id, this.#positions.get(id) ?? { at: "start" }, signal);
    const running = reading
      .then(
        (isEnded) => {
          if (isEnded) this.#ended.add(id);
        },
        (error: unknown) => {
          this.#failure ??= { error };
        },
      )
      .finally(() => this.#running.delete(id));
    this.#running.set(id, running);
  }

  #checkFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
