import type { Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { VersionConflictError } from "../errors/conflict-errors.js";
import {
  AmbiguousWriteError,
  ConditionFailedError,
  EntityTypeError,
} from "../errors/stored-errors.js";
import { Entity } from "../model/entity.js";
import type { Condition } from "../model/entity-types.js";
import { storable } from "../model/timestamps.js";
import { attempt } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type CallOptions, now, type Program } from "./effect.js";
import { isConditionFailure } from "./failure.js";
import { decodeIfPossible } from "./save-stamps.js";
import { writeAlone } from "./transact.js";
import { expectedVersion, isConflict, isSameLife, versionCondition } from "./version.js";
import { conditionOf, uniqueStep, type WritePlan } from "./write-plan.js";

export interface DeleteOptions<Model> extends CallOptions {
  /** Must hold for the stored item. */
  readonly where?: Condition<Model> | undefined;
}

/** Plans the deletion of the item of a key. @throws KeyError, ArgumentError */
export function planDelete<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: DeleteOptions<Model> | undefined,
  read?: (stored: Item | undefined) => void,
): WritePlan {
  const { mapper } = context;
  const { name, table } = mapper.definition;
  const storedKey = mapper.key(key);
  const builder = new ExpressionBuilder(mapper.codec);
  const where = builder.condition(options?.where);
  const expected = expectedVersion(mapper, key);
  const version = versionCondition(mapper, builder, expected);
  const type = builder.name(table.attributes.type);
  const own = `${type} = ${builder.value({ S: name })}`;
  const absentOrOwn = (): string =>
    `(attribute_not_exists(${builder.name(table.keys.pk)}) OR ${own})`;
  return {
    kind: "Delete",
    operation: "delete",
    model: name,
    key: storedKey,
    input: {
      TableName: context.tableName(),
      Key: mapper.keyItem(storedKey),
      ...conditionOf(where || version ? [own, version, where && `(${where})`] : [absentOrOwn()]),
      ...builder.placeholders(),
    },
    refusal(stored) {
      const found = stored && mapper.typeOf(stored);
      if (stored !== undefined && found !== name) return new EntityTypeError(name, found);
      if (isConflict(mapper, expected, stored, where)) {
        const found = decodeIfPossible(context, stored);
        return new VersionConflictError(name, "delete", expected.version, found);
      }
      if (!where && stored === undefined) return new EntityTypeError(name, found);
      return new ConditionFailedError(name, "delete", decodeIfPossible(context, stored));
    },
    ...uniqueStep(mapper.definition, (stored) => {
      read?.(stored);
      return undefined;
    }),
    done: () => undefined,
  };
}

/**
 * Deletes the item of a key and gives the entity that was stored, or `undefined`. An item of
 * another model under the key is left alone.
 * @throws ConditionFailedError, EntityTypeError, VersionConflictError; AmbiguousWriteError
 */
export function* deleteOne<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: DeleteOptions<Model> | undefined,
): Program<Model | undefined> {
  const { mapper } = context;
  if (mapper.definition.unique.length > 0) {
    let found: Item | undefined;
    const keep = (stored: Item | undefined): void => {
      found = stored;
    };
    yield* writeAlone(() => planDelete(context, key, options, keep), options);
    return found && mapper.decode(found);
  }
  const plan = planDelete(context, key, options);
  const time = storable(new Date(yield* now()), mapper.definition.table.timestamps);
  const { reply, error, replayed } = yield* attempt(
    { operation: "DeleteItem", input: { ...plan.input, ReturnValues: "ALL_OLD" } },
    boundsOf(options),
  );
  if (reply !== undefined) {
    const item = reply.Attributes as Item | undefined; // DeleteItem's documented reply
    return item && mapper.decode(item);
  }
  if (!isConditionFailure(error)) throw error;
  const stored = error.item as Item | undefined; // DynamoDB JSON, as the transport says
  const refusal = plan.refusal(stored);
  const inDoubt = replayed && (stored === undefined || mayHaveDeleted(mapper, key, stored, time));
  if (inDoubt && !(refusal instanceof EntityTypeError)) {
    throw new AmbiguousWriteError(plan.model, "delete", { cause: error });
  }
  throw refusal;
}

/** Whether a versioned entity may have been deleted, and its item made anew since. */
function mayHaveDeleted<Model>(
  mapper: EntityMapper<Model>,
  key: unknown,
  stored: Item,
  time: Date,
): boolean {
  if (!(key instanceof Entity) || expectedVersion(mapper, key) === undefined) return false;
  return !isSameLife(key.createdAt, mapper.stampsOf(stored).createdAt, time);
}
