import type { WireObject } from "../../transport/transport.js";
import { invalid } from "../exception.js";
import { readCondition } from "../expression/expressions.js";
import { MAX_ITEM_SIZE } from "../size.js";
import { type StoredItem, storedItem } from "../table/stored-item.js";
import type { Change, Table } from "../table/table.js";
import { readItem } from "../validate/attribute-value.js";
import { readPlaceholders } from "../validate/expression-parameters.js";
import { text } from "../validate/fields.js";
import { checkIndexKeys } from "../validate/index-keys.js";
import { checkItemKey } from "../validate/keys.js";
import type { Layer } from "../validate/layer.js";
import type { Guard } from "./condition-failure.js";

/** A write of one item, ready to be carried out: nothing has changed yet. */
export interface PlannedWrite {
  readonly key: string;
  readonly change: Change;
}

export interface Put extends Guard {
  readonly stored: StoredItem;
}

/** Reads what PutItem and the Put of a transaction have in common. */
export function readPut(input: WireObject, layer: Layer): Put {
  const placeholders = readPlaceholders(input, ["ConditionExpression"], layer);
  const stored = readNewItem(input.Item, layer);
  const condition = readCondition("ConditionExpression", input.ConditionExpression, placeholders);
  placeholders.expectUsed();
  return { stored, condition, onFailure: text(input, "ReturnValuesOnConditionCheckFailure") };
}

/** Reads a whole item of a request. */
export function readNewItem(raw: unknown, layer: Layer): StoredItem {
  const stored = storedItem(readItem(raw, layer));
  if (stored.size <= MAX_ITEM_SIZE) return stored;
  throw invalid("Item size has exceeded the maximum allowed size");
}

/** Checks the item against the table and plans its write. */
export function planPut(table: Table, { stored }: Put): PlannedWrite {
  const key = checkItemKey(table.definition.keys, stored.item);
  checkIndexKeys(table.definition, stored.item);
  return { key, change: table.plan(key, stored) };
}
