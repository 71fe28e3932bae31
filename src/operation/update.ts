import type { Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { VersionConflictError } from "../errors/conflict-errors.js";
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
import { getOrThrow } from "./get.js";
import { randomText } from "./random-text.js";
import { decodeIfPossible, newStamps } from "./save.js";
import { writeAlone } from "./transact.js";
import { addChanges, addIndexKey, type Clauses, updateExpression } from "./update-clauses.js";
import { expectedVersion, isConflict, versionCondition } from "./version.js";
import { conditionOf, type WritePlan } from "./write-plan.js";

export interface UpdateOptions<Model> extends CallOptions {
  /** Must hold for the stored item. */
  readonly where?: Condition<Model> | undefined;
  /**
   * Carried out once even where a reply is lost, so that counters are exact: as a transaction of its
   * own, which takes twice the write units and a read.
   */
  readonly exact?: boolean | undefined;
}

/** An update that has not been sent. */
interface UpdatePlan extends WritePlan {
  /** Whether it would count twice if it were sent twice. */
  readonly counts: boolean;
  /** The version that it has to meet, and what names this write, for versioned models. */
  readonly expected: number | undefined;
  readonly write: string | undefined;
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
  const expected = expectedVersion(mapper, key);
  const write = yield* setVersion(mapper, builder, clauses, expected);
  const where = builder.condition(options?.where);
  const version = versionCondition(mapper, builder, expected);
  const conditions = [
    ...(version ? [version] : []),
    ...clauses.conditions,
    ...(where ? [`(${where})`] : []),
  ];
  const own = `${builder.name(table.attributes.type)} = ${builder.value({ S: name })}`;
  return {
    kind: "Update",
    operation: "update",
    model: name,
    key: storedKey,
    counts: counts && expected === undefined,
    expected,
    write,
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
      const entity = decodeIfPossible(context, stored);
      return isConflict(mapper, expected, stored, where)
        ? new VersionConflictError(name, "update", expected, entity)
        : new ConditionFailedError(name, "update", entity);
    },
    done: () => undefined,
  };
}

/**
 * Changes attributes of a stored item and gives the entity as it is stored now. Never makes an
 * item. The key of every index that the changes touch is computed anew.
 * @throws NotFoundError, ConditionFailedError, IndexKeyError, EntityTypeError, VersionConflictError,
 *   AmbiguousWriteError
 */
export function* update<Model>(
  context: OperationContext<Model>,
  key: unknown,
  changes: Readonly<Record<string, unknown>>,
  options: UpdateOptions<Model> | undefined,
): Program<Model> {
  if (options?.exact) {
    yield* writeAlone(() => planUpdate(context, key, changes, options), options);
    return yield* getOrThrow(context, key, { ...options, consistent: true, expired: true });
  }
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
  const stored = error.item as Item | undefined; // DynamoDB JSON, as the transport says
  // After a lost reply, what refuses this write may be this write.
  if (replayed && isOwn(context.mapper, plan, stored)) return context.mapper.decode(stored);
  if (replayed && isInDoubt(context.mapper, plan, stored)) {
    throw new AmbiguousWriteError(model, "update", { cause: error });
  }
  throw plan.refusal(stored);
}

/** Counts the version, known or not, and names the write. Answers that name. */
function* setVersion<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  clauses: Clauses,
  expected: number | undefined,
): Program<string | undefined> {
  const { table, versioned } = mapper.definition;
  if (!versioned) return undefined;
  const version = builder.name(table.attributes.version);
  const next =
    expected === undefined
      ? `if_not_exists(${version}, ${builder.value({ N: "0" })}) + ${builder.value({ N: "1" })}`
      : builder.value({ N: String(expected + 1) });
  const write = yield* randomText();
  const name = builder.name(table.attributes.write);
  clauses.set.push(`${version} = ${next}`, `${name} = ${builder.value({ S: write })}`);
  return write;
}

function isOwn<Model>(
  mapper: EntityMapper<Model>,
  { write }: UpdatePlan,
  stored: Item | undefined,
): stored is Item {
  const name = stored?.[mapper.definition.table.attributes.write];
  return write !== undefined && name !== undefined && "S" in name && name.S === write;
}

/** Whether an attempt whose reply was lost may have been carried out, and others have written since. */
function isInDoubt<Model>(
  mapper: EntityMapper<Model>,
  plan: UpdatePlan,
  stored: Item | undefined,
): boolean {
  const { expected } = plan;
  if (stored === undefined) return expected !== undefined;
  if (mapper.typeOf(stored) !== plan.model) return false;
  // The next version is stored and another one's, so this write was not carried out.
  if (expected !== undefined && expected > 0 && mapper.versionOf(stored) === expected + 1) {
    return false;
  }
  return !(plan.refusal(stored) instanceof EntityTypeError);
}
