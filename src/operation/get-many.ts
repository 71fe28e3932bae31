import type { Item } from "../codec/attribute-value.js";
import { keyText, type StoredKey } from "../codec/entity-mapper.js";
import { ArgumentError } from "../errors/errors.js";
import { BatchGetError } from "../errors/stored-errors.js";
import { AbortedError, ServiceError, TimeoutError } from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import { THROTTLING_BACKOFF } from "./backoff.js";
import { checkConcurrency } from "./batch-concurrency.js";
import { type BatchEntry, BatchMachine } from "./batch-machine.js";
import { MAX_STREAK } from "./batch-settle.js";
import type { OperationContext } from "./context.js";
import { type Bounds, boundsOf, next, now, type Program, random, start } from "./effect.js";
import { backoffFor } from "./failure.js";
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
  const { concurrency } = options;
  const machine = new BatchMachine<ReadEntry>({
    maxCount: MAX_COUNT,
    maxBytes: Number.POSITIVE_INFINITY,
    concurrency,
  });
  const items = new Map<string, Item>();
  const source = keys.entries();
  let unread = keys.size;
  while (unread > 0) {
    // The queue is kept short: it is gone through for every request.
    while (machine.held < 2 * concurrency * MAX_COUNT) {
      const { value, done } = source.next();
      if (done) break;
      const [key, storedKey] = value;
      machine.add({ key, storedKey, bytes: 0, streak: 0, notBefore: 0 });
    }
    const time = yield* now();
    if (bounds.signal?.aborted) throw new AbortedError();
    if (time >= bounds.deadline) {
      throw new TimeoutError(0, "getMany");
    }
    yield* sendDue(context, machine, time, bounds, options);
    const patience = Math.min(machine.waitMs(time), bounds.deadline - time);
    const settled = yield* next(patience, bounds.signal);
    if (settled === undefined) continue;
    const entries = machine.settle(settled.ticket);
    let left = entries;
    let error: unknown;
    if ("reply" in settled) left = takeItems(context, settled.reply, entries, items);
    else error = settled.error;
    const backoff = error === undefined ? THROTTLING_BACKOFF : backoffFor(error);
    if (backoff === undefined) throw error;
    unread -= entries.length - left.length;
    const asked = error instanceof ServiceError ? (error.retryAfterMs ?? 0) : 0;
    for (const entry of left) {
      entry.streak = left.length < entries.length ? Math.max(1, entry.streak) : entry.streak + 1;
      if (entry.streak > MAX_STREAK) {
        throw new BatchGetError(context.mapper.definition.name, unread, error);
      }
      machine.retry(entry, yield* now(), backoff, asked, yield* random());
    }
  }
  return items;
}

function* sendDue<Model>(
  context: OperationContext<Model>,
  machine: BatchMachine<ReadEntry>,
  time: number,
  bounds: Bounds,
  options: GetManyOptions<string>,
): Program<void> {
  const shared = {
    ...(options.consistent ? { ConsistentRead: true } : {}),
    ...projection(context.mapper, options.select),
  };
  while (true) {
    const chunk = machine.take(time, true);
    if (chunk === undefined) return;
    const keys = chunk.entries.map((entry) => context.mapper.keyItem(entry.storedKey));
    const input = { RequestItems: { [context.tableName()]: { Keys: keys, ...shared } } };
    yield* start(chunk.ticket, { operation: "BatchGetItem", input }, bounds);
  }
}

/** Takes a reply's items; answers the entries that the service did not get to. */
function takeItems<Model>(
  context: OperationContext<Model>,
  reply: WireObject,
  entries: readonly ReadEntry[],
  items: Map<string, Item>,
): readonly ReadEntry[] {
  // BatchGetItem's documented reply; there is one table in each.
  const found = Object.values((reply.Responses ?? {}) as Record<string, Item[]>).flat();
  for (const item of found) items.set(keyText(context.mapper.storedKey(item)), item);
  const unread = (reply.UnprocessedKeys ?? {}) as Record<string, { Keys: Item[] }>; // likewise
  const left = new Set(
    Object.values(unread)
      .flatMap(({ Keys }) => Keys)
      .map((key) => keyText(context.mapper.storedKey(key))),
  );
  return entries.filter((entry) => left.has(entry.key));
}
