import type { AttributeValue, Item } from "../codec/attribute-value.js";
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

/** The condition that nobody has written an item since it was read. */
export function unchanged<Model>(
  { definition: { table } }: EntityMapper<Model>,
  builder: ExpressionBuilder,
  item: Item,
): string {
  const { type, updatedAt, schema, version, write } = table.attributes;
  return [table.keys.pk, type, updatedAt, schema, version, write]
    .map((name) => is(builder, name, item[name]))
    .join(" AND ");
}

function is(builder: ExpressionBuilder, name: string, value: AttributeValue | undefined): string {
  return value === undefined
    ? `attribute_not_exists(${builder.name(name)})`
    : `${builder.name(name)} = ${builder.value(value)}`;
}
