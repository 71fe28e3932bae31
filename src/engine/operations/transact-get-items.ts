import type { WireObject } from "../../transport/transport.js";
import { Consumption, readUnits } from "../capacity/consumption.js";
import type { Database } from "../database.js";
import { invalid } from "../exception.js";
import { readProjection } from "../expression/expressions.js";
import { project, selectionOf } from "../expression/project.js";
import { type StoredItem, shown } from "../table/stored-item.js";
import { CAPACITY_MODES } from "../validate/answers.js";
import { readItem } from "../validate/attribute-value.js";
import { Constraints } from "../validate/constraints.js";
import { readPlaceholders } from "../validate/expression-parameters.js";
import { map, structures, text } from "../validate/fields.js";
import { checkKey } from "../validate/keys.js";
import { OLDER } from "../validate/layer.js";
import { checkTableName } from "../validate/table-name.js";
import {
  canceled,
  keyOrUndefined,
  MAX_ACTIONS,
  MAX_TRANSACTION_BYTES,
  reasonOf,
  refuseRepeatedItems,
  THROTTLED,
} from "./transaction.js";

/** Transactional reads cost twice a consistent read. */
const COST_FACTOR = 2;

export function transactGetItems(database: Database, input: WireObject): WireObject {
  const capacityMode = text(input, "ReturnConsumedCapacity");
  const gets = readGets(input, capacityMode).map((get) => {
    const table = database.table(get.tableName);
    return { ...get, table, find: () => checkKey(table.definition.keys, get.keyItem) };
  });
  refuseRepeatedItems(
    gets.map(({ table, find }) => ({ table: table.definition.name, key: keyOrUndefined(find) })),
  );
  const found: (StoredItem | undefined)[] = [];
  const reasons = gets.map(({ table, find }) =>
    reasonOf(() => {
      const key = find();
      const stored = table.items.get(key);
      if (database.meter?.admitsRead(table.definition, undefined, key) === false) return THROTTLED;
      const units = readUnits(stored?.size ?? 0, true) * COST_FACTOR;
      database.meter?.chargeRead(table.definition, undefined, key, units);
      found.push(stored);
      return undefined;
    }),
  );
  if (reasons.some((reason) => reason !== undefined)) throw canceled(reasons);
  expectSize(found);
  const consumption = new Consumption("Read");
  const responses = gets.map(({ table, paths }, i) => {
    const stored = found[i];
    consumption.addTable(table.definition, readUnits(stored?.size ?? 0, true) * COST_FACTOR);
    if (stored === undefined) return {};
    const whole = shown(stored);
    const item = paths ? project(whole, selectionOf(paths)) : whole;
    // Other reads answer an empty item here.
    return Object.keys(item).length === 0 ? {} : { Item: item };
  });
  const capacity = consumption.report(capacityMode, true);
  return {
    Responses: responses,
    ...(capacity !== undefined && { ConsumedCapacity: capacity }),
  };
}

function readGets(input: WireObject, capacity: string | undefined) {
  const items = structures(input, "TransactItems");
  const constraints = new Constraints()
    .required("transactItems", items)
    .count("transactItems", items?.length, 1, MAX_ACTIONS)
    .oneOf("returnConsumedCapacity", capacity, CAPACITY_MODES);
  const gets = (items ?? []).map((item, i) => {
    const get = map(item, "Get");
    const path = `transactItems.${i + 1}.member.get`;
    constraints.required(path, get);
    const tableName = get && text(get, "TableName");
    const key = get && map(get, "Key");
    if (get !== undefined) {
      checkTableName(constraints, tableName, `${path}.tableName`);
      constraints.required(`${path}.key`, key);
    }
    return { get: get ?? {}, tableName: tableName ?? "", key };
  });
  constraints.check();
  return gets.map(({ get, tableName, key }) => {
    const placeholders = readPlaceholders(get, ["ProjectionExpression"], OLDER);
    const keyItem = readItem(key, OLDER);
    const paths = readProjection(get.ProjectionExpression, placeholders);
    placeholders.expectUsed();
    return { tableName, keyItem, paths };
  });
}

function expectSize(found: readonly (StoredItem | undefined)[]): void {
  const bytes = found.reduce((sum, stored) => sum + (stored?.size ?? 0), 0);
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw invalid("The aggregate size of the items in the transaction cannot exceed 4 MB");
  }
}
