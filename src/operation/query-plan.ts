import type { AttributeValue, Item } from "../codec/attribute-value.js";
import { cursorBinding } from "../codec/cursor.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { ArgumentError } from "../errors/errors.js";
import { type KeyNames, type ModelDefinition, templateAttributes } from "../model/definition.js";
import type { Condition, IndexOf } from "../model/entity-types.js";
import { checkKeyText, formatKey } from "../model/key-codec.js";
import { type SortRange, sortRange } from "../model/key-range.js";
import type { KeyTemplate } from "../model/key-template.js";
import { isOperator, OPERATOR } from "../model/operator.js";

import type { WireObject } from "../transport/transport.js";
import type { OperationContext } from "./context.js";
import type { CallOptions } from "./effect.js";

export interface QueryOptions<Model, Index = IndexOf<Model>> extends CallOptions {
  /** The index to read; the table itself (`"primary"`) when left out. */
  readonly index?: Index | undefined;
  /** Keeps only items for which this holds; items left out are read and charged all the same. */
  readonly where?: Condition<Model> | undefined;
  /** Ascending (the default) or descending order of the sort key. */
  readonly order?: "asc" | "desc" | undefined;
  /** The most entities that the query gives, over all its pages. */
  readonly limit?: number | undefined;
  /** Reads what the last acknowledged write stored, at twice the read units; not on an index. */
  readonly consistent?: boolean | undefined;
}

/** A query, ready to be sent page by page. */
export interface QueryPlan {
  /** The request without its position and page size. */
  readonly input: WireObject;
  /** Whether the range holds no key at all: then nothing is sent. */
  readonly empty: boolean;
  /** Whether the request leaves items out after they were read. */
  readonly filtered: boolean;
  /** What its cursors are bound to. */
  readonly binding: string;
  /** The attributes that make a position. */
  readonly positionNames: readonly string[];
  readonly limit: number;
}

/** A query's place in a table: the stored names, and the templates where the model has them. */
interface Place {
  readonly index: string | undefined;
  readonly names: KeyNames;
  readonly pk: KeyTemplate | undefined;
  readonly sk: KeyTemplate | undefined;
}

/**
 * Plans a query: all partition attributes are given, sort attributes from left to right.
 * @throws ArgumentError, KeyError
 */
export function planQuery<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: QueryOptions<Model, string> | undefined,
): QueryPlan {
  const { mapper } = context;
  const { definition } = mapper;
  const place = placeOf(definition, options);
  if (typeof key !== "object" || key === null) {
    throw new ArgumentError(`${definition.name}.query: the key is an object of key attributes.`);
  }
  const given = key as Readonly<Record<string, unknown>>; // read by name, checked there
  checkDefined(given, definition.name);
  const builder = new ExpressionBuilder(mapper.codec);
  const partition = partitionText(place, given, definition.name);
  const range = rangeOf(place, given, definition.name);
  const { keys, attributes } = definition.table;
  const keyCondition = [
    `${builder.name(place.names.pk)} = ${builder.value({ S: partition })}`,
    ...(place.names.sk === undefined ? [] : sortCondition(builder, place.names.sk, range)),
  ].join(" AND ");
  const where = builder.condition(options?.where);
  const type = `${builder.name(attributes.type)} = ${builder.value({ S: definition.name })}`;
  const input = {
    TableName: context.tableName(),
    ...(place.index === undefined ? {} : { IndexName: place.index }),
    KeyConditionExpression: keyCondition,
    FilterExpression: where ? `${type} AND (${where})` : type,
    ...builder.placeholders(),
    ...(options?.order === "desc" ? { ScanIndexForward: false } : {}),
    ...(options?.consistent ? { ConsistentRead: true } : {}),
  };
  const { pk, sk } = place.names;
  const positionNames = [...new Set([keys.pk, keys.sk, pk, ...(sk === undefined ? [] : [sk])])];
  return {
    input,
    empty: range.type === "none",
    filtered: where !== undefined,
    binding: cursorBinding(input),
    positionNames,
    limit: checkLimit(options?.limit, `${definition.name}.query: limit`),
  };
}

/** The place of an item in the order of a query: its key attributes. */
export function positionOf(item: Item, plan: QueryPlan): Item {
  return Object.fromEntries(
    plan.positionNames.map((name) => [name, item[name] as AttributeValue]), // every item read has its keys
  );
}

/** @throws ArgumentError when a limit is no whole number over 0. */
export function checkLimit(limit: number | undefined, what: string): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new ArgumentError(`${what} is a whole number over 0, not ${String(limit)}.`);
}

