import type { Item } from "../codec/attribute-value.js";
import { keyText } from "../codec/entity-mapper.js";
import { NetworkError, ServiceError } from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import { type Backoff, THROTTLING_BACKOFF } from "./backoff.js";
import type { BatchEntry, BatchMachine } from "./batch-machine.js";
import type { BatchTally } from "./batch-tally.js";
import type { OperationContext } from "./context.js";
import { now, type Program, random, type Settled } from "./effect.js";
import { backoffFor, isAmbiguous } from "./failure.js";

/** Failures in a row without progress before an item is given up: about 11 s of waiting. */
export const MAX_STREAK = 10;

/** An element on its way to the table. */
export interface WriteEntry<Element> extends BatchEntry {
  readonly index: number;
  readonly element: Element;
  readonly write: WireObject;
  readonly done: (() => void) | undefined;
  /** Whether an attempt may have been carried out without our knowing. */
  sent: boolean;
  reason: unknown;
}

/**
 * Takes up what came of a request: counts what is written, queues what is to be sent again.
 * Answers the error that stops the batch, if this is one that no retry can mend.
 */
export function* settle<Model, Element>(
  settled: Settled,
  machine: BatchMachine<WriteEntry<Element>>,
  tally: BatchTally<Element>,
  context: OperationContext<Model>,
): Program<unknown> {
  const entries = machine.settle(settled.ticket);
  const left = "reply" in settled ? unprocessedKeys(settled.reply, entries, context) : undefined;
  if (left === undefined) {
    const error = "error" in settled ? settled.error : malformed();
    return yield* afterError(error, entries, machine, tally);
  }
  if (left.size > 0) tally.throttles += 1;
  const progress = left.size < entries.length;
  for (const entry of entries) {
    if (!left.has(entry.key)) {
      tally.written += 1;
      entry.done?.();
      continue;
    }
    entry.streak = progress ? Math.max(1, entry.streak) : entry.streak + 1;
    entry.reason ??= UNPROCESSED;
    yield* retry(entry, THROTTLING_BACKOFF, 0, machine, tally);
  }
  return undefined;
}

const UNPROCESSED = "the service left it unprocessed every time: the table has no capacity for it";

function* afterError<Element>(
  error: unknown,
  entries: readonly WriteEntry<Element>[],
  machine: BatchMachine<WriteEntry<Element>>,
  tally: BatchTally<Element>,
): Program<unknown> {
  if (isPoisoned(error)) {
    if (entries.length === 1) for (const entry of entries) tally.failed(entry, error);
    else tally.superseded += machine.bisect(entries);
    return undefined;
  }
  const backoff = backoffFor(error);
  if (error instanceof ServiceError && error.kind === "throttling") tally.throttles += 1;
  const asked = error instanceof ServiceError ? (error.retryAfterMs ?? 0) : 0;
  for (const entry of entries) {
    entry.sent ||= isAmbiguous(error);
    entry.streak += 1;
    entry.reason = error;
    if (backoff !== undefined) yield* retry(entry, backoff, asked, machine, tally);
    else giveUp(entry, tally);
  }
  return backoff === undefined ? error : undefined;
}

function* retry<Element>(
  entry: WriteEntry<Element>,
  backoff: Backoff,
  asked: number,
  machine: BatchMachine<WriteEntry<Element>>,
  tally: BatchTally<Element>,
): Program<void> {
  if (entry.streak > MAX_STREAK) return giveUp(entry, tally);
  if (machine.retry(entry, yield* now(), backoff, asked, yield* random())) tally.retried += 1;
  else tally.superseded += 1;
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

/** Whether the service refuses the request for one of its items, and which one is not known. */
function isPoisoned(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    (error.service === "ValidationException" || error.statusCode === 413)
  );
}

function malformed(): NetworkError {
  return new NetworkError("The reply names an item that was not in the request.", true);
}

/** The keys that a reply leaves unprocessed; `undefined` where it makes no sense. */
function unprocessedKeys<Model, Element>(
  reply: WireObject,
  entries: readonly WriteEntry<Element>[],
  context: OperationContext<Model>,
): ReadonlySet<string> | undefined {
  const sent = new Set(entries.map((entry) => entry.key));
  const tables = reply.UnprocessedItems ?? {};
  const left = new Set<string>();
  for (const writes of Object.values(tables)) {
    if (!Array.isArray(writes)) return undefined;
    for (const write of writes) {
      // The documented shape of a write request; anything else gives no known key.
      const { PutRequest, DeleteRequest } = write as Record<string, Record<string, Item>>;
      const item = PutRequest?.Item ?? DeleteRequest?.Key;
      const key = keyText(context.mapper.storedKey(item ?? {}));
      if (!sent.has(key)) return undefined;
      left.add(key);
    }
  }
  return left;
}
