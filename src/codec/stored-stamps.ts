import type { ModelDefinition } from "../model/definition.js";
import type { Stamps } from "../model/entity.js";
import type { AttributeValue, Item } from "./attribute-value.js";
import { timestampOf } from "./stored-timestamp.js";

type Table = ModelDefinition["table"];

/** When, by which write and as which version, an item was stored. */
export function storedStamps(item: Item, table: Table): Stamps {
  const { attributes, timestamps } = table;
  return {
    createdAt: timestampOf(item[attributes.createdAt], timestamps),
    updatedAt: timestampOf(item[attributes.updatedAt], timestamps),
    version: storedVersion(item, table),
    write: storedWrite(item, table),
  };
}

/** The version of a stored item; 0 where it has none. */
export function storedVersion(item: Item, { attributes }: Table): number {
  const stored = item[attributes.version];
  return stored !== undefined && "N" in stored ? Number(stored.N) : 0;
}

/** The name of the write that stored an item's version, where it has one. */
export function storedWrite(item: Item, { attributes }: Table): string | undefined {
  return textOf(item[attributes.write]);
}

/** The text of a stored value, where it is one. */
export function textOf(value: AttributeValue | undefined): string | undefined {
  return value !== undefined && "S" in value ? value.S : undefined;
}