function placeOf<Model>(
  definition: ModelDefinition,
  options: QueryOptions<Model, string> | undefined,
): Place {
  const { name, table, key, indexes } = definition;
  const wanted = options?.index ?? "primary";
  if (options?.order !== undefined && options.order !== "asc" && options.order !== "desc") {
    throw new ArgumentError(`${name}.query: order is "asc" or "desc".`);
  }
  if (wanted === "primary") {
    return { index: undefined, names: table.keys, pk: key?.pk, sk: key?.sk };
  }
  const index = indexes.find((candidate) => candidate.name === wanted);
  if (index === undefined) {
    const known = indexes.map((candidate) => candidate.name).join(", ") || "none";
    throw new ArgumentError(`${name}.query: it has no keys for index ${wanted}; it has ${known}.`);
  }
  if (options?.consistent) {
    throw new ArgumentError(
      `${name}.query: a global index cannot be read consistently; leave out consistent.`,
    );
  }
  return { index: wanted, names: index.names, pk: index.pk, sk: index.sk };
}

/** An attribute lost on its way here must not turn a narrow query into a wide one. */
function checkDefined(given: Readonly<Record<string, unknown>>, model: string): void {
  const lost = Object.keys(given).find((name) => given[name] === undefined);
  if (lost === undefined) return;
  throw new ArgumentError(
    `${model}.query: ${lost} is undefined; leave it out to read all of them.`,
  );
}

function partitionText(
  place: Place,
  given: Readonly<Record<string, unknown>>,
  model: string,
): string {
  const context = { model, kind: "partition" } as const;
  return place.pk ? formatKey(place.pk, given, context) : checkKeyText(given.pk, context);
}

function rangeOf(
  place: Place,
  given: Readonly<Record<string, unknown>>,
  model: string,
): SortRange | OwnRange {
  const context = { model, kind: "sort" } as const;
  if (place.pk === undefined) return ownRange(given.sk, model);
  const partition = new Set(templateAttributes(place.pk));
  const sort = new Set(templateAttributes(place.sk));
  const rest = Object.entries(given).filter(([name]) => sort.has(name) || !partition.has(name));
  if (place.sk !== undefined) return sortRange(place.sk, Object.fromEntries(rest), context);
  const [extra] = rest.find(([, value]) => value !== undefined) ?? [];
  if (extra === undefined) return { type: "all" };
  throw new ArgumentError(`${model}.query: ${extra} is no attribute of this key.`);
}

/** A range on the sort key of a model that computes its own keys: one comparison of texts. */
interface OwnRange {
  readonly type: "compare";
  readonly comparator: string;
  readonly value: string;
}

const COMPARATORS: Readonly<Record<string, string>> = { lt: "<", lte: "<=", gt: ">", gte: ">=" };

function ownRange(sort: unknown, model: string): SortRange | OwnRange {
  const context = { model, kind: "sort" } as const;
  if (sort === undefined) return { type: "all" };
  if (!isOperator(sort)) return { type: "equals", value: checkKeyText(sort, context) };
  const [first, second] = sort.operands.map((operand) => checkKeyText(operand, context));
  const kind = sort[OPERATOR];
  const comparator = Object.hasOwn(COMPARATORS, kind) ? COMPARATORS[kind] : undefined;
  if (first !== undefined && comparator !== undefined) {
    return { type: "compare", comparator, value: first };
  }
  if (kind === "beginsWith" && first !== undefined) return { type: "beginsWith", prefix: first };
  if (kind === "between" && first !== undefined && second !== undefined) {
    const none = Buffer.compare(Buffer.from(first), Buffer.from(second)) > 0;
    return none ? { type: "none" } : { type: "between", lower: first, upper: second };
  }
  throw new ArgumentError(`${model}.query: ${kind}() cannot bound a sort key.`);
}

function sortCondition(
  builder: ExpressionBuilder,
  sk: string,
  range: SortRange | OwnRange,
): readonly string[] {
  const text = (value: string): string => builder.value({ S: value });
  switch (range.type) {
    case "all":
    case "none":
      return [];
    case "equals":
      return [`${builder.name(sk)} = ${text(range.value)}`];
    case "beginsWith":
      return [`begins_with(${builder.name(sk)}, ${text(range.prefix)})`];
    case "between":
      return [`${builder.name(sk)} BETWEEN ${text(range.lower)} AND ${text(range.upper)}`];
    case "atLeast":
      return [`${builder.name(sk)} >= ${text(range.lower)}`];
    case "compare":
      return [`${builder.name(sk)} ${range.comparator} ${text(range.value)}`];
  }
}
