import type { Item } from "../codec/attribute-value.js";
import { ExpressionBuilder } from "../codec/expression.js";
import {
  AmbiguousWriteError,
  ConditionFailedError,
  EntityTypeError,
} from "../errors/stored-errors.js";
import type { Condition } from "../model/entity-types.js";
import { attempt } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type CallOptions, type Program } from "./effect.js";
import { isConditionFailure } from "./failure.js";
import { decodeIfPossible } from "./save.js";

export interface DeleteOptions<Model> extends CallOptions {
  /** Must hold for the stored item. */
  readonly where?: Condition<Model> | undefined;
}

/**
 * Deletes the item of a key and gives the entity that was stored, or `undefined`. An item of
 * another model under the key is left alone.
 * @throws ConditionFailedError, EntityTypeError
 */
export function* deleteOne<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: DeleteOptions<Model> | undefined,
): Program<Model | undefined> {
  const { mapper } = context;
  const { name, table } = mapper.definition;
  const builder = new ExpressionBuilder(mapper.codec);
  const where = builder.condition(options?.where);
  const type = builder.name(table.attributes.type);
  const own = `${type} = ${builder.value({ S: name })}`;
  const absentOrOwn = (): string =>
    `attribute_not_exists(${builder.name(table.keys.pk)}) OR ${own}`;
  const input = {
    TableName: context.tableName(),
    Key: mapper.keyItem(mapper.key(key)),
    ReturnValues: "ALL_OLD",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    ConditionExpression: where ? `${own} AND (${where})` : absentOrOwn(),
    ...builder.placeholders(),
  };
  const { reply, error, replayed } = yield* attempt(
    { operation: "DeleteItem", input },
    boundsOf(options),
  );
  if (reply !== undefined) {
    const item = reply.Attributes as Item | undefined; // DeleteItem's documented reply
    return item && mapper.decode(item);
  }
  if (!isConditionFailure(error)) throw error;
  const stored = error.item as Item | undefined; // DynamoDB JSON, as the transport says
  if (stored !== undefined) mapper.checkType(stored);
  if (!where) throw new EntityTypeError(name, undefined);
  if (stored === undefined && replayed)
    throw new AmbiguousWriteError(name, "delete", { cause: error });
  throw new ConditionFailedError(name, "delete", decodeIfPossible(context, stored));
}
