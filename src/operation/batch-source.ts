import { ArgumentError, SyncError } from "../errors/errors.js";
import { type Bounds, type Program, pull } from "./effect.js";
import { isThenable } from "./in-flight.js";

/** Anything a batch takes its elements from; async iterables in the async mode only. */
export type BatchInput<Element> = Iterable<Element> | AsyncIterable<Element>;

/** The elements of a batch's input, one at a time, numbered from 0. */
export class BatchSource<Element> {
  readonly #iterator: Iterator<Element> | AsyncIterator<Element>;
  readonly #bounds: Bounds;
  #count = 0;
  #done = false;
  #closed = false;
  #failure: unknown;

  /** @throws ArgumentError when the input cannot be iterated. */
  constructor(input: BatchInput<Element>, caller: string, bounds: Bounds) {
    this.#bounds = bounds;
    this.#iterator = iteratorOf(input, caller);
  }

  /** Whether the input has ended, by itself or by an error. */
  get done(): boolean {
    return this.#done;
  }

  /** What the input threw, if it did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The next element, or `undefined` at the end. */
  *next(): Program<{ readonly index: number; readonly element: Element } | undefined> {
    let result: IteratorResult<Element>;
    try {
      result = yield* pull(this.#iterator, this.#bounds);
    } catch (error) {
      if (error instanceof SyncError) throw error;
      this.#done = true;
      this.#failure = error;
      return undefined;
    }
    if (result.done) {
      this.#done = true;
      this.#closed = true;
      return undefined;
    }
    this.#count += 1;
    return { index: this.#count - 1, element: result.value };
  }

  /** Tells an input that is not read to its end that no more is wanted. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      const result: unknown = this.#iterator.return?.();
      if (isThenable(result)) result.then(undefined, () => undefined);
    } catch {
      // What an input does when it is closed changes nothing of what was written.
    }
  }
}

function iteratorOf<Element>(
  input: BatchInput<Element>,
  caller: string,
): Iterator<Element> | AsyncIterator<Element> {
  if (typeof input === "object" && input !== null) {
    if (Symbol.asyncIterator in input) return input[Symbol.asyncIterator]();
    if (Symbol.iterator in input) return input[Symbol.iterator]();
  }
  throw new ArgumentError(`${caller}: expected an array, an iterable or an async iterable.`);
}
