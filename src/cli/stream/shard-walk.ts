import type { Position } from "./checkpoints.js";
import { pause } from "./patiently.js";
import type { Shard, StreamDescription } from "./stream-source.js";

/** Milliseconds after which new shards are looked for, where none has ended before. */
const LOOK_MS = 10_000;

/** Reads shards: those side by side of which none has to come before the other. */
export class ShardWalk {
  readonly #positions: ReadonlyMap<string, Position>;
  readonly #read: (shard: string, position: Position) => Promise<boolean>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #started = new Set<string>();
  readonly #ended: Set<string>;

  /** @param read reads a shard; answers whether all of it is handled */
  constructor(
    positions: ReadonlyMap<string, Position>,
    read: (shard: string, position: Position) => Promise<boolean>,
  ) {
    this.#positions = positions;
    this.#read = read;
    this.#ended = new Set([...positions].flatMap(([id, { at }]) => (at === "end" ? [id] : [])));
  }

  /**
   * Reads all shards that there are and will be, until the signal or the end of the stream; with
   * `once`, until each that is there has been read.
   */
  async follow(
    describe: () => Promise<StreamDescription>,
    once: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      const { shards, isEnabled } = await describe();
      for (const shard of shards) {
        if (this.#isReady(shard, shards)) this.#start(shard.id);
      }
      if (this.#running.size === 0 && (once || !isEnabled)) return;
      const wake = new AbortController();
      const look = pause(LOOK_MS, AbortSignal.any([signal, wake.signal]));
      await Promise.race([...this.#running.values(), look]).finally(() => wake.abort());
    }
  }

  /** Waits for what is being handled; what fails then was told before. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  #isReady({ id, parent }: Shard, shards: readonly Shard[]): boolean {
    if (this.#started.has(id) || this.#ended.has(id)) return false;
    const isParentThere = shards.some((shard) => shard.id === parent);
    return parent === undefined || !isParentThere || this.#ended.has(parent);
  }

  #start(id: string): void {
    this.#started.add(id);
    const reading = this.#read(id, this.#positions.get(id) ?? { at: "start" });
    const running = reading
      .then((isEnded) => {
        if (isEnded) this.#ended.add(id);
      })
      .finally(() => this.#running.delete(id));
    this.#running.set(id, running);
  }
}
