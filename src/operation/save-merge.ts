import type { Item } from "../codec/attribute-value.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { VersionConflictError } from "../errors/conflict-errors.js";
import {
  AmbiguousWriteError,
  ConditionFailedError,
  EntityTypeError,
} from "../errors/stored-errors.js";
import { Entity, type Stamps } from "../model/entity.js";
import type { Condition } from "../model/entity-types.js";
import { attempt } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { type Bounds, now, type Program } from "./effect.js";
import { isConditionFailure } from "./failure.js";
import { decodeIfPossible, newStamps } from "./save-stamps.js";
import { UpdateClauses } from "./update-clauses.js";
import { heldVersion, isConflict, nextVersion, versionCondition } from "./version.js";
import { conditionOf, uniqueStep, type WritePlan } from "./write-plan.js";

/** A merge that has not been sent. */
interface MergePlan extends WritePlan {
  /** Takes up what is stored now: when the item was first stored is known only then. */
  stored(item: Item): void;
  /** Whether the stored item is what this write has made. */
  isOwn(stored: Item | undefined): boolean;
}

/**
 * Plans a save that keeps what it does not know: attributes of other schemas, and `createdAt`.
 * @throws KeyError, EncodeError, ItemTooLargeError
 */
export function* planMerge<Model>(
  context: OperationContext<Model>,
  entity: Model,
  where: Condition<Model> | undefined,
): Program<MergePlan> {
  const { mapper } = context;
  mapper.beforeSave(entity);
  const version = yield* nextVersion(mapper, entity);
  return mergePlan(context, entity, where, {
    ...newStamps(mapper, entity, yield* now()),
    ...version,
  });
}

/** The plan of a merge with these stamps. @throws KeyError, EncodeError, ItemTooLargeError */
export function mergePlan<Model>(
  context: OperationContext<Model>,
  entity: Model,
  where: Condition<Model> | undefined,
  stamps: Stamps,
): MergePlan {
  const { mapper } = context;
  const { name, table } = mapper.definition;
  const expected = heldVersion(mapper, entity);
  const { [table.keys.pk]: pk, [table.keys.sk]: sk, ...item } = mapper.encode(entity, stamps);
  const builder = new ExpressionBuilder(mapper.codec);
  const clauses = new UpdateClauses(builder);
  const known = new Set([...Object.keys(item), ...mapper.storedNames()]);
  for (const attribute of known) {
    const value = item[attribute];
    const target = clauses.attribute(attribute);
    if (value === undefined) clauses.remove(target);
    else
      clauses.add(attribute === table.attributes.createdAt ? "setIfMissing" : "set", target, value);
  }
  const type = builder.name(table.attributes.type);
  const own = `(attribute_not_exists(${builder.name(table.keys.pk)}) OR ${type} = ${builder.value({ S: name })})`;
  const asked = builder.condition(where);
  const versionIs = versionCondition(mapper, builder, expected);
  const key = { [table.keys.pk]: pk, [table.keys.sk]: sk } as Item; // `encode` gives every item its key
  const stamp = (createdAt: Date | undefined): void =>
    // `encode` accepts entities only.
    Entity.stamp(entity as unknown as Entity, { ...stamps, createdAt });
  return {
    kind: "Update",
    operation: "save",
    model: name,
    key: mapper.storedKey(key),
    input: {
      TableName: context.tableName(),
      Key: key,
      UpdateExpression: clauses.expression(),
      ...conditionOf([own, versionIs, asked && `(${asked})`]),
      ...builder.placeholders(),
    },
    refusal(stored) {
      const found = stored && mapper.typeOf(stored);
      if (stored !== undefined && found !== name) return new EntityTypeError(name, found);
      const entityStored = decodeIfPossible(context, stored);
      return isConflict(mapper, expected, stored, asked)
        ? new VersionConflictError(name, "save", expected.version, entityStored)
        : new ConditionFailedError(name, "save", entityStored);
    },
    ...uniqueStep(mapper.definition, () => item),
    // In a transaction nothing tells when the item was first stored, unless the entity knows it.
    done: () => stamp(entity instanceof Entity ? entity.createdAt : undefined),
    stored: (stored) => stamp(mapper.stampsOf(stored).createdAt),
    isOwn: (stored) =>
      stamps.write !== undefined &&
      JSON.stringify(stored?.[table.attributes.write]) === JSON.stringify({ S: stamps.write }),
  };
}

/**
 * Stores an entity and keeps the stored item's `createdAt` and the attributes that the model does
 * not know; stamps it as it is stored and returns it.
 * @throws ConditionFailedError (`where`), VersionConflictError, EntityTypeError, AmbiguousWriteError
 */
export function* saveMerged<Model>(
  context: OperationContext<Model>,
  entity: Model,
  where: Condition<Model> | undefined,
  bounds: Bounds,
): Program<Model> {
  const plan = yield* planMerge(context, entity, where);
  const input = { ...plan.input, ReturnValues: "ALL_NEW" };
  const { reply, error, replayed } = yield* attempt({ operation: "UpdateItem", input }, bounds);
  if (reply !== undefined) {
    plan.stored((reply.Attributes ?? {}) as Item); // UpdateItem's documented reply
    return entity;
  }
  if (!isConditionFailure(error)) throw error;
  const stored = error.item as Item | undefined; // DynamoDB JSON, as the transport says
  // After a lost reply, what refuses this write may be this write.
  if (replayed && stored !== undefined && plan.isOwn(stored)) {
    plan.stored(stored);
    return entity;
  }
  if (!replayed) throw plan.refusal(stored);
  throw new AmbiguousWriteError(plan.model, plan.operation, { cause: error });
}
