import type { WireObject } from "../../transport/transport.js";
import type { Item } from "../attribute-value.js";
import { readCondition } from "../expression/expressions.js";
import type { Table } from "../table/table.js";
import { readItem } from "../validate/attribute-value.js";
import { readPlaceholders } from "../validate/expression-parameters.js";
import { text } from "../validate/fields.js";
import { checkKey } from "../validate/keys.js";
import type { Layer } from "../validate/layer.js";
import type { Guard } from "./condition-failure.js";
import type { PlannedWrite } from "./put.js";

export interface Delete extends Guard {
  readonly keyItem: Item;
}

/** Reads what DeleteItem, and the Delete and ConditionCheck of a transaction, have in common. */
export function readDelete(input: WireObject, layer: Layer): Delete {
  const placeholders = readPlaceholders(input, ["ConditionExpression"], layer);
  const condition = readCondition("ConditionExpression", input.ConditionExpression, placeholders);
  placeholders.expectUsed();
  const keyItem = readItem(input.Key, layer);
  return { keyItem, condition, onFailure: text(input, "ReturnValuesOnConditionCheckFailure") };
}

/** Checks the key against the table and plans the delete. */
export function planDelete(table: Table, { keyItem }: Delete): PlannedWrite {
  const key = checkKey(table.definition.keys, keyItem);
  return { key, change: table.plan(key, undefined) };
}
