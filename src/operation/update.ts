import type { Item } from "../codec/attribute-value.js";
import { ExpressionBuilder } from "../codec/expression.js";
import {
  AmbiguousWriteError,
  ConditionFailedError,
  EntityTypeError,
  NotFoundError,
} from "../errors/stored-errors.js";
import type { Condition } from "../model/entity-types.js";
import { attempt } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type CallOptions, now, type Program } from "./effect.js";
import { isAmbiguous, isConditionFailure } from "./failure.js";
import { decodeIfPossible, newStamps } from "./save.js";
import { addChanges, addIndexKey, type Clauses, updateExpression } from "./update-clauses.js";

export interface UpdateOptions<Model> extends CallOptions {
  /** Must hold for the stored item. */
  readonly where?: Condition<Model> | undefined;
}

/**
 * Changes attributes of a stored item and gives the entity as it is stored now. Never makes an
 * item. The key of every index that the changes touch is computed anew.
 * @throws NotFoundError, ConditionFailedError, IndexKeyError, EntityTypeError, AmbiguousWriteError
 */
export function* update<Model>(
  context: OperationContext<Model>,
  key: unknown,
  changes: Readonly<Record<string, unknown>>,
  options: UpdateOptions<Model> | undefined,
): Program<Model> {
  const { mapper } = context;
  const { name, table } = mapper.definition;
  const storedKey = mapper.key(key);
  const builder = new ExpressionBuilder(mapper.codec);
  const clauses: Clauses = { set: [], remove: [], add: [], conditions: [] };
  const counts = addChanges(mapper, builder, clauses, changes);
  for (const index of mapper.definition.indexes) {
    addIndexKey(mapper, builder, clauses, index, { key: key as object, changes }); // `mapper.key` has checked it
  }
  const { updatedAt } = newStamps(mapper, undefined as Model, yield* now()); // no entity: it is stored already
  if (updatedAt !== undefined) {
    const stamp = builder.value(mapper.encodeTimestamp(updatedAt, table.attributes.updatedAt));
    clauses.set.push(`${builder.name(table.attributes.updatedAt)} = ${stamp}`);
  }
  const where = builder.condition(options?.where);
  const conditions = [...clauses.conditions, ...(where ? [`(${where})`] : [])];
  const own = `${builder.name(table.attributes.type)} = ${builder.value({ S: name })}`;
  const input = {
    TableName: context.tableName(),
    Key: mapper.keyItem(storedKey),
    UpdateExpression: updateExpression(clauses),
    ConditionExpression: [own, ...conditions].join(" AND "),
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    ...builder.placeholders(),
  };
  const request = { operation: "UpdateItem", input };
  const { reply, error, replayed } = yield* attempt(request, boundsOf(options), !counts);
  // UpdateItem's documented reply with ReturnValues ALL_NEW
  if (reply !== undefined) return mapper.decode(reply.Attributes as Item);
  if (counts && isAmbiguous(error)) throw new AmbiguousWriteError(name, "update", { cause: error });
  if (!isConditionFailure(error)) throw error;
  const stored = error.item as Item | undefined; // DynamoDB JSON, as the transport says
  if (stored === undefined) throw new NotFoundError(name, key);
  mapper.checkType(stored);
  if (replayed) throw new AmbiguousWriteError(name, "update", { cause: error });
  if (conditions.length === 0) throw new EntityTypeError(name, undefined);
  throw new ConditionFailedError(name, "update", decodeIfPossible(context, stored));
}
