import type { AttributeValue, Item } from "../codec/attribute-value.js";
import { cursorBinding } from "../codec/cursor.js";
import { checkExpression, type ExpressionBuilder } from "../codec/expression.js";
import { plainItem, type StoredItem } from "../codec/loaded-item.js";
import { ArgumentError } from "../errors/errors.js";
import type { KeyNames, TableDefinition } from "../model/definition.js";
import type { TransportRequest, WireObject } from "../transport/transport.js";
import { type Bounds, boundsOf } from "./effect.js";
import type { ItemReader } from "./read-item.js";
import type { ReadOptions } from "./read-options.js";

/** What everything that reads many items page by page takes. */
export interface ListOptions<Name extends string = never> extends ReadOptions<Name> {
  /** The most entities to give, over all pages. */
  readonly limit?: number | undefined;
  /**
   * Whether iteration asks for the next page while the current one is gone through; true when left
   * out. A loop that ends early has then read one page in vain.
   */
  readonly prefetch?: boolean | undefined;
}

/** A query or a scan, ready to be sent page by page. */
export interface ListPlan<Result> {
  readonly operation: "Query" | "Scan";
  /** The request without its projection, position, page size and time. */
  readonly input: WireObject;
  /** What makes the request send selected attributes only. */
  readonly projection: WireObject;
  /** Whether the request is to hide what has expired, by the time that it is sent. */
  readonly hidesExpired: boolean;
  /** Whether the range holds no key at all: then nothing is sent. */
  readonly empty: boolean;
  /** Whether the request leaves items out after they were read. */
  readonly filtered: boolean;
  /** What its cursors are bound to. */
  readonly binding: string;
  /** What signs its cursors; none where they are not signed. */
  readonly secrets: readonly string[];
  /** The attributes that make a position. */
  readonly positionNames: readonly string[];
  readonly limit: number;
  /** Parts that are read side by side, and how many of them at a time; a query has one. */
  readonly segments: number;
  readonly concurrency: number;
  readonly prefetch: boolean;
  readonly bounds: Bounds;
  /** Reads replies from their bytes; left out where only some attributes are read, or several models. */
  readonly readReply: TransportRequest["read"];
  /** What is answered for an item. */
  readonly read: ItemReader<Result>;
  /** What is sent to count, where that is something else. */
  readonly counting?: ListPlan<unknown>;
}

/** What is particular to a request; the rest of a plan follows from the options. */
interface Particulars<Result> {
  readonly operation: "Query" | "Scan";
  /** Names the caller in messages. */
  readonly caller: string;
  readonly table: TableDefinition;
  readonly tableName: string;
  /** The index that is read, and the stored names of its key or of the table's. */
  readonly index: string | undefined;
  readonly names: KeyNames;
  readonly keyCondition: string | undefined;
  /** Conditions that an item has to meet to be sent. */
  readonly filters: readonly string[];
  readonly builder: ExpressionBuilder;
  readonly projection: WireObject;
  readonly descending: boolean;
  readonly empty: boolean;
  readonly filtered: boolean;
  readonly segments: number;
  readonly concurrency: number;
  readonly readReply: TransportRequest["read"];
  readonly read: ItemReader<Result>;
}

/** The placeholder of the time in filters: known when a request is sent, and not part of cursors. */
export const NOW = ":now";

/** Puts a plan together. @throws ArgumentError */
export function listPlan<Result>(
  particulars: Particulars<Result>,
  options: ListOptions<string> | undefined,
): ListPlan<Result> {
  const { builder, table, index, names, keyCondition, caller } = particulars;
  const hidesExpired = table.ttl !== undefined && options?.expired !== true;
  const filters = [...particulars.filters];
  // Items without the attribute, or with something else in it, never expire.
  if (hidesExpired) filters.push(`NOT (${builder.name(table.ttl ?? "")} <= ${NOW})`);
  const input = {
    TableName: particulars.tableName,
    ...(index === undefined ? {} : { IndexName: index }),
    ...(keyCondition === undefined ? {} : { KeyConditionExpression: keyCondition }),
    ...(filters.length === 0 ? {} : { FilterExpression: checkExpression(filters.join(" AND ")) }),
    ...builder.placeholders(),
    ...(particulars.descending ? { ScanIndexForward: false } : {}),
    ...(options?.consistent ? { ConsistentRead: true } : {}),
  };
  return {
    operation: particulars.operation,
    input,
    projection: particulars.projection,
    hidesExpired,
    empty: particulars.empty,
    filtered: particulars.filtered,
    binding: cursorBinding([particulars.operation, input]),
    secrets: table.cursorSecrets,
    positionNames: positionNames(table, names),
    limit: checkLimit(options?.limit, `${caller}: limit`),
    segments: particulars.segments,
    concurrency: particulars.concurrency,
    prefetch: options?.prefetch !== false,
    bounds: boundsOf(options),
    readReply: particulars.readReply,
    read: particulars.read,
  };
}

/** The attributes that make a position in a table or index. */
export function positionNames({ keys }: TableDefinition, { pk, sk }: KeyNames): readonly string[] {
  return [...new Set([keys.pk, keys.sk, pk, ...(sk === undefined ? [] : [sk])])];
}

/** The place of an item in the order of a list: its key attributes. */
export function positionOf(
  stored: StoredItem,
  plan: Pick<ListPlan<unknown>, "positionNames">,
): Item {
  const item = plainItem(stored);
  return Object.fromEntries(
    plan.positionNames.map((name) => [name, item[name] as AttributeValue]), // every item read has its keys
  );
}

/** One of the parts of a plan that has several. */
export function segmentOf<Result>(plan: ListPlan<Result>, segment: number): ListPlan<Result> {
  const input = { ...plan.input, Segment: segment, TotalSegments: plan.segments };
  return { ...plan, input, segments: 1 };
}

/** @throws ArgumentError when a limit is no whole number over 0. */
export function checkLimit(limit: number | undefined, what: string): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new ArgumentError(`${what} is a whole number over 0, not ${String(limit)}.`);
}
