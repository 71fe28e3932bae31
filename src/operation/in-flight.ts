import { AbortedError, TimeoutError } from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import type { Bounds, Settled } from "./effect.js";

/** An element that an input was asked for. */
interface Pulled {
  /** Gives the element, or throws what the input threw; `undefined` while it is to come. */
  take: (() => IteratorResult<unknown>) | undefined;
}

/** What one async operation waits for, and what came of it. */
export class InFlight {
  readonly #settled: Settled[] = [];
  #pulled: Pulled | undefined;
  #wake: (() => void) | undefined;

  add(ticket: number, reply: Promise<WireObject>): void {
    reply.then(
      (value) => this.#put({ ticket, reply: value }),
      (error: unknown) => this.#put({ ticket, error }),
    );
  }

  /** Whether an element was asked for and not taken yet, and whether it is there. */
  get element(): "none" | "awaited" | "there" {
    if (this.#pulled === undefined) return "none";
    return this.#pulled.take === undefined ? "awaited" : "there";
  }

  /** Waits for an element of an input. */
  pull(element: PromiseLike<IteratorResult<unknown>>): void {
    const pulled: Pulled = { take: undefined };
    this.#pulled = pulled;
    element.then(
      (result) => {
        pulled.take = () => result;
        this.#changed();
      },
      (error: unknown) => {
        pulled.take = () => {
          throw error;
        };
        this.#changed();
      },
    );
  }

  /** The element that was asked for, once it is there. @throws what the input threw */
  takeElement(): IteratorResult<unknown> | undefined {
    const take = this.#pulled?.take;
    if (take !== undefined) this.#pulled = undefined;
    return take?.();
  }

  /** The first request that settled and was not taken yet. */
  take(): Settled | undefined {
    return this.#settled.shift();
  }

  get hasSettled(): boolean {
    return this.#settled.length > 0;
  }

  /** Calls `wake`, once, when something settles or arrives; only the latest one is. */
  onChange(wake: () => void): void {
    this.#wake = wake;
  }

  #put(settled: Settled): void {
    this.#settled.push(settled);
    this.#changed();
  }

  #changed(): void {
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
