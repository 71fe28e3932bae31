import { DecodeError } from "../errors/stored-errors.js";
import type { ModelDefinition } from "../model/definition.js";
import { getOwn, type Item, setOwn } from "./attribute-value.js";
import { isRecord } from "./object-codec.js";
import { plainEntityCodec } from "./plain-entity-codec.js";

/** The version of the schema that a model's items are stored with now: 1 without upgrades. */
export function currentSchema({ upgrades }: ModelDefinition): number {
  return upgrades.length + 1;
}

/** The version of the schema that an item was stored with: 1 where it does not say. */
export function schemaOf(item: Item, { table }: ModelDefinition): number {
  const stored = getOwn(item, table.attributes.schema);
  return stored !== undefined && "N" in stored ? Number(stored.N) : 1;
}

/** Whether an item was stored with an older schema than the model's. */
export function isOutdated(item: Item, definition: ModelDefinition): boolean {
  return schemaOf(item, definition) < currentSchema(definition);
}

/**
 * An item as the model's schema has it now: attributes of older versions are upgraded, what the
 * table stores itself (`reserved`) stays.
 * @throws DecodeError when an upgrade fails; its text is left out, it may quote the item
 */
export function upgradeItem(
  item: Item,
  definition: ModelDefinition,
  reserved: ReadonlySet<string>,
): Item {
  if (!isOutdated(item, definition)) return item;
  const codec = plainEntityCodec();
  let attributes = codec.decodeAttributes(item, reserved);
  for (let version = schemaOf(item, definition); version <= definition.upgrades.length; version++) {
    attributes = upgraded(definition, version, attributes);
  }
  const made: Item = codec.encodeAttributes(attributes);
  for (const [name, value] of Object.entries(item)) {
    if (reserved.has(name)) setOwn(made, name, value);
  }
  made[definition.table.attributes.schema] = { N: String(currentSchema(definition)) };
  return made;
}

function upgraded(
  { name, upgrades }: ModelDefinition,
  version: number,
  attributes: Record<string, unknown>,
): Record<string, unknown> {
  const from = `the upgrade from schema version ${version}`;
  let made: unknown;
  try {
    made = upgrades[version - 1]?.(attributes);
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    throw new DecodeError("", `${from} failed (${kind}).`, name);
  }
  if (isRecord(made)) return made;
  throw new DecodeError("", `${from} gave no attributes.`, name);
}
