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
  consumedCapacity = 0;
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

  /** @param elapsedMs since the batch began */
  progress(inFlight: number, elapsedMs: number): BatchProgress {
    const { written, retried } = this;
    const perSecond = elapsedMs > 0 ? Math.round((written / elapsedMs) * 1_000) : 0;
    return { written, failed: this.#failed.length, retried, inFlight, perSecond };
  }

  report(): BatchReport<Element> {
    const { input, written, superseded, attempts, throttles, retried, consumedCapacity } = this;
    const byIndex = (one: BatchFailure<Element>, other: BatchFailure<Element>): number =>
      one.index - other.index;
    return {
      input,
      written,
      superseded,
      failed: this.#failed.sort(byIndex),
      unprocessed: this.#unprocessed.sort(byIndex),
      ambiguous: this.#ambiguous.sort(byIndex),
      attempts,
      throttles,
      retried,
      consumedCapacity,
    };
  }
}

function failure<Element>(input: Indexed<Element>, reason: unknown): BatchFailure<Element> {
  return { index: input.index, entity: input.element, ...(reason === undefined ? {} : { reason }) };
}
