import type { ModelDefinition } from "../model/definition.js";
import type { Entity, Stamps } from "../model/entity.js";
import type { Item } from "./attribute-value.js";
import { addIndexKeys } from "./index-keys.js";
import { storedTimestamp } from "./stored-timestamp.js";
import { currentSchema } from "./upgrade-item.js";

/**
 * What is stored beside the attributes of the schema, added to the attributes of the key.
 * @throws KeyError, EncodeError
 */
export function ownAttributes(
  definition: ModelDefinition,
  item: Item,
  entity: Entity,
  stamps: Stamps,
): Item {
  const { attributes, timestamps } = definition.table;
  item[attributes.type] = { S: definition.name };
  addIndexKeys(item, definition, entity);
  for (const [name, date] of [
    [attributes.createdAt, stamps.createdAt],
    [attributes.updatedAt, stamps.updatedAt],
  ] as const) {
    if (date !== undefined) item[name] = storedTimestamp(date, name, timestamps);
  }
  if (definition.upgrades.length > 0) {
    item[attributes.schema] = { N: String(currentSchema(definition)) };
  }
  if (stamps.version !== undefined) item[attributes.version] = { N: String(stamps.version) };
  if (stamps.write !== undefined) item[attributes.write] = { S: stamps.write };
  return item;
}
