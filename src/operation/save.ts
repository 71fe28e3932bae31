import type { Item } from "../codec/attribute-value.js";
import type { EncodedItem } from "../codec/encoded-item.js";
import type { StoredKey } from "../codec/entity-mapper.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { writeJson } from "../codec/json-sink.js";
import { sameItem } from "../codec/same-item.js";
import { VersionConflictError } from "../errors/conflict-errors.js";
import { ArgumentError } from "../errors/errors.js";
import type { MonotableError } from "../errors/monotable-error.js";
import {
  AlreadyExistsError,
  AmbiguousWriteError,
  ConditionFailedError,
  EntityTypeError,
} from "../errors/stored-errors.js";
import type { ServiceError } from "../errors/transport-errors.js";
import type { ModelDefinition } from "../model/definition.js";
import { Entity } from "../model/entity.js";
import type { Condition } from "../model/entity-types.js";
import { TextRequest, type TransportRequest } from "../transport/transport.js";
import { attempt, request } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { type Bounds, boundsOf, type CallOptions, now, type Program } from "./effect.js";
import { isConditionFailure } from "./failure.js";
import { mayHaveStored } from "./lost-reply.js";
import { planMerge, saveMerged } from "./save-merge.js";
import { decodeIfPossible, newStamps } from "./save-stamps.js";
import { absentCondition, ownCondition } from "./stored-state.js";
import { writeAlone } from "./transact.js";
import { heldVersion, isConflict, nextVersion, versionCondition } from "./version.js";
import { conditionOf, type UniqueStep, uniqueStep, type WritePlan } from "./write-plan.js";

export interface CreateOptions<Model> extends CallOptions {
  /** Must hold for the stored item. */
  readonly where?: Condition<Model> | undefined;
}

export interface SaveOptions<Model> extends CreateOptions<Model> {
  /**
   * `put` (the default) replaces what is stored; `create` refuses an existing item; `merge` keeps
   * the stored `createdAt` and attributes that the model does not know.
   */
  readonly mode?: "put" | "create" | "merge" | undefined;
}

/**
 * A put that has not been sent. A class, because each object literal with a getter would be a
 * hidden class of its own.
 */
class PutPlan implements WritePlan {
  readonly kind = "Put";
  readonly operation: "create" | "save";
  readonly model: string;
  readonly key: StoredKey;
  readonly unique: UniqueStep | undefined;

  constructor(
    definition: ModelDefinition,
    readonly mode: "put" | "create",
    readonly encoded: EncodedItem,
    readonly call: TransportRequest,
    readonly refusal: WritePlan["refusal"],
    readonly done: WritePlan["done"],
  ) {
    this.operation = mode === "create" ? "create" : "save";
    this.model = definition.name;
    this.key = encoded.key;
    this.unique = uniqueStep(definition, () => encoded.item).unique;
  }

  get input(): WritePlan["input"] {
    return this.call.input as WritePlan["input"]; // as `planPut` writes it
  }
}

/**
 * Plans the save of an entity.
 * @throws ArgumentError, KeyError, EncodeError, ItemTooLargeError
 */
export function* planSave<Model>(
  context: OperationContext<Model>,
  entity: Model,
  options: SaveOptions<Model> | undefined,
): Program<WritePlan> {
  const mode = modeOf(options);
  return mode === "merge"
    ? yield* planMerge(context, entity, options?.where)
    : yield* planPut(context, entity, mode, options?.where);
}

function* planPut<Model>(
  context: OperationContext<Model>,
  entity: Model,
  mode: "put" | "create",
  asked: Condition<Model> | undefined,
): Program<PutPlan> {
  const { mapper } = context;
  const { definition } = mapper;
  mapper.beforeSave(entity);
  const version = yield* nextVersion(mapper, entity);
  const time = yield* now();
  const stamps = { ...newStamps(mapper, entity, time), ...version };
  const expected = heldVersion(mapper, entity);
  const encoded = mapper.encoded(entity, stamps);
  const builder = new ExpressionBuilder(mapper.codec);
  const where = builder.condition(asked);
  const own =
    mode === "create"
      ? absentCondition(definition, builder, time)
      : (versionCondition(mapper, builder, expected) ?? ownCondition(definition, builder));
  const rest = JSON.stringify({
    TableName: context.tableName(),
    ...conditionOf([own, where && `(${where})`]),
    ...builder.placeholders(),
  });
  const call = new TextRequest(
    "PutItem",
    writeJson((sink) => {
      sink.raw('{"Item":');
      sink.bytes(encoded.json);
      sink.raw(`,${rest.slice(1)}`);
    }),
  );
  const refusal = (stored: Item | undefined): MonotableError => {
    const entityStored = decodeIfPossible(context, stored);
    if (mode === "create") return new AlreadyExistsError(definition.name, entityStored);
    const found = stored && mapper.typeOf(stored);
    if (definition.key === undefined && stored !== undefined && found !== definition.name) {
      return new EntityTypeError(definition.name, found);
    }
    return isConflict(mapper, expected, stored, where)
      ? new VersionConflictError(definition.name, "save", expected.version, entityStored)
      : new ConditionFailedError(definition.name, "save", entityStored);
  };
  // `encoded` accepts entities only.
  const done = (): void => Entity.stamp(entity as unknown as Entity, stamps);
  return new PutPlan(definition, mode, encoded, call, refusal, done);
}

/**
 * Stores an entity whole, stamps it and returns it.
 * @throws AlreadyExistsError (mode `create`), UniqueConstraintError, ConditionFailedError (`where`), VersionConflictError
 *   (versioned models), AmbiguousWriteError when a reply was lost for good, and before any
 *   request KeyError, EncodeError, ItemTooLargeError.
 */
export function* save<Model>(
  context: OperationContext<Model>,
  entity: Model,
  options: SaveOptions<Model> | undefined,
): Program<Model> {
  const saveMode = modeOf(options);
  const bounds = boundsOf(options);
  if (context.mapper.definition.unique.length > 0) {
    yield* writeAlone(() => planSave(context, entity, options), options);
    return entity;
  }
  if (saveMode === "merge") return yield* saveMerged(context, entity, options?.where, bounds);
  const plan = yield* planPut(context, entity, saveMode, options?.where);
  const { reply, error, replayed } = yield* attempt(plan.call, bounds);
  if (reply === undefined) {
    if (!isConditionFailure(error)) throw error;
    const { mode } = plan;
    const { item } = plan.encoded;
    const stored = yield* storedItem(context, error, item, replayed, bounds);
    // After a lost reply, what refuses this write may be this write.
    const own = replayed && stored !== undefined && sameItem(stored, item);
    if (!own) {
      const { definition } = context.mapper;
      const refusal = plan.refusal(stored);
      // The version that was expected is still stored, so this write is not.
      const isUntouched = definition.versioned && refusal instanceof ConditionFailedError;
      const inDoubt = replayed && !isUntouched && mayHaveStored(definition, item, stored, mode);
      if (!inDoubt) throw refusal;
      throw new AmbiguousWriteError(definition.name, plan.operation, { cause: error });
    }
  }
  plan.done();
  return entity;
}

function modeOf(options: SaveOptions<never> | undefined): "put" | "create" | "merge" {
  const mode: unknown = options?.mode ?? "put";
  if (mode === "put" || mode === "create" || mode === "merge") return mode;
  throw new ArgumentError(`save: mode is "put", "create" or "merge", not ${JSON.stringify(mode)}.`);
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
