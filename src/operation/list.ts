import type { Item } from "../codec/attribute-value.js";
import type { StoredItem } from "../codec/loaded-item.js";
import { itemsOf } from "../codec/reply-reader.js";
import { InternalError } from "../errors/errors.js";
import type { WireObject } from "../transport/transport.js";
import { request } from "./attempt.js";
import { now, type Program } from "./effect.js";
import { type ListPlan, NOW, segmentOf } from "./list-plan.js";
import { epochSeconds } from "./read-item.js";
import { together } from "./together.js";

/** A stretch of a list, as iteration reads it. */
export interface Stretch<Result> {
  readonly items: Result[];
  /** Where the next one starts; `undefined` at the end. */
  readonly position: Item | undefined;
}

/** Where many items are left out, smaller requests than this would be many for few results. */
const MIN_SPARSE_LIMIT = 100;

/** What one reply has. */
interface RawPage {
  readonly items: readonly StoredItem[];
  readonly position: Item | undefined;
}

/** Which page of a list is wanted. */
export interface From {
  readonly position: Item | undefined;
  /** How many entities are missing. */
  readonly wanted: number;
  /** Whether requests before this one found too few. */
  readonly sparse: boolean;
}

/** Sends one request of a list. */
export function* readRaw(plan: ListPlan<unknown>, from: From): Program<RawPage> {
  const { position, wanted, sparse } = from;
  const limit = pageLimit(plan, wanted, sparse);
  const reply = yield* sendList(plan, plan.projection, {
    ...(Number.isFinite(limit) ? { Limit: limit } : {}),
    ...(position === undefined ? {} : { ExclusiveStartKey: position }),
  });
  return {
    items: itemsOf(reply),
    position: reply.LastEvaluatedKey as Item | undefined, // the documented reply
  };
}

/** How many items a request may read, so that neither items nor requests are many in vain. */
function pageLimit(plan: ListPlan<unknown>, wanted: number, sparse: boolean): number {
  // Most of what a scan meets may be other models' items.
  if (sparse && plan.operation === "Scan") return Number.POSITIVE_INFINITY;
  return sparse || plan.filtered ? Math.max(wanted, MIN_SPARSE_LIMIT) : wanted;
}

function* sendList(
  plan: ListPlan<unknown>,
  projection: WireObject,
  page: WireObject,
): Program<WireObject> {
  const input = { ...listInput(plan.input, projection), ...page };
  if (!plan.hidesExpired) return yield* request(plan.operation, input, plan.bounds, plan.readReply);
  const values = { N: String(epochSeconds(yield* now())) };
  const timed = {
    ...input,
    ExpressionAttributeValues: { ...objectOf(input.ExpressionAttributeValues), [NOW]: values },
  };
  return yield* request(plan.operation, timed, plan.bounds, plan.readReply);
}

/** A request with its projection: both have names of their own. */
export function listInput(input: WireObject, projection: WireObject): WireObject {
  if (projection.ProjectionExpression === undefined) return input;
  const names = objectOf(input.ExpressionAttributeNames);
  return {
    ...input,
    ...projection,
    ExpressionAttributeNames: { ...names, ...objectOf(projection.ExpressionAttributeNames) },
  };
}

function objectOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

/** The next entities of a list from a position; what iteration is made of. */
export function* readStretch<Result>(
  plan: ListPlan<Result>,
  from: { readonly position: Item | undefined; readonly wanted: number },
): Program<Stretch<Result>> {
  if (plan.empty) return { items: [], position: undefined };
  // A second request for the same entities means that the first one found too few.
  const raw = yield* readRaw(plan, { ...from, sparse: from.position !== undefined });
  const items: Result[] = [];
  for (const item of raw.items) {
    if (items.length >= from.wanted) break;
    const result = plan.read(item);
    if (result !== undefined) items.push(result);
  }
  return { items, position: items.length >= from.wanted ? undefined : raw.position };
}

/** All entities of a list; segments are read side by side and follow one another in the answer. */
export function* readAll<Result>(plan: ListPlan<Result>): Program<Result[]> {
  const quota = { left: plan.limit };
  const lanes = lanesOf(plan).map((lane) => readLane(lane, quota));
  return (yield* together(lanes, plan.concurrency, plan.bounds)).flat();
}

/** The parts that a plan is read in. */
export function lanesOf<Result>(plan: ListPlan<Result>): readonly ListPlan<Result>[] {
  if (plan.segments === 1) return [plan];
  return Array.from({ length: plan.segments }, (_, segment) => segmentOf(plan, segment));
}

/** The entities of one part; all parts draw on one limit. */
function* readLane<Result>(plan: ListPlan<Result>, quota: { left: number }): Program<Result[]> {
  const items: Result[] = [];
  let position: Item | undefined;
  do {
    const from = { position, wanted: quota.left };
    const stretch: Stretch<Result> = yield* readStretch(plan, from);
    // Another part may have drawn on the limit meanwhile.
    const taken = Math.min(stretch.items.length, quota.left);
    quota.left -= taken;
    for (const item of stretch.items.slice(0, taken)) items.push(item);
    position = stretch.position;
  } while (position !== undefined && quota.left > 0);
  return items;
}

/** The first entity of a list, or `undefined`; segments are tried one after the other. */
export function* readFirst<Result>(plan: ListPlan<Result>): Program<Result | undefined> {
  for (const lane of lanesOf(plan)) {
    const [first] = yield* readLane(lane, { left: 1 });
    if (first !== undefined) return first;
  }
  return undefined;
}

/** How many entities a list has; their items are read and charged, but not sent. */
export function* count(plan: ListPlan<unknown>): Program<number> {
  if (plan.empty) return 0;
  const lanes = lanesOf(plan).map((lane) => countLane(lane));
  const totals = yield* together(lanes, plan.concurrency, plan.bounds);
  return Math.min(
    totals.reduce((sum, total) => sum + total, 0),
    plan.limit,
  );
}

function* countLane(plan: ListPlan<unknown>): Program<number> {
  let total = 0;
  let position: unknown;
  do {
    const reply = yield* sendList(
      plan,
      {},
      { Select: "COUNT", ...(position === undefined ? {} : { ExclusiveStartKey: position }) },
    );
    if (typeof reply.Count !== "number") throw new InternalError("A reply to COUNT has no Count.");
    total += reply.Count;
    position = reply.LastEvaluatedKey;
  } while (position !== undefined && total < plan.limit);
  return total;
}
