import { ArgumentError } from "../errors/errors.js";
import { type Program, pull } from "./effect.js";

/** Anything a batch takes its elements from; async iterables in the async mode only. */
export type BatchInput<Element> = Iterable<Element> | AsyncIterable<Element>;

/** The elements of a batch's input, one at a time, numbered from 0. */
export class BatchSource<Element> {
  readonly #iterator: Iterator<Element> | AsyncIterator<Element>;
  #count = 0;
  #done = false;
  #failure: unknown;

  /** @throws ArgumentError when the input cannot be iterated. */
  constructor(input: BatchInput<Element>, caller: string) {
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
      result = yield* pull(this.#iterator);
    } catch (error) {
      this.#done = true;
      this.#failure = error;
      return undefined;
    }
    if (result.done) {
      this.#done = true;
      return undefined;
    }
    this.#count += 1;
    return { index: this.#count - 1, element: result.value };
  }

  /** Tells an input that is not read to its end that no more is wanted. */
  close(): void {
    if (this.#done) return;
    this.#done = true;
    const result: unknown = this.#iterator.return?.();
    if (result instanceof Promise) result.catch(() => undefined);
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
