import type { Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { Entity, type Stamps } from "../model/entity.js";
import { storable } from "../model/timestamps.js";
import type { OperationContext } from "./context.js";

/** The timestamps of a write at `time`: one instant for both, unless the entity was stored before. */
export function newStamps<Model>(mapper: EntityMapper<Model>, entity: Model, time: number): Stamps {
  const format = mapper.definition.table.timestamps;
  const updatedAt = storable(new Date(time), format);
  const createdAt = entity instanceof Entity ? entity.createdAt : undefined;
  return { createdAt: createdAt ? storable(createdAt, format) : updatedAt, updatedAt };
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
