import type { Item } from "../codec/attribute-value.js";
import { keyText, type StoredKey } from "../codec/entity-mapper.js";
import { isRecord } from "../codec/object-codec.js";
import { NetworkError, RetryBudgetError, ServiceError } from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import { type Backoff, THROTTLING_BACKOFF, TRANSIENT_BACKOFF } from "./backoff.js";
import type { BatchMachine } from "./batch-machine.js";
import type { BatchTally } from "./batch-tally.js";
import { consumedCapacity } from "./consumed-units.js";
import { now, type Program, random, type Settled } from "./effect.js";
import { backoffFor, isAmbiguous, isConditionFailure } from "./failure.js";
import type { Flow } from "./flow.js";
import type { WriteEntry } from "./write-entry.js";

/**
 * Failures in a row without progress before an item is given up: about 11 s of waiting. Those of a
 * table that answers nothing are not the item's; `Flow` bounds these.
 */
export const MAX_STREAK = 10;

/** What the requests of a batch have in common. */
export interface BatchState<Element> {
  /** Where each request is one of a single element; else it is a BatchWriteItem. */
  readonly operation: "UpdateItem" | undefined;
  readonly machine: BatchMachine<WriteEntry<Element>>;
  readonly tally: BatchTally<Element>;
  readonly flow: Flow;
  /** The key of a stored item, or of the key of one. */
  readonly storedKey: (item: Item) => StoredKey;
}

/**
 * Takes up what came of a request: counts what is written, queues what is to be sent again.
 * Answers the error that stops the batch, if this is one that no retry can mend.
 */
export function* settle<Element>(settled: Settled, state: BatchState<Element>): Program<unknown> {
  const { machine, tally, flow } = state;
  const entries = machine.settle(settled.ticket);
  if (!("reply" in settled)) return yield* afterError(settled.error, entries, state);
  const left = state.operation ? NOTHING : unprocessedKeys(settled.reply, entries, state.storedKey);
  if (left === undefined) return yield* afterError(malformed(), entries, state);
  tally.consumedCapacity += consumedCapacity(settled.reply);
  if (left.size > 0) tally.throttles += 1;
  const progress = left.size < entries.length;
  let taken = 0;
  const again: WriteEntry<Element>[] = [];
  for (const entry of entries) {
    if (left.has(entry.key)) {
      entry.streak = progress ? Math.max(1, entry.streak) : entry.streak + 1;
      entry.reason ??= UNPROCESSED;
      again.push(entry);
      continue;
    }
    taken += entry.units;
    tally.written += 1;
    entry.work.done?.(settled.reply);
  }
  const mayRetry = flow.answered({ taken, asked: unitsOf(entries) }, yield* now());
  return yield* retryAll(again, THROTTLING_BACKOFF, 0, mayRetry, state);
}

const UNPROCESSED = "the service left it unprocessed every time: the table has no capacity for it";

function* afterError<Element>(
  error: unknown,
  entries: readonly WriteEntry<Element>[],
  state: BatchState<Element>,
): Program<unknown> {
  const { machine, tally, flow } = state;
  if (isConditionFailure(error)) {
    const stored = error.item as Item | undefined; // DynamoDB JSON, as the transport says
    for (const entry of entries) tally.failed(entry, entry.work.refusal?.(stored) ?? error);
    return undefined;
  }
  if (isPoisoned(error)) {
    if (entries.length === 1) for (const entry of entries) tally.failed(entry, error);
    else tally.superseded += machine.bisect(entries);
    return undefined;
  }
  const backoff = backoffFor(error);
  const isOfTable = backoff === TRANSIENT_BACKOFF && flow.isDown;
  for (const entry of entries) {
    entry.sent ||= isAmbiguous(error);
    if (!isOfTable) entry.streak += 1;
    entry.reason = error;
  }
  if (backoff === undefined) {
    for (const entry of entries) giveUp(entry, tally);
    return error;
  }
  const asked = error instanceof ServiceError ? (error.retryAfterMs ?? 0) : 0;
  const throttled = error instanceof ServiceError && error.kind === "throttling";
  if (throttled) tally.throttles += 1;
  const time = yield* now();
  const mayRetry =
    backoff === TRANSIENT_BACKOFF
      ? flow.failed(asked, machine.inFlight + 1, time, yield* random())
      : flow.throttled(asked, time);
  return yield* retryAll(entries, backoff, asked, mayRetry, state);
}

/** Queues entries again; where the budget does not pay for that, answers the error that says so. */
function* retryAll<Element>(
  entries: readonly WriteEntry<Element>[],
  backoff: Backoff,
  asked: number,
  mayRetry: boolean,
  { machine, tally }: BatchState<Element>,
): Program<unknown> {
  for (const entry of entries) {
    if (!mayRetry || entry.streak > MAX_STREAK) giveUp(entry, tally);
    else if (machine.retry(entry, yield* now(), backoff, asked, yield* random())) {
      tally.retried += 1;
    } else tally.superseded += 1;
  }
  return mayRetry ? undefined : new RetryBudgetError({ cause: entries[0]?.reason });
}

/** Accounts for an entry that is not sent again. */
export function giveUp<Element>(
  entry: WriteEntry<Element>,
  tally: BatchTally<Element>,
  reason = entry.reason,
): void {
  if (entry.sent) tally.ambiguous(entry, reason);
  else tally.unprocessed(entry, reason);
}

/** The write units that entries take, as an estimate. */
export function unitsOf(entries: readonly { readonly units: number }[]): number {
  let units = 0;
  for (const entry of entries) units += entry.units;
  return units;
}

/** Whether the service refuses the request for one of its items, and which one is not known. */
function isPoisoned(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    (error.service === "ValidationException" ||
      error.service === "UnknownError" ||
      error.statusCode === 413)
  );
}

function malformed(): NetworkError {
  return new NetworkError(
    "The reply does not say which of the request's items are unprocessed.",
    true,
  );
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * The keys that a reply to BatchWriteItem leaves unprocessed; `undefined` where it makes no sense:
 * without UnprocessedItems, which every engine sends, it may be anything but a success.
 */
function unprocessedKeys<Element>(
  reply: WireObject,
  entries: readonly WriteEntry<Element>[],
  storedKey: BatchState<Element>["storedKey"],
): ReadonlySet<string> | undefined {
  const { UnprocessedItems } = reply;
  if (!isRecord(UnprocessedItems)) return undefined;
  const tables = Object.values(UnprocessedItems);
  if (tables.length === 0) return NOTHING;
  const sent = new Set(entries.map((entry) => entry.key));
  const left = new Set<string>();
  for (const writes of tables) {
    if (!Array.isArray(writes)) return undefined;
    for (const write of writes) {
      // The documented shape of a write request; anything else gives no known key.
      const { PutRequest, DeleteRequest } = write as Record<string, Record<string, Item>>;
      const item = PutRequest?.Item ?? DeleteRequest?.Key;
      const key = keyText(storedKey(item ?? {}));
      if (!sent.has(key)) return undefined;
      left.add(key);
    }
  }
  return left;
}
