import type { Program } from "../operation/effect.js";
import type { Stretch } from "../operation/list.js";
import type { Modes } from "./modes.js";
import type { Lane, OperationQuery } from "./query.js";

/** Starts an operation in a mode; the function that this answers waits for its end. */
export type Start<In extends "async" | "sync"> = <Result>(
  program: Program<Result>,
) => () => Modes<Result>[In];

/** A part of a query that is being read: what it waits for, and what is read after that. */
interface OpenLane<Model, In extends "async" | "sync"> {
  readonly lane: Lane<Model>;
  readonly wait: () => Modes<Stretch<Model>>[In];
}

/**
 * The reading behind iteration, the same in both modes: while a stretch is gone through, the next
 * one of its part is under way, and so is one of every other part that is open. So at most one
 * stretch a part is held, and a loop that ends early has asked for at most one of each in vain.
 */
export class ReadAhead<Model, In extends "async" | "sync"> {
  readonly #start: Start<In>;
  readonly #prefetch: boolean;
  readonly #concurrency: number;
  readonly #lanes: Generator<Lane<Model>>;
  readonly #open: OpenLane<Model, In>[] = [];
  #left: number;

  constructor(query: OperationQuery<Model>, start: Start<In>) {
    const { limit, concurrency, prefetch } = query.iteration;
    this.#left = limit;
    this.#concurrency = concurrency;
    this.#prefetch = prefetch;
    this.#start = start;
    this.#lanes = query.lanes();
  }

  /** The next stretch to wait for, or `undefined` at the end. */
  next(): OpenLane<Model, In> | undefined {
    if (this.#left <= 0) return undefined;
    while (this.#open.length < this.#concurrency) {
      const { value: lane, done } = this.#lanes.next();
      if (done) break;
      this.#go(lane, lane.next());
    }
    return this.#open.shift();
  }

  /** Takes a stretch and gives those of its entities that the limit leaves room for. */
  take({ lane }: OpenLane<Model, In>, stretch: Stretch<Model>): readonly Model[] {
    const items = stretch.items.slice(0, this.#left);
    this.#left -= items.length;
    if (this.#left > 0) this.#go(lane, lane.next(stretch));
    return items;
  }

  #go(lane: Lane<Model>, step: IteratorResult<Program<Stretch<Model>>, void>): void {
    if (step.done) return;
    const program = step.value;
    const wait = this.#prefetch ? this.#start(program) : () => this.#start(program)();
    this.#open.push({ lane, wait });
  }
}
