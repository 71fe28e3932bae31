import { ArgumentError, SyncError } from "../errors/errors.js";
import { type Program, pull } from "./effect.js";
import { isThenable } from "./in-flight.js";

/**
 * Anything a batch takes its elements from; async iterables, which streams of Node and of the web
 * are too, in the async mode only.
 */
export type BatchInput<Element> = Iterable<Element> | AsyncIterable<Element>;

/** An element and its position in the input. */
export interface BatchElement<Element> {
  readonly index: number;
  readonly element: Element;
}

/** The elements of a batch's input, one at a time, numbered from 0. */
export class BatchSource<Element> {
  readonly #sync: Iterator<Element> | undefined;
  readonly #async: AsyncIterator<Element> | undefined;
  #count = 0;
  #done = false;
  #closed = false;
  #awaited = false;
  #failure: unknown;

  /** @throws ArgumentError when the input cannot be iterated. */
  constructor(input: BatchInput<Element>, caller: string) {
    const isObject = typeof input === "object" && input !== null;
    if (isObject && Symbol.asyncIterator in input) this.#async = input[Symbol.asyncIterator]();
    else if (isObject && Symbol.iterator in input) this.#sync = input[Symbol.iterator]();
    else {
      throw new ArgumentError(
        `${caller}: expected an array, an iterable, an async iterable or a stream.`,
      );
    }
  }

  /** Whether the input has ended, by itself or by an error. */
  get done(): boolean {
    return this.#done;
  }

  /** Whether elements may have to be waited for. */
  get isAsync(): boolean {
    return this.#async !== undefined;
  }

  /** Whether an element was asked for that was not there in time. */
  get isAwaited(): boolean {
    return this.#awaited;
  }

  /** What the input threw, if it did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The next element; `undefined` at the end, and where it does not come in time. */
  *next(
    withinMs: number,
    signal: AbortSignal | undefined,
  ): Program<BatchElement<Element> | undefined> {
    if (this.#async === undefined) return this.take();
    let result: IteratorResult<Element> | undefined;
    try {
      result = yield* pull(this.#async, withinMs, signal);
      this.#awaited = result === undefined;
      if (result === undefined) return undefined;
    } catch (error) {
      if (error instanceof SyncError) throw error;
      this.#awaited = false;
      return this.#fail(error);
    }
    return this.#numbered(result);
  }

  /** The next element of an input that is not async; `undefined` at the end. */
  take(): BatchElement<Element> | undefined {
    let result: IteratorResult<Element> | undefined;
    try {
      result = this.#sync?.next();
    } catch (error) {
      return this.#fail(error);
    }
    return result && this.#numbered(result);
  }

  #fail(error: unknown): undefined {
    this.#done = true;
    this.#failure = error;
  }

  #numbered(result: IteratorResult<Element>): BatchElement<Element> | undefined {
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
      const result: unknown = (this.#async ?? this.#sync)?.return?.();
      if (isThenable(result)) result.then(undefined, () => undefined);
    } catch {
      // What an input does when it is closed changes nothing of what was written.
    }
  }
}
