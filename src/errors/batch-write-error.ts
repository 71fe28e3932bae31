import { hidden, MonotableError } from "./monotable-error.js";

/** An input that was not written, and why. */
export interface BatchFailure<Element> {
  /** Its position in the input, from 0. */
  readonly index: number;
  readonly entity: Element;
  readonly reason?: unknown;
}

/** What came of every input of a batch: `written`, `superseded` and the arrays sum to `input`. */
export interface BatchReport<Element> {
  readonly input: number;
  readonly written: number;
  /** Inputs replaced by a later one of the same key before they were sent. */
  readonly superseded: number;
  /** Refused, here or by the service; sending them again will not help. */
  readonly failed: readonly BatchFailure<Element>[];
  /** Certainly not written: the service had no capacity, or the call ended before they were sent. */
  readonly unprocessed: readonly BatchFailure<Element>[];
  /** Sent, with the reply lost: written or not. */
  readonly ambiguous: readonly BatchFailure<Element>[];
  /** Requests sent. */
  readonly attempts: number;
  /** Requests that the service throttled, whole or in part. */
  readonly throttles: number;
  /** Items sent again. */
  readonly retried: number;
  /** Write units, of the table and its indexes, as the service says; 0 where it does not. */
  readonly consumedCapacity: number;
}

/** How far a batch has come. */
export interface BatchProgress {
  readonly written: number;
  readonly failed: number;
  readonly retried: number;
  /** Requests in flight. */
  readonly inFlight: number;
  /** Items written a second since the batch began, rounded. */
  readonly perSecond: number;
}

/** Not every input of a batch was written; the report says what came of each. */
export class BatchWriteError<Element = unknown> extends MonotableError {
  override get code() {
    return "BATCH_WRITE" as const;
  }
  /** Holds the entities: hidden from logs. */
  declare readonly report: BatchReport<Element>;

  constructor(
    readonly model: string,
    report: BatchReport<Element>,
    options?: { readonly cause?: unknown },
  ) {
    const { input, written, superseded, failed, unprocessed, ambiguous } = report;
    super(
      input === written + superseded
        ? `${model}: the input failed after ${input} items, which are all written; see error.cause.`
        : `${model}: ${input - written - superseded} of ${input} items are not certainly written: ` +
            `${failed.length} failed, ${unprocessed.length} unprocessed, ` +
            `${ambiguous.length} ambiguous. See error.report.`,
      options,
    );
    hidden<BatchWriteError<Element>>(this, { report });
  }
}
