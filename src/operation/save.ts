import type { Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { sameItem } from "../codec/same-item.js";
import { VersionConflictError } from "../errors/conflict-errors.js";
import { ArgumentError } from "../errors/errors.js";
import {
  AlreadyExistsError,
  AmbiguousWriteError,
  ConditionFailedError,
} from "../errors/stored-errors.js";
import type { ServiceError } from "../errors/transport-errors.js";
import { Entity, type Stamps } from "../model/entity.js";
import type { Condition } from "../model/entity-types.js";
import { storable } from "../model/timestamps.js";
import { attempt, request } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { type Bounds, boundsOf, type CallOptions, now, type Program } from "./effect.js";
import { isConditionFailure } from "./failure.js";
import { mayHaveStored } from "./lost-reply.js";
import { isConflict, nextVersion, versionCondition } from "./version.js";
import { conditionOf, type WritePlan } from "./write-plan.js";

export interface SaveOptions<Model> extends CallOptions {
  /** `put` (the default) replaces what is stored; `create` refuses an existing item. */
  readonly mode?: "put" | "create" | undefined;
  /** Must hold for the stored item. */
  readonly where?: Condition<Model> | undefined;
}

/** A save that has not been sent. */
interface SavePlan extends WritePlan {
  readonly item: Item;
  readonly mode: "put" | "create";
}

/**
 * Plans the put of an entity.
 * @throws ArgumentError, KeyError, EncodeError, ItemTooLargeError
 */
export function* planSave<Model>(
  context: OperationContext<Model>,
  entity: Model,
  options: SaveOptions<Model> | undefined,
): Program<SavePlan> {
  const { mapper } = context;
  const { definition } = mapper;
  const mode = options?.mode ?? "put";
  if (mode !== "put" && mode !== "create") {
    throw new ArgumentError(`save: mode is "put" or "create", not ${JSON.stringify(mode)}.`);
  }
  const version = yield* nextVersion(mapper, entity);
  const stamps = { ...newStamps(mapper, entity, yield* now()), ...version };
  const expected = version.version === undefined ? undefined : version.version - 1;
  const item = mapper.encode(entity, stamps);
  const builder = new ExpressionBuilder(mapper.codec);
  const where = builder.condition(options?.where);
  const absent =
    mode === "create" && `attribute_not_exists(${builder.name(definition.table.keys.pk)})`;
  const condition = conditionOf([
    absent || versionCondition(mapper, builder, expected),
    where && `(${where})`,
  ]);
  return {
    kind: "Put",
    operation: mode === "create" ? "create" : "save",
    model: definition.name,
    key: mapper.storedKey(item),
    item,
    mode,
    input: {
      TableName: context.tableName(),
      Item: item,
      ...condition,
      ...builder.placeholders(),
    },
    refusal(stored) {
      const entityStored = decodeIfPossible(context, stored);
      if (mode === "create") return new AlreadyExistsError(definition.name, entityStored);
      return isConflict(mapper, expected, stored, where)
        ? new VersionConflictError(definition.name, "save", expected, entityStored)
        : new ConditionFailedError(definition.name, "save", entityStored);
    },
    // `encode` accepts entities only.
    done: () => Entity.stamp(entity as unknown as Entity, stamps),
  };
}

/**
 * Stores an entity whole, stamps it and returns it.
 * @throws AlreadyExistsError (mode `create`), ConditionFailedError (`where`), VersionConflictError
 *   (versioned models), AmbiguousWriteError when a reply was lost for good, and before any
 *   request KeyError, EncodeError, ItemTooLargeError.
 */
export function* save<Model>(
  context: OperationContext<Model>,
  entity: Model,
  options: SaveOptions<Model> | undefined,
): Program<Model> {
  const plan = yield* planSave(context, entity, options);
  const { input, item, mode } = plan;
  const bounds = boundsOf(options);
  const { reply, error, replayed } = yield* attempt({ operation: "PutItem", input }, bounds);
  if (reply === undefined) {
    if (!isConditionFailure(error)) throw error;
    const stored = yield* storedItem(context, error, item, replayed, bounds);
    // After a lost reply, what refuses this write may be this write.
    const own = replayed && stored !== undefined && sameItem(stored, item);
    if (!own) {
      const { definition } = context.mapper;
      const inDoubt = replayed && mayHaveStored(definition, item, stored, mode);
      if (!inDoubt) throw plan.refusal(stored);
      throw new AmbiguousWriteError(definition.name, plan.operation, { cause: error });
    }
  }
  plan.done();
  return entity;
}

/** The timestamps of a write at `time`: one instant for both, unless the entity was stored before. */
export function newStamps<Model>(mapper: EntityMapper<Model>, entity: Model, time: number): Stamps {
  const format = mapper.definition.table.timestamps;
  const updatedAt = storable(new Date(time), format);
  const createdAt = entity instanceof Entity ? entity.createdAt : undefined;
  return { createdAt: createdAt ? storable(createdAt, format) : updatedAt, updatedAt };
}

/** What is stored: as the refusal says, or, after a lost reply, by a read of our own. */
function* storedItem<Model>(
  context: OperationContext<Model>,
  error: ServiceError,
  item: Item,
  replayed: boolean,
  bounds: Bounds,
): Program<Item | undefined> {
  if (error.item !== undefined) return error.item as Item; // DynamoDB JSON, as the transport says
  if (!replayed) return undefined;
  const { keys } = context.mapper.definition.table;
  const input = {
    TableName: context.tableName(),
    Key: { [keys.pk]: item[keys.pk], [keys.sk]: item[keys.sk] },
    ConsistentRead: true,
  };
  const reply = yield* request("GetItem", input, bounds);
  return reply.Item as Item | undefined; // GetItem's documented reply
}

/** The entity of a refusal's item; what does not fit the model is left out of the error. */
export function decodeIfPossible<Model>(
  context: OperationContext<Model>,
  item: Item | undefined,
): Model | undefined {
  try {
    return item && context.mapper.decode(item);
  } catch {
    return undefined;
  }
}
