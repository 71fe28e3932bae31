import type { Item } from "../codec/attribute-value.js";
import { keyText, type StoredKey } from "../codec/entity-mapper.js";
import { type BatchReport, BatchWriteError } from "../errors/batch-write-error.js";
import { ArgumentError } from "../errors/errors.js";
import { AbortedError, TimeoutError } from "../errors/transport-errors.js";
import { type ArrayKeys, keysOf } from "./batch-keys.js";
import { BatchMachine } from "./batch-machine.js";
import { type BatchOptions, type BatchSettings, batchSettings } from "./batch-options.js";
import { batchRequest } from "./batch-request.js";
import { type BatchState, giveUp, settle, unitsOf } from "./batch-settle.js";
import { type BatchElement, type BatchInput, BatchSource } from "./batch-source.js";
import { BatchTally } from "./batch-tally.js";
import type { BatchPlan, BatchTarget } from "./batch-target.js";
import { type Bounds, boundsOf, flowOf, next, now, type Program, start } from "./effect.js";
import type { Flow } from "./flow.js";
import { type WriteEntry, writeEntry } from "./write-entry.js";

/** BatchWriteItem takes 1 to 25 items. */
const MAX_COUNT = 25;
/** Milliseconds that a request which is not full waits for more of the input while nothing is in flight. */
const LINGER_MS = 5;

/**
 * Writes any number of elements in requests of up to 25 and accounts for every one of them.
 * @throws BatchWriteError unless every element was written, or replaced by a later one of its key.
 */
export function* batchWrite<Element>(
  target: BatchTarget,
  input: BatchInput<Element>,
  plan: BatchPlan<Element>,
  options: BatchOptions | undefined,
): Program<BatchReport<Element>> {
  const settings = batchSettings(options, plan.caller);
  const bounds = boundsOf(options);
  const source = new BatchSource(input, plan.caller);
  const tableName = target.tableName();
  const flow = yield* flowOf(plan.operation ?? "BatchWriteItem", tableName);
  const batch = new BatchWrite({ target, plan, settings, bounds, source, tableName, flow, input });
  const cause = yield* batch.run();
  const report = batch.tally.report();
  if (batch.tally.complete && cause === undefined) return report;
  throw new BatchWriteError(target.mapper.definition.name, report, { cause });
}

/** What a batch is made of. */
interface Parts<Element> {
  readonly target: BatchTarget;
  readonly plan: BatchPlan<Element>;
  readonly settings: BatchSettings;
  readonly bounds: Bounds;
  readonly source: BatchSource<Element>;
  readonly tableName: string;
  readonly flow: Flow;
  readonly input: BatchInput<Element>;
}

class BatchWrite<Element> {
  readonly tally = new BatchTally<Element>();
  readonly #parts: Parts<Element>;
  readonly #machine: BatchMachine<WriteEntry<Element>>;
  readonly #state: BatchState<Element>;
  readonly #window: number;
  readonly #keys: ArrayKeys | undefined;
  readonly #wholeInput: boolean;
  #startedAt: number | undefined;
  /** Why no more requests are to be sent. */
  #stop: unknown;

  constructor(parts: Parts<Element>) {
    const { settings, input, plan, target, flow } = parts;
    this.#parts = parts;
    const maxCount = plan.operation === undefined ? MAX_COUNT : 1;
    this.#window = 2 * settings.concurrency * maxCount;
    this.#wholeInput = Array.isArray(input);
    const choice = settings.refuseDuplicates ? "first" : "last";
    this.#keys = Array.isArray(input)
      ? keysOf(input, (element: Element) => plan.key(element), choice)
      : undefined;
    this.#machine = new BatchMachine({ maxCount, maxBytes: settings.maxBytes });
    const storedKey = (item: Item) => target.mapper.storedKey(item);
    const { operation } = plan;
    this.#state = { operation, machine: this.#machine, tally: this.tally, flow, storedKey };
  }

