import type { Item } from "../codec/attribute-value.js";
import { type CursorPlace, decodeCursor, encodeCursor } from "../codec/cursor.js";
import type { StoredItem } from "../codec/loaded-item.js";
import { ArgumentError } from "../errors/errors.js";
import type { Program } from "./effect.js";
import { readRaw } from "./list.js";
import { checkLimit, type ListPlan, positionOf } from "./list-plan.js";

export interface PageOptions {
  /** The `cursor` of the page before this one; the first page when both are left out. */
  readonly after?: string | undefined;
  /** The `previous` cursor of the page after this one. */
  readonly before?: string | undefined;
  /** The most entities on the page; as many as one reply of the service holds when left out. */
  readonly limit?: number | undefined;
}

/** A page of a query. */
export interface Page<Result> {
  readonly items: Result[];
  /** Where the next page starts, for `after`; `undefined` at the end. */
  readonly cursor: string | undefined;
  /** Where the page before ends, for `before`; `undefined` at the start. */
  readonly previous: string | undefined;
}

/** The entities found from a place on, in the order in which they were read. */
interface Found<Result> {
  readonly results: Result[];
  /** The first item that is on the page. */
  readonly first: StoredItem | undefined;
  /** Where reading goes on; `undefined` at the end. */
  readonly position: Item | undefined;
}

/** One page; exactly `limit` entities unless the query ends. @throws CursorError, ArgumentError */
export function* readPage<Result>(
  plan: ListPlan<Result>,
  options: PageOptions | undefined,
): Program<Page<Result>> {
  checkPage(plan, options);
  const size = checkLimit(options?.limit, "page: limit");
  if (options?.before !== undefined) return yield* readBefore(plan, options.before, size);
  const after = options?.after;
  const place = after === undefined ? undefined : decodeCursor(after, "after", plan);
  const given = place?.given ?? 0;
  const left = Math.max(0, plan.limit - given);
  const limit = Math.min(size, left);
  if (plan.empty || limit === 0) return { items: [], cursor: undefined, previous: undefined };
  const found = yield* find(plan, place?.key, limit, limit < left);
  const { results, first, position } = found;
  const shown = given + results.length;
  return {
    items: results,
    cursor: shown < plan.limit ? cursorOf(position, "after", shown, plan) : undefined,
    previous:
      plan.operation === "Query" && place && first
        ? cursorOf(positionOf(first, plan), "before", given, plan)
        : undefined,
  };
}

/** The page that ends before a place: read backwards, given forwards. */
function* readBefore<Result>(
  plan: ListPlan<Result>,
  before: string,
  size: number,
): Program<Page<Result>> {
  const place = decodeCursor(before, "before", plan);
  if (plan.empty) return { items: [], cursor: undefined, previous: undefined };
  const { ScanIndexForward, ...input } = plan.input;
  const backwards = {
    ...plan,
    input: ScanIndexForward === false ? input : { ...input, ScanIndexForward: false },
  };
  const found = yield* find(backwards, place.key, Math.min(size, plan.limit), true);
  const given = Math.max(0, place.given - found.results.length);
  const first = found.first && positionOf(found.first, plan);
  return {
    items: found.results.reverse(),
    cursor: cursorOf(first, "after", place.given, plan),
    previous: cursorOf(found.position, "before", given, plan),
  };
}

/** Reads entities until there are `limit`, and whether more follow where that is asked. */
function* find<Result>(
  plan: ListPlan<Result>,
  from: Item | undefined,
  limit: number,
  looksAhead: boolean,
): Program<Found<Result>> {
  // One item more than the page holds tells whether another page follows.
  const wanted = looksAhead ? limit + 1 : limit;
  const results: Result[] = [];
  let first: StoredItem | undefined;
  let last: StoredItem | undefined;
  let position = from;
  let sparse = false;
  do {
    const raw = yield* readRaw(plan, { position, wanted: wanted - results.length, sparse });
    position = raw.position;
    for (const item of raw.items) {
      if (results.length === limit) {
        return { results, first, position: positionOf(last ?? item, plan) };
      }
      const result = plan.read(item);
      if (result === undefined) continue;
      results.push(result);
      first ??= item;
      last = item;
    }
    sparse = true; // else the first request would have been enough
  } while (
    position !== undefined &&
    (wanted === Infinity ? results.length === 0 : results.length < wanted)
  );
  return { results, first, position };
}

function cursorOf(
  key: Item | undefined,
  side: CursorPlace["side"],
  given: number,
  plan: ListPlan<unknown>,
): string | undefined {
  return key && encodeCursor({ key, given, side }, plan);
}

function checkPage(plan: ListPlan<unknown>, options: PageOptions | undefined): void {
  if (options?.after !== undefined && options.before !== undefined) {
    throw new ArgumentError("page takes `after` or `before`, not both.");
  }
  if (plan.segments > 1) {
    throw new ArgumentError(
      "page: a scan in segments has no order to turn pages in; leave out `segments`, or iterate.",
    );
  }
  if (plan.operation === "Scan" && options?.before !== undefined) {
    throw new ArgumentError(
      "page: a scan cannot be read backwards; keep the cursors of its pages.",
    );
  }
}
