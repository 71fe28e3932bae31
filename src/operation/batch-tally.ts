import type { BatchFailure, BatchProgress, BatchReport } from "../errors/batch-write-error.js";

/** An input that something came of. */
interface Indexed<Element> {
  readonly index: number;
  readonly element: Element;
}

/** Keeps account of every input of a batch. */
export class BatchTally<Element> {
  input = 0;
  written = 0;
  superseded = 0;
  attempts = 0;
  throttles = 0;
  retried = 0;
  readonly #failed: BatchFailure<Element>[] = [];
  readonly #unprocessed: BatchFailure<Element>[] = [];
  readonly #ambiguous: BatchFailure<Element>[] = [];

  failed(input: Indexed<Element>, reason: unknown): void {
    this.#failed.push(failure(input, reason));
  }

  unprocessed(input: Indexed<Element>, reason: unknown): void {
    this.#unprocessed.push(failure(input, reason));
  }

  ambiguous(input: Indexed<Element>, reason: unknown): void {
    this.#ambiguous.push(failure(input, reason));
  }

  /** Whether every input was written, or replaced by one that was. */
  get complete(): boolean {
    return this.written + this.superseded === this.input;
  }

  progress(inFlight: number): BatchProgress {
    const { written, retried } = this;
    return { written, failed: this.#failed.length, retried, inFlight };
  }

  report(): BatchReport<Element> {
    const { input, written, superseded, attempts, throttles, retried } = this;
    const [failed, unprocessed, ambiguous] = [this.#failed, this.#unprocessed, this.#ambiguous].map(
      (list) => list.sort((one, other) => one.index - other.index),
    ) as [BatchFailure<Element>[], BatchFailure<Element>[], BatchFailure<Element>[]]; // three in, three out
    return {
      input,
      written,
      superseded,
      failed,
      unprocessed,
      ambiguous,
      attempts,
      throttles,
      retried,
    };
  }
}

function failure<Element>(input: Indexed<Element>, reason: unknown): BatchFailure<Element> {
  return { index: input.index, entity: input.element, ...(reason === undefined ? {} : { reason }) };
}
