import { ExpressionBuilder } from "../codec/expression.js";
import { ArgumentError } from "../errors/errors.js";
import type { Condition } from "../model/entity-types.js";
import type { OperationContext } from "./context.js";
import { type ListOptions, type ListPlan, listPlan } from "./list-plan.js";
import { itemReader, projection, replyReader } from "./read-item.js";

export interface ScanOptions<Model, Name extends string = never> extends ListOptions<Name> {
  /** Keeps only items for which this holds; items left out are read and charged all the same. */
  readonly where?: Condition<Model> | undefined;
  /** Parts that the table is read in, side by side: 1 (the default) to 1,000,000. */
  readonly segments?: number | undefined;
  /** Segments read at a time, 1 to 1,000: all, up to 8, when left out. */
  readonly concurrency?: number | undefined;
}

/** DynamoDB's limit on TotalSegments. */
export const MAX_SEGMENTS = 1_000_000;

const DEFAULT_CONCURRENCY = 8;

/**
 * Plans a scan: the whole table is read and charged, this model's items are given.
 * @throws ArgumentError
 */
export function planScan<Model>(
  context: OperationContext<Model>,
  options: (ScanOptions<Model> | ScanOptions<Model, string>) | undefined,
): ListPlan<Model> {
  const { mapper } = context;
  const { name, table } = mapper.definition;
  const caller = `${name}.scan`;
  const builder = new ExpressionBuilder(mapper.codec);
  const where = builder.condition(options?.where);
  const type = `${builder.name(table.attributes.type)} = ${builder.value({ S: name })}`;
  const segments = checkCount(options?.segments ?? 1, MAX_SEGMENTS, `${caller}: segments`);
  const usual = Math.min(segments, DEFAULT_CONCURRENCY);
  const particulars = {
    operation: "Scan" as const,
    caller,
    table,
    tableName: context.tableName(),
    index: undefined,
    names: table.keys,
    keyCondition: undefined,
    filters: where ? [type, `(${where})`] : [type],
    builder,
    projection: projection(mapper, options?.select),
    descending: false,
    empty: false,
    filtered: true,
    segments,
    concurrency: checkCount(options?.concurrency ?? usual, 1_000, `${caller}: concurrency`),
    readReply: replyReader(mapper, options),
    read: itemReader(mapper, options),
  };
  return listPlan(particulars, options);
}

/** @throws ArgumentError unless it is a whole number from 1 to `most` */
export function checkCount(count: number, most: number, what: string): number {
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new ArgumentError(
    `${what} is a whole number from 1 to ${most.toLocaleString("en")}, not ${String(count)}.`,
  );
}
