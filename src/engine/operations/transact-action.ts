import type { WireObject } from "../../transport/transport.js";
import type { Guard } from "../action/condition-failure.js";
import { readDelete } from "../action/delete.js";
import { planPut, readPut } from "../action/put.js";
import { keyOfUpdate, planUpdate, readUpdateAction } from "../action/update.js";
import type { Item } from "../attribute-value.js";
import { invalid } from "../exception.js";
import { itemSize } from "../size.js";
import type { Change, Table } from "../table/table.js";
import { FAILURE_VALUES } from "../validate/answers.js";
import type { Constraints } from "../validate/constraints.js";
import { has, map, text } from "../validate/fields.js";
import { checkItemKey, checkKey } from "../validate/keys.js";
import { OLDER } from "../validate/layer.js";
import { checkTableName } from "../validate/table-name.js";

/** One action of a transaction, read and ready to be planned. */
export interface TransactAction {
  readonly tableName: string;
  readonly guard: Guard;
  /** The item that is to be written, or its key. */
  readonly item: Item;
  /** What counts against the transaction's size. */
  readonly bytes: number;
  keyOf(table: Table): string;
  /** Undefined for a ConditionCheck. */
  plan(table: Table, key: string): Change | undefined;
}

const KINDS = ["ConditionCheck", "Put", "Delete", "Update"] as const;

export interface RawAction {
  readonly kind: (typeof KINDS)[number];
  readonly input: WireObject;
  readonly tableName: string;
}

/** What each kind of action cannot do without. */
const REQUIRED: Readonly<Record<RawAction["kind"], readonly string[]>> = {
  ConditionCheck: ["Key", "ConditionExpression"],
  Put: ["Item"],
  Delete: ["Key"],
  Update: ["Key", "UpdateExpression"],
};

/** Finds the action's kind and adds what it lacks. */
export function checkAction(constraints: Constraints, item: WireObject, path: string): RawAction {
  const given = KINDS.filter((kind) => has(item, kind));
  const [kind] = given;
  if (kind === undefined) {
    throw invalid(
      "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
    );
  }
  if (given.length > 1) {
    throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  const input = map(item, kind) ?? {};
  const at = `${path}.${lowerFirst(kind)}`;
  const tableName = text(input, "TableName");
  checkTableName(constraints, tableName, `${at}.tableName`);
  for (const name of REQUIRED[kind]) {
    constraints.required(`${at}.${lowerFirst(name)}`, has(input, name) ? name : undefined);
  }
  const onFailure = text(input, "ReturnValuesOnConditionCheckFailure");
  constraints.oneOf(`${at}.returnValuesOnConditionCheckFailure`, onFailure, FAILURE_VALUES);
  return { kind, input, tableName: tableName ?? "" };
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Reads an action as far as that needs no table. */
export function readAction({ kind, input, tableName }: RawAction): TransactAction {
  switch (kind) {
    case "Put": {
      const put = readPut(input, OLDER);
      return {
        tableName,
        guard: put,
        item: put.stored.item,
        bytes: put.stored.size,
        keyOf: (table) => checkItemKey(table.definition.keys, put.stored.item),
        plan: (table) => planPut(table, put).change,
      };
    }
    case "Update": {
      const update = readUpdateAction(input, OLDER);
      return {
        tableName,
        guard: update,
        item: update.keyItem,
        bytes: itemSize(update.keyItem),
        keyOf: (table) => keyOfUpdate(table, update),
        plan: (table, key) => planUpdate(table, key, update, false).change,
      };
    }
    default: {
      const deletion = readDelete(input, OLDER);
      return {
        tableName,
        guard: deletion,
        item: deletion.keyItem,
        bytes: itemSize(deletion.keyItem),
        keyOf: (table) => checkKey(table.definition.keys, deletion.keyItem),
        plan: (table, key) => (kind === "Delete" ? table.plan(key, undefined) : undefined),
      };
    }
  }
}
