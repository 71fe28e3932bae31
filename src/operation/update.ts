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
import { conditionOf, type WritePlan } from "./write-plan.js";

export interface UpdateOptions<Model> extends CallOptions {
  /** Must hold for the stored item. */
  readonly where?: Condition<Model> | undefined;
}

/** An update that has not been sent. */
interface UpdatePlan extends WritePlan {
  /** Whether it would count twice if it were sent twice. */
  readonly counts: boolean;
}

/**
 * Plans the change of a stored item.
 * @throws ArgumentError, KeyError, IndexKeyError, EncodeError
 */
export function* planUpdate<Model>(
  context: OperationContext<Model>,
  key: unknown,
  changes: Readonly<Record<string, unknown>>,
  options: UpdateOptions<Model> | undefined,
): Program<UpdatePlan> {
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
  return {
    kind: "Update",
    operation: "update",
    model: name,
    key: storedKey,
    counts,
    input: {
      TableName: context.tableName(),
      Key: mapper.keyItem(storedKey),
      UpdateExpression: updateExpression(clauses),
      ...conditionOf([own, ...conditions]),
      ...builder.placeholders(),
    },
    refusal(stored) {
      if (stored === undefined) return new NotFoundError(name, key);
      const found = mapper.typeOf(stored);
      if (found !== name || conditions.length === 0) return new EntityTypeError(name, found);
      return new ConditionFailedError(name, "update", decodeIfPossible(context, stored));
    },
    done: () => undefined,
  };
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
  const plan = yield* planUpdate(context, key, changes, options);
  const { counts, model } = plan;
  const request = { operation: "UpdateItem", input: { ...plan.input, ReturnValues: "ALL_NEW" } };
  const { reply, error, replayed } = yield* attempt(request, boundsOf(options), !counts);
  // UpdateItem's documented reply with ReturnValues ALL_NEW
  if (reply !== undefined) return context.mapper.decode(reply.Attributes as Item);
  if (counts && isAmbiguous(error)) {
    throw new AmbiguousWriteError(model, "update", { cause: error });
  }
  if (!isConditionFailure(error)) throw error;
  const refusal = plan.refusal(error.item as Item | undefined); // DynamoDB JSON, as the transport says
  if (replayed && refusal instanceof ConditionFailedError) {
    throw new AmbiguousWriteError(model, "update", { cause: error });
  }
  throw refusal;
}
