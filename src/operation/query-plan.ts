import { ExpressionBuilder } from "../codec/expression.js";
import { ArgumentError } from "../errors/errors.js";
import { type KeyNames, type ModelDefinition, templateAttributes } from "../model/definition.js";
import type { Condition, IndexOf } from "../model/entity-types.js";
import { checkKeyText, formatKey } from "../model/key-codec.js";
import { type SortRange, sortRange } from "../model/key-range.js";
import type { KeyTemplate } from "../model/key-template.js";
import { isOperator, OPERATOR } from "../model/operator.js";
import type { OperationContext } from "./context.js";
import { type ListOptions, type ListPlan, listPlan, positionNames } from "./list-plan.js";
import { itemReader, projection, replyReader } from "./read-item.js";

/** Whether an index can be read consistently: DynamoDB does that on the table alone. */
export type Consistency<Index> = [Index] extends ["primary"] ? boolean : false;

export interface QueryOptions<Model, Index = IndexOf<Model>, Name extends string = never>
  extends ListOptions<Name> {
  /** The index to read; the table itself (`"primary"`) when left out. */
  readonly index?: Index | undefined;
  /** Keeps only items for which this holds; items left out are read and charged all the same. */
  readonly where?: Condition<Model> | undefined;
  /** Ascending (the default) or descending order of the sort key. */
  readonly order?: "asc" | "desc" | undefined;
  /** Reads what the last acknowledged write stored, at twice the read units; not on an index. */
  readonly consistent?: Consistency<Index> | undefined;
}

/** A query's place in a table: the stored names, and the templates where the model has them. */
export interface Place {
  readonly index: string | undefined;
  readonly names: KeyNames;
  readonly pk: KeyTemplate | undefined;
  readonly sk: KeyTemplate | undefined;
}

/** The options of a query, whatever its model. */
interface AnyOptions<Model> extends ListOptions<string> {
  readonly index?: string | undefined;
  readonly where?: Condition<Model> | undefined;
  readonly order?: "asc" | "desc" | undefined;
}

/**
 * Plans a query: all partition attributes are given, sort attributes from left to right.
 * @throws ArgumentError, KeyError
 */
export function planQuery<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: AnyOptions<Model> | undefined,
): ListPlan<Model> {
  const { mapper } = context;
  const { definition } = mapper;
  const caller = `${definition.name}.query`;
  const place = placeOf(definition, options);
  const given = givenAttributes(key, caller);
  const builder = new ExpressionBuilder(mapper.codec);
  const partition = partitionText(place, given, definition.name);
  const range = rangeOf(place, given, definition.name);
  const { table } = definition;
  const keyCondition = [
    `${builder.name(place.names.pk)} = ${builder.value({ S: partition })}`,
    ...(place.names.sk === undefined ? [] : sortCondition(builder, place.names.sk, range)),
  ].join(" AND ");
  const where = builder.condition(options?.where);
  const type = `${builder.name(table.attributes.type)} = ${builder.value({ S: definition.name })}`;
  const particulars = {
    operation: "Query" as const,
    caller,
    table,
    tableName: context.tableName(),
    index: place.index,
    names: place.names,
    keyCondition,
    filters: where ? [type, `(${where})`] : [type],
    builder,
    projection: projection(mapper, options?.select, positionNames(table, place.names)),
    descending: options?.order === "desc",
    empty: range.type === "none",
    filtered: where !== undefined,
    segments: 1,
    concurrency: 1,
    readReply: replyReader(mapper, options),
    read: itemReader(mapper, options),
  };
  return listPlan(particulars, options);
}

/**
 * The key attributes that a query is given; one that got lost on its way must not turn a narrow
 * query into a wide one.
 * @throws ArgumentError
 */
export function givenAttributes(key: unknown, caller: string): Readonly<Record<string, unknown>> {
  if (typeof key !== "object" || key === null) {
    throw new ArgumentError(`${caller}: the key is an object of key attributes.`);
  }
  const given = key as Readonly<Record<string, unknown>>; // read by name, checked there
  const lost = Object.keys(given).find((name) => given[name] === undefined);
  if (lost === undefined) return given;
  throw new ArgumentError(`${caller}: ${lost} is undefined; leave it out to read all of them.`);
}

/** Where a query reads. @throws ArgumentError */
export function placeOf<Model>(
  definition: ModelDefinition,
  options: Pick<AnyOptions<Model>, "index" | "order" | "consistent"> | undefined,
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

/** The text of the partition that the given attributes name. @throws KeyError */
export function partitionText(
  place: Place,
  given: Readonly<Record<string, unknown>>,
  model: string,
): string {
  const context = { model, kind: "partition" } as const;
  return place.pk ? formatKey(place.pk, given, context) : checkKeyText(given.pk, context);
}

/** A range of sort keys, from a template's attributes or from texts. */
export type Range = SortRange | OwnRange;

/** The sort keys that the given attributes ask for. @throws ArgumentError, KeyError */
export function rangeOf(
  place: Place,
  given: Readonly<Record<string, unknown>>,
  model: string,
): Range {
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

function ownRange(sort: unknown, model: string): Range {
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

/** The conditions on a sort key that keep to a range. */
export function sortCondition(
  builder: ExpressionBuilder,
  sk: string,
  range: Range,
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
