import { applyActions, type StoredPath, valueAtPath } from "../codec/apply-actions.js";
import { getOwn, type Item } from "../codec/attribute-value.js";
import { isDeepStrictEqual } from "../codec/deep-equal.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { ExpressionBuilder } from "../codec/expression.js";
import type { Place } from "../codec/place.js";
import { touchesMarkers } from "../codec/unique-marker.js";
import { currentSchema } from "../codec/upgrade-item.js";
import { VersionConflictError } from "../errors/conflict-errors.js";
import { ArgumentError } from "../errors/errors.js";
import { ConditionFailedError, EntityTypeError, NotFoundError } from "../errors/stored-errors.js";
import { templateAttributes } from "../model/definition.js";
import type { Condition } from "../model/entity-types.js";
import { request } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type CallOptions, now, type Program } from "./effect.js";
import { addIndexKey } from "./index-key-changes.js";
import { randomText } from "./random-text.js";
import { isExpired } from "./read-item.js";
import { decodeIfPossible, newStamps } from "./save-stamps.js";
import { livingCondition } from "./stored-state.js";
import { addChanges, canBeMade } from "./update-changes.js";
import { pathOf, UpdateClauses } from "./update-clauses.js";
import {
  type ExpectedVersion,
  expectedVersion,
  isConflict,
  isMissed,
  versionCondition,
} from "./version.js";
import { conditionOf, uniqueStep, type WritePlan } from "./write-plan.js";

/** Which entities an update gives: as stored now, as stored before, or both. */
export type Returning = "new" | "old" | "both";

export interface UpdateOptions<Model, Returned extends Returning = Returning> extends CallOptions {
  /** Must hold for the stored item. */
  readonly where?: Condition<Model> | undefined;
  /** The entity as it is stored now (`new`, when left out), as it was (`old`), or `both`. */
  readonly returning?: Returned | undefined;
  /**
   * Reads the item first, at half a read unit more per 4 KB, where an index key needs attributes
   * that were not given; the update then holds only for what was read, and is tried anew otherwise.
   */
  readonly read?: boolean | undefined;
  /**
   * What happens to a change inside of a map that is not stored: the map is made of it
   * (`create`, when left out; one more request when it is missing), or the update is refused.
   */
  readonly parents?: "create" | "refuse" | undefined;
  /**
   * Carried out once even where a reply is lost, so that counters are exact: as a transaction of its
   * own, which takes twice the write units and a read. Gives the entity as it is read then, and
   * makes no maps that are missing.
   */
  readonly exact?: boolean | undefined;
}

/** An update that has not been sent. */
export interface UpdatePlan extends WritePlan {
  /** Whether it would count twice if it were sent twice. */
  readonly counts: boolean;
  /** The version that it has to meet, and what names this write, for versioned models. */
  readonly expected: ExpectedVersion | undefined;
  readonly write: string | undefined;
  /** Whether a stored item's version tells that this update was not carried out. */
  missed(stored: Item): boolean;
  /** The item that the update makes of a stored one. */
  applied(stored: Item): Item;
  /** What is to be known for another plan, where a refusal is of a kind that one can get over. */
  overcome(stored: Item): Known | undefined;
}

/** What is known of the stored item when an update is planned. */
export interface Known {
  /** The stored item that the index keys are computed from. */
  readonly item: Item | undefined;
  /** The maps that are not stored: the ids of their places, and where they would be. */
  readonly absent: ReadonlyMap<string, StoredPath>;
}

/**
 * Plans the change of a stored item.
 * @throws ArgumentError, KeyError, IndexKeyError, EncodeError, NotFoundError (`read`)
 */
