import { keyText, type StoredKey } from "../codec/entity-mapper.js";
import {
  type BatchProgress,
  type BatchReport,
  BatchWriteError,
} from "../errors/batch-write-error.js";
import { AbortedError, TimeoutError } from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import { checkConcurrency } from "./batch-concurrency.js";
import { BatchMachine } from "./batch-machine.js";
import { giveUp, settle, type WriteEntry } from "./batch-settle.js";
import { type BatchInput, BatchSource } from "./batch-source.js";
import { BatchTally } from "./batch-tally.js";
import type { OperationContext } from "./context.js";
import {
  type Bounds,
  boundsOf,
  type CallOptions,
  next,
  now,
  type Program,
  start,
} from "./effect.js";

/** BatchWriteItem's limits: 25 items, and 16 MB on the wire less room for the request's frame. */
const MAX_COUNT = 25;
const MAX_BYTES = 16 * 1024 * 1024 - 64 * 1024;

export interface BatchOptions extends CallOptions {
  /** Requests in flight at a time, 1 to 1,000; 8 when left out. */
  readonly concurrency?: number | undefined;
  /** Called after every settled request. */
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined;
}

/** One entry of a request. */
export interface BatchWork {
  readonly write: WireObject;
  /** Bytes on the wire. */
  readonly bytes: number;
  /** Called once it is written. */
  readonly done?: () => void;
}

/** How elements become write requests. */
export interface BatchPlan<Element> {
  /** The method's name, for errors. */
  readonly caller: string;
  /** @throws KeyError and the like: the element has failed. */
  key(element: Element): StoredKey;
  /** The entry of the request, made just before it is queued. */
  work(element: Element, time: number): BatchWork;
}

/**
 * Writes any number of elements in requests of up to 25 and accounts for every one of them.
 * @throws BatchWriteError unless every element was written, or replaced by a later one of its key.
 */
export function* batchWrite<Model, Element>(
  context: OperationContext<Model>,
  input: BatchInput<Element>,
  plan: BatchPlan<Element>,
  options: BatchOptions | undefined,
): Program<BatchReport<Element>> {
  const batch = new BatchWrite(context, input, plan, options);
  const cause = yield* batch.run();
  const report = batch.tally.report();
  if (batch.tally.complete && cause === undefined) return report;
  throw new BatchWriteError(context.mapper.definition.name, report, { cause });
}

class BatchWrite<Model, Element> {
  readonly tally = new BatchTally<Element>();
  readonly #context: OperationContext<Model>;
  readonly #plan: BatchPlan<Element>;
  readonly #source: BatchSource<Element>;
  readonly #machine: BatchMachine<WriteEntry<Element>>;
  readonly #bounds: Bounds;
  readonly #window: number;
  readonly #concurrency: number;
  readonly #onProgress: BatchOptions["onProgress"];
  /** For arrays: the last position of every key, so that only that one is sent. */
  readonly #lastOfKey: ReadonlyMap<string, number> | undefined;
  readonly #wholeInput: boolean;
  /** Why no more requests are to be sent. */
  #stop: unknown;

