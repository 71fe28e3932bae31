import type { Item } from "../codec/attribute-value.js";
import { decodeCursor, encodeCursor } from "../codec/cursor.js";
import { request } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type CallOptions, type Program } from "./effect.js";
import { checkLimit, positionOf, type QueryPlan } from "./query-plan.js";

export interface PageOptions {
  /** The cursor of the page before; the first page when left out. */
  readonly after?: string | undefined;
  /** The most entities on the page; as many as one reply of the service holds when left out. */
  readonly limit?: number | undefined;
}

/** A page of a query. */
export interface Page<Model> {
  readonly items: Model[];
  /** Where the next page starts; `undefined` at the end. */
  readonly cursor: string | undefined;
}

/** A stretch of a query, as iteration reads it. */
export interface Stretch<Model> {
  readonly items: Model[];
  /** Where the next one starts; `undefined` at the end. */
  readonly position: Item | undefined;
}

/** With a filter, fewer items than this in a request would make many requests for few results. */
const MIN_FILTERED_LIMIT = 100;

interface RawPage {
  readonly items: readonly Item[];
  readonly position: Item | undefined;
}

function* readRaw(
  plan: QueryPlan,
  position: Item | undefined,
  wanted: number,
  options: CallOptions | undefined,
): Program<RawPage> {
  const limit = plan.filtered ? Math.max(wanted, MIN_FILTERED_LIMIT) : wanted;
  const input = {
    ...plan.input,
    ...(Number.isFinite(limit) ? { Limit: limit } : {}),
    ...(position === undefined ? {} : { ExclusiveStartKey: position }),
  };
  const reply = yield* request("Query", input, boundsOf(options));
  return {
    items: (reply.Items ?? []) as Item[], // Query's documented reply
    position: reply.LastEvaluatedKey as Item | undefined, // likewise
  };
}

/** One page; exactly `limit` entities unless the query ends. @throws CursorError */
export function* readPage<Model>(
  context: OperationContext<Model>,
  plan: QueryPlan,
  page: PageOptions | undefined,
  options: CallOptions | undefined,
): Program<Page<Model>> {
  const limit = Math.min(checkLimit(page?.limit, "page: limit"), plan.limit);
  const after = page?.after;
  let position: Item | undefined =
    after === undefined ? undefined : decodeCursor(after, plan.binding, plan.positionNames);
  if (plan.empty) return { items: [], cursor: undefined };
  const items: Item[] = [];
  // One item more than the page holds tells whether another page follows.
  do {
    const raw: RawPage = yield* readRaw(plan, position, limit + 1 - items.length, options);
    items.push(...raw.items);
    position = raw.position;
  } while (
    position !== undefined &&
    (limit === Infinity ? items.length === 0 : items.length <= limit)
  );
  const last = items[limit - 1];
  if (items.length > limit && last !== undefined) position = positionOf(last, plan);
  const cursor = position && encodeCursor(position, plan.binding);
  return { items: items.slice(0, limit).map((item) => context.mapper.decode(item)), cursor };
}

/** The next entities of a query from a position; what iteration is made of. */
export function* readStretch<Model>(
  context: OperationContext<Model>,
  plan: QueryPlan,
  from: { readonly position: Item | undefined; readonly wanted: number },
  options: CallOptions | undefined,
): Program<Stretch<Model>> {
  if (plan.empty) return { items: [], position: undefined };
  const raw = yield* readRaw(plan, from.position, from.wanted, options);
  const items = raw.items.slice(0, from.wanted).map((item) => context.mapper.decode(item));
  return { items, position: items.length >= from.wanted ? undefined : raw.position };
}

/** All entities of a query. */
export function* readAll<Model>(
  context: OperationContext<Model>,
  plan: QueryPlan,
  options: CallOptions | undefined,
): Program<Model[]> {
  const items: Model[] = [];
  let position: Item | undefined;
  do {
    const wanted = plan.limit - items.length;
    const stretch: Stretch<Model> = yield* readStretch(
      context,
      plan,
      { position, wanted },
      options,
    );
    for (const item of stretch.items) items.push(item);
    position = stretch.position;
  } while (position !== undefined);
  return items;
}

/** The first entity of a query, or `undefined`. */
export function* readFirst<Model>(
  context: OperationContext<Model>,
  plan: QueryPlan,
  options: CallOptions | undefined,
): Program<Model | undefined> {
  const [first] = yield* readAll(context, { ...plan, limit: 1 }, options);
  return first;
}

/** How many entities a query gives; their items are read and charged, but not sent. */
export function* count(plan: QueryPlan, options: CallOptions | undefined): Program<number> {
  if (plan.empty) return 0;
  let total = 0;
  let position: unknown;
  do {
    const input = {
      ...plan.input,
      Select: "COUNT",
      ...(position === undefined ? {} : { ExclusiveStartKey: position }),
    };
    const reply = yield* request("Query", input, boundsOf(options));
    total += Number(reply.Count);
    position = reply.LastEvaluatedKey;
  } while (position !== undefined && total < plan.limit);
  return Math.min(total, plan.limit);
}
