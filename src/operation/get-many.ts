import type { Item } from "../codec/attribute-value.js";
import { keyText, type StoredKey } from "../codec/entity-mapper.js";
import { isRecord } from "../codec/object-codec.js";
import { ArgumentError } from "../errors/errors.js";
import { BatchGetError } from "../errors/stored-errors.js";
import {
  AbortedError,
  NetworkError,
  RetryBudgetError,
  ServiceError,
  TimeoutError,
} from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import { THROTTLING_BACKOFF, TRANSIENT_BACKOFF } from "./backoff.js";
import { type BatchEntry, BatchMachine } from "./batch-machine.js";
import { checkConcurrency } from "./batch-options.js";
import { MAX_STREAK } from "./batch-settle.js";
import type { OperationContext } from "./context.js";
import {
  boundsOf,
  flowOf,
  next,
  now,
  type Program,
  random,
  type Settled,
  start,
} from "./effect.js";
import { backoffFor } from "./failure.js";
import type { Flow } from "./flow.js";
import { isHidden } from "./get.js";
import { itemReader, projection } from "./read-item.js";
import type { ReadOptions } from "./read-options.js";

/** BatchGetItem takes 1 to 100 keys. */
const MAX_COUNT = 100;

export interface GetManyOptions<Name extends string = never> extends ReadOptions<Name> {
  /** Requests in flight at a time, 1 to 1,000; 8 when left out. */
  readonly concurrency?: number | undefined;
}

interface ReadEntry extends BatchEntry {
  readonly storedKey: StoredKey;
}

/**
 * The entities of any number of keys, aligned with them; `undefined` where none is stored.
 * @throws BatchGetError when the service leaves keys unread every time.
 */
export function* getMany<Model>(
  context: OperationContext<Model>,
  keys: Iterable<unknown>,
  options: GetManyOptions<string> | undefined,
): Program<(Model | undefined)[]> {
  const { mapper } = context;
  const concurrency = checkConcurrency(options?.concurrency, "getMany");
  if (typeof keys !== "object" || keys === null || !(Symbol.iterator in keys)) {
    throw new ArgumentError("getMany: expected an array or another iterable of keys.");
  }
  const wanted: string[] = [];
  const unique = new Map<string, StoredKey>();
  for (const key of keys) {
    const storedKey = mapper.key(key);
    wanted.push(keyText(storedKey));
    unique.set(keyText(storedKey), storedKey);
  }
  const read = itemReader(mapper, options);
  const items = yield* readAll(context, unique, { ...options, concurrency });
  const { ttl } = mapper.definition.table;
  const time = yield* now();
  const entities = new Map(
    [...items].map(([key, item]) => [
      key,
      isHidden(item, ttl, time, options) ? undefined : read(item),
    ]),
  );
  return wanted.map((key) => entities.get(key));
}

function* readAll<Model>(
  context: OperationContext<Model>,
  keys: ReadonlyMap<string, StoredKey>,
  options: GetManyOptions<string> & { readonly concurrency: number },
): Program<ReadonlyMap<string, Item>> {
  const bounds = boundsOf(options);
  const tableName = context.tableName();
  const flow = yield* flowOf("BatchGetItem", tableName);
  const machine = new BatchMachine<ReadEntry>({
    maxCount: MAX_COUNT,
    maxBytes: Number.POSITIVE_INFINITY,
  });
  for (const [key, storedKey] of keys) {
    machine.add({ key, storedKey, bytes: 0, streak: 0, notBefore: 0 });
  }
  const items = new Map<string, Item>();
  const shared = {
    ...(options.consistent ? { ConsistentRead: true } : {}),
    ...projection(context.mapper, options.select),
  };
  while (machine.held > 0) {
    const time = yield* now();
    if (bounds.signal?.aborted) throw new AbortedError();
    if (time >= bounds.deadline) throw new TimeoutError(0, "getMany");
    const limit = Math.min(flow.mostInFlight, options.concurrency);
    while (machine.inFlight < limit && flow.delayMs(time) <= 0) {
      const chunk = machine.take(time, true, MAX_COUNT, flow.isDown);
      if (chunk === undefined) break;
      const Keys = chunk.entries.map((entry) => context.mapper.keyItem(entry.storedKey));
      const input = { RequestItems: { [tableName]: { Keys, ...shared } } };
      yield* start(chunk.ticket, { operation: "BatchGetItem", input }, bounds);
      flow.sent(chunk.entries.length, time);
    }
    const wait = Math.max(machine.waitMs(time), flow.delayMs(time));
    const patience = machine.inFlight < limit ? wait : Number.POSITIVE_INFINITY;
    const settled = yield* next(Math.min(patience, bounds.deadline - time), bounds.signal);
    if (settled !== undefined) yield* settle(settled, machine, flow, context, items);
  }
  return items;
}

