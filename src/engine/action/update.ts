import type { WireObject } from "../../transport/transport.js";
import type { AttributeValue, Item } from "../attribute-value.js";
import { utf8Length } from "../bytes.js";
import { invalid, invalidParameter } from "../exception.js";
import { applyUpdate } from "../expression/apply-update.js";
import type { Path, ResolvedAction } from "../expression/ast.js";
import { readCondition, readUpdate } from "../expression/expressions.js";
import { own } from "../record.js";
import { MAX_ITEM_SIZE, valueSize } from "../size.js";
import { keyAttributes } from "../table/definition.js";
import { type StoredItem, storedItem } from "../table/stored-item.js";
import type { Table } from "../table/table.js";
import { expectDepth, readItem } from "../validate/attribute-value.js";
import { readPlaceholders } from "../validate/expression-parameters.js";
import { text } from "../validate/fields.js";
import { checkIndexKeys } from "../validate/index-keys.js";
import { checkKey } from "../validate/keys.js";
import type { Layer } from "../validate/layer.js";
import type { Guard } from "./condition-failure.js";
import type { PlannedWrite } from "./put.js";

export interface Update extends Guard {
  readonly keyItem: Item;
  /** Undefined where the request has no UpdateExpression: the item is created where it is missing. */
  readonly actions: readonly ResolvedAction[] | undefined;
}

/** Reads what UpdateItem and the Update of a transaction have in common. */
export function readUpdateAction(input: WireObject, layer: Layer): Update {
  const names = ["UpdateExpression", "ConditionExpression"];
  const placeholders = readPlaceholders(input, names, layer);
  const actions = readUpdate(input.UpdateExpression, placeholders);
  const condition = readCondition("ConditionExpression", input.ConditionExpression, placeholders);
  placeholders.expectUsed();
  const keyItem = readItem(input.Key, layer);
  const onFailure = text(input, "ReturnValuesOnConditionCheckFailure");
  return { keyItem, actions, condition, onFailure };
}

/** The key of an update, checked against the table. */
export function keyOfUpdate(table: Table, { keyItem, actions = [] }: Update): string {
  const key = checkKey(table.definition.keys, keyItem);
  for (const { name } of keyAttributes(table.definition.keys)) {
    if (actions.some((action) => action.path[0] === name)) {
      throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
  return key;
}

/**
 * Plans an update of the item as it is stored; its condition holds.
 * @param charged whether the size limit counts what UpdateItem writes, too (see `writtenSize`)
 */
export function planUpdate(
  table: Table,
  key: string,
  { keyItem, actions }: Update,
  charged: boolean,
): PlannedWrite {
  const before = table.items.get(key);
  const after = updated(before, keyItem, actions);
  if (after === undefined) return { key, change: { before, after, indexes: [], isEmpty: true } };
  const written = new Set(actions?.map((action) => String(action.path[0])));
  checkIndexKeys(table.definition, after.item, written);
  const size = charged ? Math.max(after.size, writtenSize(after.item, actions)) : after.size;
  if (size > MAX_ITEM_SIZE) {
    throw invalid("Item size to update has exceeded the maximum allowed size");
  }
  return { key, change: table.plan(key, after) };
}

/** The item after the update; undefined where there is none and the update only removes. */
function updated(
  before: StoredItem | undefined,
  keyItem: Item,
  actions: readonly ResolvedAction[] | undefined,
): StoredItem | undefined {
  if (actions === undefined) return before ?? storedItem(keyItem);
  const item = applyUpdate(actions, before?.item ?? keyItem, before === undefined);
  if (actions.some((action) => action.path.length > 1)) expectDepth(item);
  if (before !== undefined) return storedItem(item);
  const removesOnly = actions.every(({ type }) => type === "REMOVE" || type === "DELETE");
  return removesOnly ? undefined : storedItem(item);
}

/**
 * What UpdateItem counts against the limit besides the finished item: the attributes it writes, 3
 * bytes, and per clause 19 (SET, ADD; 20 through a list index) or 2 (measured on DynamoDB).
 */
function writtenSize(item: Item, actions: readonly ResolvedAction[] = []): number {
  let size = 3;
  const names = new Set<string>();
  for (const { type, path } of actions) {
    const cost = type === "SET" || type === "ADD" ? 19 : 2;
    size += cost + (typeof path.at(-1) === "number" ? 1 : 0);
    names.add(String(path[0]));
  }
  for (const name of names) {
    const value: AttributeValue | undefined = own(item, name);
    if (value !== undefined) size += utf8Length(name) + valueSize(value);
  }
  return size;
}

/** The paths that an update touched, for UPDATED_OLD and UPDATED_NEW. */
export function touchedPaths(update: Update): readonly Path[] {
  return update.actions?.map((action) => action.path) ?? [];
}
