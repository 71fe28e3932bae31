import type { Item } from "./attribute-value.js";
import type { EntityMapper } from "./entity-mapper.js";
import { upgradeItem } from "./upgrade-item.js";

/**
 * A stored item as its model would store it now: upgraded, with its keys computed anew, and with
 * its timestamps, its version and the attributes that the model does not know.
 * @throws EntityTypeError, DecodeError, EncodeError
 */
export function upgradedItem<Model>(mapper: EntityMapper<Model>, item: Item): Item {
  const { definition, reserved } = mapper;
  const { version, write } = definition.table.attributes;
  const known = new Set([...mapper.storedNames(), ...reserved]);
  const current = Object.entries(upgradeItem(item, definition, reserved));
  const entity = mapper.decode(item);
  return {
    ...Object.fromEntries(current.filter(([name]) => !known.has(name))),
    ...mapper.encode(entity, { ...mapper.stampsOf(item), version: undefined }),
    ...Object.fromEntries(
      Object.entries(item).filter(([name]) => name === version || name === write),
    ),
  };
}