/** Takes up what came of a request; queues the keys that it left unread again. */
function* settle<Model>(
  settled: Settled,
  machine: BatchMachine<ReadEntry>,
  flow: Flow,
  context: OperationContext<Model>,
  items: Map<string, Item>,
): Program<void> {
  const entries = machine.settle(settled.ticket);
  const left = "reply" in settled ? takeItems(context, settled.reply, entries, items) : undefined;
  const error = "error" in settled ? settled.error : left === undefined ? malformed() : undefined;
  const backoff = error === undefined ? THROTTLING_BACKOFF : backoffFor(error);
  if (backoff === undefined) throw error;
  const again = left ?? entries;
  const asked = error instanceof ServiceError ? (error.retryAfterMs ?? 0) : 0;
  const signal = { taken: entries.length - again.length, asked: entries.length };
  const isOfTable = backoff === TRANSIENT_BACKOFF && flow.isDown;
  const time = yield* now();
  let mayRetry: boolean;
  if (error === undefined) mayRetry = flow.answered(signal, time);
  else if (backoff === TRANSIENT_BACKOFF) {
    mayRetry = flow.failed(asked, machine.inFlight + 1, time, yield* random());
  } else mayRetry = flow.throttled(asked, time);
  const { name } = context.mapper.definition;
  for (const entry of again) {
    if (signal.taken > 0) entry.streak = Math.max(1, entry.streak);
    else if (!isOfTable) entry.streak += 1;
    if (!mayRetry || entry.streak > MAX_STREAK) {
      const cause = mayRetry ? error : new RetryBudgetError({ cause: error });
      throw new BatchGetError(name, machine.held + again.length, cause);
    }
  }
  for (const entry of again) {
    machine.retry(entry, yield* now(), backoff, asked, yield* random());
  }
}

/**
 * Takes a reply's items; answers the entries that the service did not get to, `undefined` where the
 * reply makes no sense.
 */
function takeItems<Model>(
  context: OperationContext<Model>,
  reply: WireObject,
  entries: readonly ReadEntry[],
  items: Map<string, Item>,
): readonly ReadEntry[] | undefined {
  // Without both, which every engine sends, items that are stored would be taken for missing.
  const { Responses, UnprocessedKeys } = reply;
  if (!isRecord(Responses) || !isRecord(UnprocessedKeys)) return undefined;
  const asked = new Set(entries.map((entry) => entry.key));
  // BatchGetItem's documented reply; there is one table in each.
  const found = Object.values(Responses as Record<string, Item[]>).flat();
  const unread = Object.values(UnprocessedKeys as Record<string, { Keys?: Item[] }>);
  const keyOf = (item: Item): string => keyText(context.mapper.storedKey(item));
  const left = new Set(unread.flatMap(({ Keys }) => Keys ?? []).map(keyOf));
  const given = found.map((item) => [keyOf(item), item] as const);
  if (![...left, ...given.map(([key]) => key)].every((key) => asked.has(key))) return undefined;
  for (const [key, item] of given) items.set(key, item);
  return entries.filter((entry) => left.has(entry.key));
}

function malformed(): NetworkError {
  return new NetworkError(
    "The reply to BatchGetItem is not about the keys that were asked for.",
    true,
  );
}
