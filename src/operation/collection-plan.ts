import { ExpressionBuilder } from "../codec/expression.js";
import { plainItem } from "../codec/loaded-item.js";
import { ArgumentError } from "../errors/errors.js";
import { templateAttributes } from "../model/definition.js";
import { checkKeyText } from "../model/key-codec.js";
import type { OnUnknown } from "../model/unknown-items.js";
import type { OperationContext } from "./context.js";
import { type ListOptions, type ListPlan, listPlan } from "./list-plan.js";
import {
  type Consistency,
  givenAttributes,
  type Place,
  partitionText,
  placeOf,
  type Range,
  rangeOf,
  sortCondition,
} from "./query-plan.js";
import { type ItemReader, itemReader } from "./read-item.js";
import { checkOnUnknown, meetUnknown } from "./unknown-item.js";

export interface CollectionOptions<Index = string> extends Omit<ListOptions, "select"> {
  /** The index to read; the table itself (`"primary"`) when left out. */
  readonly index?: Index | undefined;
  /** Ascending (the default) or descending order of the sort key. */
  readonly order?: "asc" | "desc" | undefined;
  /** Reads what the last acknowledged write stored, at twice the read units; not on an index. */
  readonly consistent?: Consistency<Index> | undefined;
  /** What becomes of items that are of none of the models; `throw` when left out. */
  readonly onUnknown?: OnUnknown | undefined;
}

/** The options of a collection, whatever its models. */
interface AnyOptions extends Omit<CollectionOptions, "consistent"> {
  readonly consistent?: boolean | undefined;
}

/** The models of a collection, which are of one table. */
export interface CollectionModels<Model> {
  readonly contexts: readonly [OperationContext<Model>, ...OperationContext<Model>[]];
  /** Whether the table has a model of that name. */
  isDeclared(name: string): boolean;
}

/**
 * Plans the read of one partition that holds items of several models.
 * @throws ArgumentError, KeyError
 */
export function planCollection<Model>(
  { contexts, isDeclared }: CollectionModels<Model>,
  key: unknown,
  options: AnyOptions | undefined,
): ListPlan<Model> {
  const [first] = contexts;
  const { table } = first.mapper.definition;
  const caller = "query";
  const onUnknown = checkOnUnknown(options?.onUnknown ?? "throw", caller);
  const { place, partition, range } = targetOf(contexts, givenAttributes(key, caller), options);
  const names = contexts.map(({ mapper }) => mapper.definition.name);
  const plan = (listedOnly: boolean): ListPlan<Model> => {
    const builder = new ExpressionBuilder(first.mapper.codec);
    const types = (): string => names.map((S) => builder.value({ S })).join(", ");
    const particulars = {
      operation: "Query" as const,
      caller,
      table,
      tableName: first.tableName(),
      index: place.index,
      names: place.names,
      keyCondition: [
        `${builder.name(place.names.pk)} = ${builder.value({ S: partition })}`,
        ...(place.names.sk === undefined ? [] : sortCondition(builder, place.names.sk, range)),
      ].join(" AND "),
      filters: listedOnly ? [`${builder.name(table.attributes.type)} IN (${types()})`] : [],
      builder,
      projection: {},
      descending: options?.order === "desc",
      empty: range.type === "none",
      filtered: false,
      segments: 1,
      concurrency: 1,
      readReply: undefined,
      read: readerOf(contexts, isDeclared, options, onUnknown),
    };
    return listPlan(particulars, options);
  };
  // Items to report have to be sent; counting has no items to tell them by.
  return onUnknown === "skip" ? plan(true) : { ...plan(false), counting: plan(true) };
}

/** Reads each item as its type says. */
function readerOf<Model>(
  contexts: CollectionModels<Model>["contexts"],
  isDeclared: (name: string) => boolean,
  options: AnyOptions | undefined,
  onUnknown: OnUnknown,
): ItemReader<Model> {
  const [{ mapper }] = contexts;
  const { onReadError } = options ?? {};
  const readers = new Map(
    contexts.map((context) => [
      context.mapper.definition.name,
      itemReader(context.mapper, { onReadError }),
    ]),
  );
  return (stored) => {
    const item = plainItem(stored);
    const type = mapper.typeOf(item);
    const read = type === undefined ? undefined : readers.get(type);
    if (read !== undefined) return read(item);
    const declared = type !== undefined && isDeclared(type);
    const unknown = { type, declared, key: mapper.storedKey(item), item };
    meetUnknown(unknown, [...readers.keys()], onUnknown);
    return undefined;
  };
}

interface Target {
  readonly place: Place;
  readonly partition: string;
  readonly range: Range;
}

/** The place that all of the models give. @throws ArgumentError where they differ */
function targetOf<Model>(
  contexts: CollectionModels<Model>["contexts"],
  given: Readonly<Record<string, unknown>>,
  options: AnyOptions | undefined,
): Target {
  const [first, ...others] = contexts.map(({ mapper }) => {
    const { name } = mapper.definition;
    return { name, ...targetOfModel(placeOf(mapper.definition, options), given, name) };
  }) as [Named, ...Named[]]; // one for each context, of which there is one at least
  for (const { name, partition, range } of others) {
    const other = partition !== first.partition ? "partition" : "range of sort keys";
    if (other !== "partition" && JSON.stringify(range) === JSON.stringify(first.range)) continue;
    throw new ArgumentError(
      `query: ${first.name} and ${name} have another ${other} for these attributes; give ` +
        "attributes that all of the models share, or the texts of the key as { pk, sk }.",
    );
  }
  return first;
}

type Named = Target & { readonly name: string };

function targetOfModel(
  place: Place,
  given: Readonly<Record<string, unknown>>,
  name: string,
): Target {
  // No attribute can be called `pk`: these are the texts of a key.
  if (Object.hasOwn(given, "pk")) {
    const extra = Object.keys(given).find((key) => key !== "pk" && key !== "sk");
    if (extra !== undefined) {
      throw new ArgumentError(`query: ${extra}: beside the text pk there is only the text sk.`);
    }
    const texts = { ...place, pk: undefined, sk: undefined };
    const partition = checkKeyText(given.pk, { model: name, kind: "partition" });
    return { place, partition, range: rangeOf(texts, given, name) };
  }
  if (place.pk === undefined) {
    throw new ArgumentError(`query: ${name} computes its own keys; give the text { pk }.`);
  }
  const partition = new Set(templateAttributes(place.pk));
  const narrowed = Object.keys(given).some((attribute) => !partition.has(attribute));
  return {
    place,
    partition: partitionText(place, given, name),
    // The partition alone is all of it, whatever each model's sort keys begin with.
    range: narrowed ? rangeOf(place, given, name) : { type: "all" },
  };
}
