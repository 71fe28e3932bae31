import { AbortedError, TimeoutError } from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import type { Bounds, Settled } from "./effect.js";

/** The started requests of one async operation, and what came of them. */
export class InFlight {
  readonly #settled: Settled[] = [];
  #wake: (() => void) | undefined;

  add(ticket: number, reply: Promise<WireObject>): void {
    reply.then(
      (value) => this.#put({ ticket, reply: value }),
      (error: unknown) => this.#put({ ticket, error }),
    );
  }

  /** The first that settled and was not taken yet. */
  take(): Settled | undefined {
    return this.#settled.shift();
  }

  /** Calls `wake`, once, when something settles; only the latest one is. */
  onChange(wake: () => void): void {
    this.#wake = wake;
  }

  #put(settled: Settled): void {
    this.#settled.push(settled);
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** Whether a value has to be awaited: a promise of any make. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/**
 * Milliseconds that the next attempt may take: what the call asks for or the connection's own
 * `usual`, and never more than the deadline leaves.
 * @throws AbortedError, TimeoutError when there is no time left for an attempt.
 */
export function attemptTimeout(bounds: Bounds, usual: number, now: number): number {
  if (bounds.signal?.aborted) throw new AbortedError();
  const left = bounds.deadline - now;
  if (left <= 0) throw new TimeoutError(0, "the call");
  return Math.min(left, bounds.attemptTimeout ?? usual);
}