  /** Runs to the end; answers why it stopped early, if it did. */
  *run(): Program<unknown> {
    const machine = this.#machine;
    const { source, bounds } = this.#parts;
    while (true) {
      const time = yield* now();
      this.#startedAt ??= time;
      const over = this.#outOfBounds(time);
      this.#stop ??= over;
      if (this.#stop === undefined) {
        const inTime = source.isAsync ? yield* this.#fillInTime() : this.#fill(time);
        yield* this.#send(yield* now(), inTime);
      } else if (machine.inFlight === 0 || over !== undefined) break;
      if (machine.held === 0 && source.done) break;
      const settled = yield* next(this.#patience(time), bounds.signal);
      if (settled === undefined) continue;
      const fatal = yield* settle(settled, this.#state);
      this.#stop ??= fatal;
      yield* this.#tellProgress();
    }
    if (this.#stop !== undefined) yield* this.#account();
    source.close();
    return this.#stop ?? source.failure;
  }

  /** Takes up to a request's worth of elements from an input that has them at hand. */
  #fill(time: number): true {
    for (let count = 0; count < MAX_COUNT && this.#hasRoom(); count++) {
      const input = this.#parts.source.take();
      if (input === undefined) break;
      this.#queue(input, time);
    }
    return true;
  }

  /** The same of an async input; false where that does not give them in time. */
  *#fillInTime(): Program<boolean> {
    const { source, bounds } = this.#parts;
    for (let count = 0; count < MAX_COUNT && this.#hasRoom(); count++) {
      const input = yield* source.next(this.#inputPatience(yield* now()), bounds.signal);
      if (input === undefined) return source.done;
      this.#queue(input, yield* now());
    }
    return true;
  }

  /** Milliseconds to wait for an element of the input: until there is something else to do. */
  #inputPatience(time: number): number {
    const machine = this.#machine;
    const left = this.#parts.bounds.deadline - time;
    if (!this.#mayStart()) return left;
    const isIdle = machine.inFlight === 0 && machine.waitMs(time) === 0;
    const wait = Math.min(machine.retryMs(time), isIdle ? LINGER_MS : Number.POSITIVE_INFINITY);
    return Math.min(left, Math.max(wait, this.#parts.flow.delayMs(time)));
  }

  #hasRoom(): boolean {
    return !this.#parts.source.done && this.#machine.held < this.#window;
  }

  #queue(input: BatchElement<Element>, time: number): void {
    const { plan, settings } = this.#parts;
    const { index, element } = input;
    this.tally.input += 1;
    try {
      let stored: StoredKey | undefined;
      let key = this.#keys?.text[index];
      if (key === undefined) {
        stored = plan.key(element);
        key = keyText(stored);
      }
      const chosen = this.#keys?.chosen.get(key);
      if (settings.refuseDuplicates) this.#checkDuplicate(key, index, chosen);
      else if (chosen !== undefined && chosen !== index) {
        this.tally.superseded += 1;
        return;
      }
      const entry = writeEntry(input, key, plan.work(element, time, stored));
      if (this.#machine.add(entry) !== undefined) this.tally.superseded += 1;
    } catch (error) {
      this.tally.failed(input, error);
    }
  }

  /** @throws ArgumentError where an earlier input has the key. */
  #checkDuplicate(key: string, index: number, first: number | undefined): void {
    if (first === undefined ? !this.#machine.has(key) : first === index) return;
    const earlier = first === undefined ? "an earlier input" : `input ${first}`;
    throw new ArgumentError(
      `${this.#parts.plan.caller}: input ${index} has the key of ${earlier}, and onDuplicate is "error".`,
    );
  }

  *#send(time: number, inTime: boolean): Program<void> {
    const { bounds, flow, plan, tableName } = this.#parts;
    const machine = this.#machine;
    while (this.#mayStart() && flow.delayMs(time) <= 0) {
      // Small requests are better than none, and than retries that wait for a slow input.
      const isDue = machine.inFlight === 0 || machine.retryMs(time) <= 0;
      const flush = !this.#hasRoom() || (!inTime && isDue);
      const chunk = machine.take(time, flush, flow.mostUnits, flow.isDown);
      if (chunk === undefined) return;
      try {
        yield* start(chunk.ticket, batchRequest(plan.operation, tableName, chunk.entries), bounds);
      } catch (error) {
        // It was not sent.
        for (const entry of machine.settle(chunk.ticket)) giveUp(entry, this.tally, error);
        this.#stop = error;
        return;
      }
      flow.sent(unitsOf(chunk.entries), time);
      this.tally.attempts += 1;
    }
  }

  /** Whether one more request may be in flight. */
  #mayStart(): boolean {
    const { flow, settings } = this.#parts;
    return this.#machine.inFlight < Math.min(flow.mostInFlight, settings.concurrency);
  }

  /** Tells the caller, whose error ends the batch but not its account. */
  *#tellProgress(): Program<void> {
    const { onProgress } = this.#parts.settings;
    if (onProgress === undefined) return;
    const time = yield* now();
    const elapsed = time - (this.#startedAt ?? time);
    try {
      onProgress(this.tally.progress(this.#machine.inFlight, elapsed));
    } catch (error) {
      this.#stop ??= error;
    }
  }

  /** Milliseconds to wait for a request to settle; none while there is more to do. */
  #patience(time: number): number {
    const left = this.#parts.bounds.deadline - time;
    if (this.#stop !== undefined || !this.#mayStart()) return left;
    if (this.#hasRoom()) return 0;
    return Math.min(left, Math.max(this.#machine.waitMs(time), this.#parts.flow.delayMs(time)));
  }

  /** Accounts for what is left when a batch stops early. */
  *#account(): Program<void> {
    const { waiting, inFlight } = this.#machine.drain();
    for (const entry of inFlight) this.tally.ambiguous(entry, this.#stop);
    for (const entry of waiting) giveUp(entry, this.tally, this.#stop);
    // An array's length is known: what was not taken from it is unprocessed. Others end here, with
    // the element that was asked for, if it is there.
    const { source } = this.#parts;
    while (this.#wholeInput ? !source.done : source.isAwaited) {
      const input = yield* source.next(0, undefined);
      if (input === undefined) return;
      this.tally.input += 1;
      this.tally.unprocessed(input, this.#stop);
    }
  }

  /** Why the call is over by its own bounds: then nothing in flight is waited for either. */
  #outOfBounds(time: number): unknown {
    const { signal, deadline } = this.#parts.bounds;
    if (signal?.aborted) return new AbortedError();
    return time >= deadline ? new TimeoutError(0, "the batch") : undefined;
  }
}
