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

/** Where many items are left out, smaller requests than this would be many for few results. */
const MIN_SPARSE_LIMIT = 100;

interface RawPage {
  readonly items: readonly Item[];
  readonly position: Item | undefined;
}

function* readRaw(
  plan: QueryPlan,
  from: { readonly position: Item | undefined; readonly wanted: number; readonly sparse: boolean },
  options: CallOptions | undefined,
): Program<RawPage> {
  const { position, wanted, sparse } = from;
  const limit = sparse || plan.filtered ? Math.max(wanted, MIN_SPARSE_LIMIT) : wanted;
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
  const after = page?.after;
  const place =
    after === undefined ? undefined : decodeCursor(after, plan.binding, plan.positionNames);
  const given = place?.given ?? 0;
  const left = Math.max(0, plan.limit - given);
  const limit = Math.min(checkLimit(page?.limit, "page: limit"), left);
  if (plan.empty || limit === 0) return { items: [], cursor: undefined };
  // One item more than the page holds tells whether another page follows.
  const wanted = limit < left ? limit + 1 : limit;
  const items: Item[] = [];
  let position: Item | undefined = place?.key;
  let sparse = false;
  do {
    const from = { position, wanted: wanted - items.length, sparse };
    const raw: RawPage = yield* readRaw(plan, from, options);
    items.push(...raw.items);
    position = raw.position;
    sparse = true; // else the first request would have been enough
  } while (
    position !== undefined &&
    (wanted === Infinity ? items.length === 0 : items.length < wanted)
  );
  const last = items[limit - 1];
  if (items.length > limit && last !== undefined) position = positionOf(last, plan);
  const shown = items.slice(0, limit).map((item) => context.mapper.decode(item));
  const more = position !== undefined && shown.length < left;
  const next = { key: position ?? {}, given: given + shown.length };
  return { items: shown, cursor: more ? encodeCursor(next, plan.binding) : undefined };
}

/** The next entities of a query from a position; what iteration is made of. */
export function* readStretch<Model>(
  context: OperationContext<Model>,
  plan: QueryPlan,
  from: { readonly position: Item | undefined; readonly wanted: number },
  options: CallOptions | undefined,
): Program<Stretch<Model>> {
  if (plan.empty) return { items: [], position: undefined };
  // A second request for the same entities means that the first one found too few.
  const sparse = from.position !== undefined;
  const raw = yield* readRaw(plan, { ...from, sparse }, options);
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