  constructor(
    context: OperationContext<Model>,
    input: BatchInput<Element>,
    plan: BatchPlan<Element>,
    options: BatchOptions | undefined,
  ) {
    this.#context = context;
    this.#plan = plan;
    this.#concurrency = checkConcurrency(options?.concurrency, plan.caller);
    this.#bounds = boundsOf(options);
    this.#source = new BatchSource(input, plan.caller, this.#bounds);
    this.#onProgress = options?.onProgress;
    this.#window = 2 * this.#concurrency * MAX_COUNT;
    this.#wholeInput = Array.isArray(input);
    this.#lastOfKey = Array.isArray(input) ? lastPositions(input, plan) : undefined;
    this.#machine = new BatchMachine({
      maxCount: MAX_COUNT,
      maxBytes: MAX_BYTES,
      concurrency: this.#concurrency,
    });
  }

  /** Runs to the end; answers why it stopped early, if it did. */
  *run(): Program<unknown> {
    const machine = this.#machine;
    while (true) {
      const time = yield* now();
      const over = this.#outOfBounds(time);
      this.#stop ??= over;
      if (this.#stop === undefined) {
        yield* this.#fill(time);
        yield* this.#send(time);
      } else if (machine.inFlight === 0 || over !== undefined) break;
      if (machine.held === 0 && this.#source.done) break;
      const settled = yield* next(this.#patience(time), this.#bounds.signal);
      if (settled === undefined) continue;
      const fatal = yield* settle(settled, machine, this.tally, this.#context);
      this.#stop ??= fatal;
      this.#tellProgress();
    }
    if (this.#stop !== undefined) yield* this.#account();
    this.#source.close();
    return this.#stop ?? this.#source.failure;
  }

  /** Takes up to a request's worth of elements from the input. */
  *#fill(time: number): Program<void> {
    for (let count = 0; count < MAX_COUNT && this.#hasRoom(); count++) {
      const input = yield* this.#source.next();
      if (input === undefined) return;
      this.tally.input += 1;
      this.#queue(input, time);
    }
  }

  #hasRoom(): boolean {
    return !this.#source.done && this.#machine.held < this.#window;
  }

  #queue(input: { readonly index: number; readonly element: Element }, time: number): void {
    const { index, element } = input;
    try {
      const key = keyText(this.#plan.key(element));
      if (this.#lastOfKey !== undefined && this.#lastOfKey.get(key) !== index) {
        this.tally.superseded += 1;
        return;
      }
      const { write, bytes, done } = this.#plan.work(element, time);
      const state = { streak: 0, notBefore: 0, sent: false, reason: undefined };
      const replaced = this.#machine.add({ key, index, element, write, done, bytes, ...state });
      if (replaced !== undefined) this.tally.superseded += 1;
    } catch (error) {
      this.tally.failed(input, error);
    }
  }

  *#send(time: number): Program<void> {
    while (true) {
      // With no room for more of the input, small requests are better than none.
      const chunk = this.#machine.take(time, !this.#hasRoom());
      if (chunk === undefined) return;
      const writes = chunk.entries.map((entry) => entry.write);
      const input = { RequestItems: { [this.#context.tableName()]: writes } };
      try {
        yield* start(chunk.ticket, { operation: "BatchWriteItem", input }, this.#bounds);
      } catch (error) {
        // It was not sent.
        for (const entry of this.#machine.settle(chunk.ticket)) giveUp(entry, this.tally, error);
        this.#stop = error;
        return;
      }
      this.tally.attempts += 1;
    }
  }

  /** Tells the caller, whose error ends the batch but not its account. */
  #tellProgress(): void {
    try {
      this.#onProgress?.(this.tally.progress(this.#machine.inFlight));
    } catch (error) {
      this.#stop ??= error;
    }
  }

  /** Milliseconds to wait for a request to settle; none while there is more to send. */
  #patience(time: number): number {
    if (this.#stop === undefined && this.#machine.inFlight < this.#concurrency) {
      if (this.#hasRoom()) return 0;
      return Math.min(this.#machine.waitMs(time), this.#bounds.deadline - time);
    }
    return this.#bounds.deadline - time;
  }

  /** Accounts for what is left when a batch stops early. */
  *#account(): Program<void> {
    const { waiting, inFlight } = this.#machine.drain();
    for (const entry of inFlight) this.tally.ambiguous(entry, this.#stop);
    for (const entry of waiting) giveUp(entry, this.tally, this.#stop);
    // An array's length is known: what was not taken from it is unprocessed. Others end here.
    while (this.#wholeInput && !this.#source.done) {
      const input = yield* this.#source.next();
      if (input === undefined) return;
      this.tally.input += 1;
      this.tally.unprocessed(input, this.#stop);
    }
  }

  /** Why the call is over by its own bounds: then nothing in flight is waited for either. */
  #outOfBounds(time: number): unknown {
    if (this.#bounds.signal?.aborted) return new AbortedError();
    return time >= this.#bounds.deadline ? new TimeoutError(0, "the batch") : undefined;
  }
}

function lastPositions<Element>(
  elements: readonly Element[],
  plan: BatchPlan<Element>,
): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  elements.forEach((element, index) => {
    try {
      positions.set(keyText(plan.key(element)), index);
    } catch {
      // It is reported as failed when its turn comes.
    }
  });
  return positions;
}
