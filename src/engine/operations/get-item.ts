import type { WireObject } from "../../transport/transport.js";
import { Consumption, readUnits } from "../capacity/consumption.js";
import type { Database } from "../database.js";
import { throttled } from "../exception.js";
import { readProjection } from "../expression/expressions.js";
import { project, selectionOf } from "../expression/project.js";
import { shown } from "../table/stored-item.js";
import { CAPACITY_MODES } from "../validate/answers.js";
import { readItem } from "../validate/attribute-value.js";
import { Constraints } from "../validate/constraints.js";
import { readPlaceholders } from "../validate/expression-parameters.js";
import { flag, map, text } from "../validate/fields.js";
import { checkKey } from "../validate/keys.js";
import { READS } from "../validate/layer.js";
import { checkTableName } from "../validate/table-name.js";

export function getItem(database: Database, input: WireObject): WireObject {
  const tableName = text(input, "TableName");
  const key = map(input, "Key");
  const consistent = flag(input, "ConsistentRead") ?? false;
  const capacityMode = text(input, "ReturnConsumedCapacity");
  const constraints = new Constraints();
  checkTableName(constraints, tableName);
  constraints
    .required("key", key)
    .oneOf("returnConsumedCapacity", capacityMode, CAPACITY_MODES)
    .check();
  const placeholders = readPlaceholders(input, ["ProjectionExpression"], READS);
  const keyItem = readItem(key, READS);
  const paths = readProjection(input.ProjectionExpression, placeholders);
  placeholders.expectUsed();

  const table = database.table(tableName ?? "");
  const { definition } = table;
  const place = checkKey(definition.keys, keyItem);
  if (database.meter?.admitsRead(definition, undefined, place) === false) throw throttled();
  const stored = table.items.get(place);
  const units = readUnits(stored?.size ?? 0, consistent);
  database.meter?.chargeRead(definition, undefined, place, units);
  const item =
    stored && (paths === undefined ? shown(stored) : project(shown(stored), selectionOf(paths)));
  const reply = item === undefined ? {} : { Item: item };
  if (capacityMode === undefined) return reply;
  const consumption = new Consumption("Read");
  consumption.addTable(definition, units);
  const [capacity] = consumption.report(capacityMode) ?? [];
  return capacity === undefined ? reply : { ...reply, ConsumedCapacity: capacity };
}
