import type { Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import type { ExpressionBuilder } from "../codec/expression.js";
import { Entity } from "../model/entity.js";
import type { Program } from "./effect.js";
import { randomText } from "./random-text.js";

/** What a write of a versioned model stores beside the attributes; nothing for other models. */
export interface VersionStamps {
  readonly version?: number;
  /** Tells this write from every other one, so that it is known again when its reply is lost. */
  readonly write?: string;
}

/** The version that a write has to meet. */
export interface ExpectedVersion {
  /** 0 of an item that was stored without one, or not at all. */
  readonly version: number;
  /**
   * The write that stored it, where it is known: an item that was deleted and made anew can have
   * the same number, and is another item.
   */
  readonly write: string | undefined;
}

/** The version of an entity once it is stored again. */
export function* nextVersion<Model>(
  mapper: EntityMapper<Model>,
  entity: Model,
): Program<VersionStamps> {
  const held = heldVersion(mapper, entity);
  return held === undefined ? {} : { version: held.version + 1, write: yield* randomText() };
}

/** The version that an entity was stored or read as; `undefined` for models without versions. */
export function heldVersion<Model>(
  mapper: EntityMapper<Model>,
  entity: unknown,
): ExpectedVersion | undefined {
  if (!mapper.definition.versioned || !(entity instanceof Entity)) return undefined;
  return { version: Entity.versionOf(entity), write: Entity.writeOf(entity) };
}

/**
 * The version that a write by key or entity has to meet: that of an entity that was stored.
 * `undefined` for keys, which do not know one, and for models without versions.
 */
export function expectedVersion<Model>(
  mapper: EntityMapper<Model>,
  key: unknown,
): ExpectedVersion | undefined {
  const held = heldVersion(mapper, key);
  if (held === undefined || held.version > 0) return held;
  return (key as Entity).updatedAt === undefined ? undefined : held; // only entities hold a version
}

/** The condition that a version sets; items stored without one have version 0. */
export function versionCondition<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  expected: ExpectedVersion | undefined,
): string | undefined {
  if (expected === undefined) return undefined;
  const { attributes } = mapper.definition.table;
  const name = builder.name(attributes.version);
  if (expected.version === 0) return `attribute_not_exists(${name})`;
  const version = `${name} = ${builder.value({ N: String(expected.version) })}`;
  if (expected.write === undefined) return version;
  return `${version} AND ${builder.name(attributes.write)} = ${builder.value({ S: expected.write })}`;
}

/**
 * Whether a write was refused because of its version. Not every engine tells what is stored: then
 * it is where there is nothing, or no other condition to blame.
 */
export function isConflict<Model>(
  mapper: EntityMapper<Model>,
  expected: ExpectedVersion | undefined,
  stored: Item | undefined,
  where: string | undefined,
): expected is ExpectedVersion {
  if (expected === undefined) return false;
  if (stored === undefined) return expected.version > 0 || where === undefined;
  if (mapper.versionOf(stored) !== expected.version) return true;
  return expected.write !== undefined && mapper.writeOf(stored) !== expected.write;
}

/** Milliseconds, longer than the attempts of a creation can go on. */
const SETTLED_MS = 600_000;

/**
 * Whether an item that was created at `stored` is surely the one that was known as created at
 * `known`, at `time` and ever since: then its versions tell which writes it has seen. One that was
 * deleted and made anew counts from the start, and may bear the time at which somebody first tried to
 * make it.
 */
export function isSameLife(
  known: Date | undefined,
  stored: Date | undefined,
  time: Date | undefined,
): boolean {
  if (known === undefined || time === undefined) return false;
  return known.getTime() === stored?.getTime() && time.getTime() - known.getTime() > SETTLED_MS;
}

/** Whether a stored item's version tells that a write of that entity at `time` was not carried out. */
export function isMissed<Model>(
  mapper: EntityMapper<Model>,
  entity: unknown,
  stored: Item,
  time: Date | undefined,
): boolean {
  const expected = expectedVersion(mapper, entity);
  if (expected?.write === undefined || !(entity instanceof Entity)) return false;
  if (!isConflict(mapper, expected, stored, undefined)) return true;
  // Of one version there is one write: the next one is another's, if it is of the same item.
  const isNext = mapper.versionOf(stored) === expected.version + 1;
  return isNext && isSameLife(entity.createdAt, mapper.stampsOf(stored).createdAt, time);
}
