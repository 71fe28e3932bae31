import type { ExpressionBuilder } from "../codec/expression.js";
import type { ModelDefinition } from "../model/definition.js";
import { epochSeconds } from "./read-item.js";

/** Nothing is stored under the key, or only what has expired at `time` and reads do not show. */
export function absentCondition(
  { table }: ModelDefinition,
  builder: ExpressionBuilder,
  time: number,
): string {
  const absent = `attribute_not_exists(${builder.name(table.keys.pk)})`;
  return table.ttl === undefined ? absent : `(${absent} OR ${expired(table.ttl, builder, time)})`;
}

/** What is stored has not expired at `time`; nothing to ask of tables without a ttl attribute. */
export function livingCondition(
  { table }: ModelDefinition,
  builder: ExpressionBuilder,
  time: number,
): string | undefined {
  return table.ttl === undefined ? undefined : `NOT (${expired(table.ttl, builder, time)})`;
}

/**
 * Keeps a put from replacing another model's item. Templates that could collide are refused where
 * they are declared; keys that a class computes are known only now. It costs no capacity.
 */
export function ownCondition(
  { name, table, key }: ModelDefinition,
  builder: ExpressionBuilder,
): string | undefined {
  if (key !== undefined) return undefined;
  const type = `${builder.name(table.attributes.type)} = ${builder.value({ S: name })}`;
  return `(attribute_not_exists(${builder.name(table.keys.pk)}) OR ${type})`;
}

function expired(ttl: string, builder: ExpressionBuilder, time: number): string {
  return `${builder.name(ttl)} <= ${builder.value({ N: String(epochSeconds(time)) })}`;
}
