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

/** The version of an entity once it is stored again. */
export function* nextVersion<Model>(
  mapper: EntityMapper<Model>,
  entity: Model,
): Program<VersionStamps> {
  if (!mapper.definition.versioned || !(entity instanceof Entity)) return {};
  return { version: Entity.versionOf(entity) + 1, write: yield* randomText() };
}

/**
 * The version that a write by key or entity has to meet: that of an entity that was stored.
 * `undefined` for keys, which do not know one, and for models without versions.
 */
export function expectedVersion<Model>(
  mapper: EntityMapper<Model>,
  key: unknown,
): number | undefined {
  if (!mapper.definition.versioned || !(key instanceof Entity)) return undefined;
  const version = Entity.versionOf(key);
  return version > 0 || key.updatedAt !== undefined ? version : undefined;
}

/** The condition that a version sets; items stored without one have version 0. */
export function versionCondition<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  expected: number | undefined,
): string | undefined {
  if (expected === undefined) return undefined;
  const name = builder.name(mapper.definition.table.attributes.version);
  return expected === 0
    ? `attribute_not_exists(${name})`
    : `${name} = ${builder.value({ N: String(expected) })}`;
}

/**
 * Whether a write was refused because of its version. Not every engine tells what is stored: then
 * it is where there is nothing, or no other condition to blame.
 */
export function isConflict<Model>(
  mapper: EntityMapper<Model>,
  expected: number | undefined,
  stored: Item | undefined,
  where: string | undefined,
): expected is number {
  if (expected === undefined) return false;
  if (stored === undefined) return expected > 0 || where === undefined;
  return mapper.versionOf(stored) !== expected;
}