export function* planUpdate<Model>(
  context: OperationContext<Model>,
  key: unknown,
  changes: Readonly<Record<string, unknown>>,
  options: UpdateOptions<Model> | undefined,
  known?: Known,
): Program<UpdatePlan> {
  const { mapper } = context;
  const { name, table } = mapper.definition;
  checkOptions(name, options);
  const storedKey = mapper.key(key);
  const { item, absent } = known ?? {
    item: options?.read ? yield* readItem(context, key, options) : undefined,
    absent: new Map(),
  };
  const builder = new ExpressionBuilder(mapper.codec);
  const clauses = new UpdateClauses(builder);
  const { counts, parents } = addChanges(mapper, builder, clauses, changes, absent);
  // `mapper.key` has checked that the key is an object.
  const given = item === undefined ? (key as object) : (mapper.decode(item) as object);
  const wasRead = item !== undefined;
  for (const index of mapper.definition.indexes) {
    addIndexKey(mapper, builder, clauses, index, { key: given, changes, wasRead });
  }
  const time = yield* now();
  const { updatedAt } = newStamps(mapper, undefined as Model, time); // no entity: it is stored already
  if (updatedAt !== undefined) {
    const { updatedAt: stored } = table.attributes;
    clauses.add("set", clauses.attribute(stored), mapper.encodeTimestamp(updatedAt, stored));
  }
  const expected = expectedVersion(mapper, key);
  const write = yield* setVersion(mapper, clauses, expected);
  const where = builder.condition(options?.where);
  const version = versionCondition(mapper, builder, expected);
  const conditions = [
    ...(version ? [version] : []),
    ...clauses.conditions,
    ...(where ? [`(${where})`] : []),
  ];
  const own = `${builder.name(table.attributes.type)} = ${builder.value({ S: name })}`;
  if (mapper.definition.upgrades.length > 0) {
    const { schema } = table.attributes;
    const current = { N: String(currentSchema(mapper.definition)) };
    // Items of newer schemas are newer code's; older ones have to be upgraded whole, first.
    conditions.unshift(`${builder.name(schema)} >= ${builder.value(current)}`);
  }
  const living = livingCondition(mapper.definition, builder, time);
  return {
    kind: "Update",
    operation: "update",
    model: name,
    key: storedKey,
    counts: counts && expected === undefined,
    expected,
    write,
    missed: (stored) => isMissed(mapper, key, stored, updatedAt),
    input: {
      TableName: context.tableName(),
      Key: mapper.keyItem(storedKey),
      UpdateExpression: clauses.expression(),
      ...conditionOf([own, living, ...conditions]),
      ...builder.placeholders(),
    },
    refusal(stored) {
      if (stored === undefined || isExpired(stored, table.ttl, time)) {
        return new NotFoundError(name, key);
      }
      const found = mapper.typeOf(stored);
      if (found !== name || conditions.length === 0) return new EntityTypeError(name, found);
      const entity = decodeIfPossible(context, stored);
      return isConflict(mapper, expected, stored, where)
        ? new VersionConflictError(name, "update", expected.version, entity)
        : new ConditionFailedError(name, "update", entity);
    },
    ...(touchesMarkers(mapper.definition, Object.keys(changes))
      ? uniqueStep(mapper.definition, (stored) => stored && applyActions(stored, clauses.actions))
      : {}),
    done: () => undefined,
    applied: (stored) => applyActions(stored, clauses.actions),
    overcome(stored) {
      if (mapper.typeOf(stored) !== name) return undefined;
      const isStale = item !== undefined && !sameKeyParts(mapper, item, stored);
      const missing = absentIn(stored, absent, options?.parents === "refuse" ? [] : parents);
      const isSame = missing.size === absent.size && [...missing.keys()].every(absent.has, absent);
      if (isSame && !isStale) return undefined;
      return { item: item === undefined ? undefined : stored, absent: missing };
    },
  };
}

function checkOptions(model: string, options: UpdateOptions<never> | undefined): void {
  const { returning = "new", parents = "create", exact } = options ?? {};
  if (!["new", "old", "both"].includes(returning)) {
    throw new ArgumentError(`${model}.update: returning is "new", "old" or "both".`);
  }
  if (exact && returning !== "new") {
    throw new ArgumentError(`${model}.update: exact gives the new entity only.`);
  }
  if (parents === "create" || parents === "refuse") return;
  throw new ArgumentError(`${model}.update: parents is "create" or "refuse".`);
}

/** The stored item, for the attributes that the call was not given. */
function* readItem<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: CallOptions | undefined,
): Program<Item> {
  const { mapper } = context;
  const input = {
    TableName: context.tableName(),
    Key: mapper.keyItem(mapper.key(key)),
    ConsistentRead: true,
  };
  const reply = yield* request("GetItem", input, boundsOf(options));
  if (reply.Item === undefined) throw new NotFoundError(mapper.definition.name, key);
  return reply.Item as Item; // GetItem's documented reply
}

/** Whether two states of an item have the same attributes in the keys of indexes. */
function sameKeyParts<Model>(mapper: EntityMapper<Model>, one: Item, other: Item): boolean {
  return mapper.definition.indexes
    .flatMap((index) => [...templateAttributes(index.pk), ...templateAttributes(index.sk)])
    .every((part) => isDeepStrictEqual(getOwn(one, part), getOwn(other, part)));
}

/** The maps that have to be made: those known before and still absent, and parents that are. */
function absentIn(
  stored: Item,
  before: ReadonlyMap<string, StoredPath>,
  parents: readonly Place[],
): ReadonlyMap<string, StoredPath> {
  const absent = new Map([...before].filter(([, path]) => !valueAtPath(stored, path)));
  for (const parent of parents) {
    for (let place: Place | undefined = parent; place !== undefined; place = place.parent) {
      const path = pathOf(place);
      if (canBeMade(place) && !valueAtPath(stored, path)) absent.set(place.id, path);
    }
  }
  return absent;
}

/** Counts the version, known or not, and names the write. Answers that name. */
function* setVersion<Model>(
  mapper: EntityMapper<Model>,
  clauses: UpdateClauses,
  expected: ExpectedVersion | undefined,
): Program<string | undefined> {
  const { table, versioned } = mapper.definition;
  if (!versioned) return undefined;
  const version = clauses.attribute(table.attributes.version);
  if (expected === undefined) clauses.add("add", version, { N: "1" });
  else clauses.add("set", version, { N: String(expected.version + 1) });
  const write = yield* randomText();
  clauses.add("set", clauses.attribute(table.attributes.write), { S: write });
  return write;
}
