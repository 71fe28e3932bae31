import { type AttributeValue, getOwn, type Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { upgradedItem } from "../codec/upgraded-item.js";
import { attempt } from "./attempt.js";
import type { OperationContext } from "./context.js";
import type { Bounds, Program } from "./effect.js";
import { isConditionFailure } from "./failure.js";

/**
 * Writes an item of an older schema back as the model has it now, with its timestamps and what the
 * model does not know. False when the item has changed since it was read.
 * @throws DecodeError, EncodeError, ItemTooLargeError
 */
export function* writeUpgrade<Model>(
  context: OperationContext<Model>,
  item: Item,
  bounds: Bounds,
): Program<boolean> {
  const { mapper } = context;
  const builder = new ExpressionBuilder(mapper.codec);
  const input = {
    TableName: context.tableName(),
    Item: upgradedItem(mapper, item),
    ConditionExpression: unchanged(mapper, builder, item),
    ...builder.placeholders(),
  };
  const { reply, error } = yield* attempt({ operation: "PutItem", input }, bounds);
  if (reply !== undefined) return true;
  if (isConditionFailure(error)) return false;
  throw error;
}

/**
 * An expression has 300 operators at most ("Expression parameters" in DynamoDB's quotas): two for
 * each attribute that is compared.
 */
const MAX_COMPARED = 140;

/**
 * The condition that every attribute of an item is still what was read: of the first 140, those
 * that the table stores itself among them. Stamps alone would not tell: two writes can be in one
 * millisecond, and what writes without this library sets none.
 */
export function unchanged<Model>(
  { definition: { table } }: EntityMapper<Model>,
  builder: ExpressionBuilder,
  item: Item,
): string {
  const { type, updatedAt, schema, version, write } = table.attributes;
  const own = [table.keys.pk, type, updatedAt, schema, version, write];
  return [...new Set([...own, ...Object.keys(item)])]
    .slice(0, MAX_COMPARED)
    .map((name) => is(builder, name, getOwn(item, name)))
    .join(" AND ");
}

function is(builder: ExpressionBuilder, name: string, value: AttributeValue | undefined): string {
  return value === undefined
    ? `attribute_not_exists(${builder.name(name)})`
    : `${builder.name(name)} = ${builder.value(value)}`;
}
