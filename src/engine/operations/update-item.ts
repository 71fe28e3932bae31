import type { WireObject } from "../../transport/transport.js";
import { expectCondition } from "../action/condition-failure.js";
import {
  keyOfUpdate,
  planUpdate,
  readUpdateAction,
  touchedPaths,
  type Update,
} from "../action/update.js";
import type { Item } from "../attribute-value.js";
import type { Database } from "../database.js";
import { invalid } from "../exception.js";
import { project, selectionOf } from "../expression/project.js";
import { shown } from "../table/stored-item.js";
import type { Change } from "../table/table.js";
import {
  CAPACITY_MODES,
  FAILURE_VALUES,
  metricsProblem,
  RETURN_VALUES,
  readWriteAnswer,
  returnValuesProblem,
  type WriteAnswer,
} from "../validate/answers.js";
import { Constraints, countingErrors } from "../validate/constraints.js";
import { map, text } from "../validate/fields.js";
import { WRITES } from "../validate/layer.js";
import { checkTableName, MAX_NAME_LENGTH } from "../validate/table-name.js";
import { writeReply } from "./write-reply.js";

export function updateItem(database: Database, input: WireObject): WireObject {
  const { tableName, answer, update } = countingErrors(() => readRequest(input));
  const table = database.table(tableName);
  const key = keyOfUpdate(table, update);
  expectCondition(update, table.items.get(key));
  const { change } = planUpdate(table, key, update, true);
  database.commit(table, key, change);
  const attributes = returned(answer.values, change, update);
  return writeReply(table, update.keyItem, change, answer, attributes);
}

function readRequest(input: WireObject) {
  const tableName = text(input, "TableName");
  const key = map(input, "Key");
  const answer = readWriteAnswer(input);
  if (key === undefined) throw withoutKey(tableName, answer);
  const constraints = new Constraints();
  checkTableName(constraints, tableName);
  constraints.check();
  const problem = returnValuesProblem(answer.values) ?? metricsProblem(answer.metrics);
  if (problem !== undefined) throw invalid(problem);
  constraints
    .oneOf("returnConsumedCapacity", answer.capacity, CAPACITY_MODES)
    .oneOf("returnValuesOnConditionCheckFailure", answer.onFailure, FAILURE_VALUES)
    .check();
  return { tableName: tableName ?? "", answer, update: readUpdateAction(input, WRITES) };
}

/** Where the key is missing, the service checks the other members too, and in another form. */
function withoutKey(tableName: string | undefined, answer: WriteAnswer): Error {
  return new Constraints()
    .oneOf("returnConsumedCapacity", answer.capacity, CAPACITY_MODES)
    .required("tableName", tableName)
    .length("tableName", tableName, 1, MAX_NAME_LENGTH)
    .oneOf("returnValues", answer.values, RETURN_VALUES)
    .required("key", undefined)
    .error();
}

/** What `ReturnValues` asks for; UPDATED_OLD and UPDATED_NEW keep to the updated paths. */
function returned(values: string, { before, after }: Change, update: Update): Item | undefined {
  const stored = values === "ALL_OLD" || values === "UPDATED_OLD" ? before : after;
  if (values === "NONE" || stored === undefined) return undefined;
  if (values === "ALL_OLD" || values === "ALL_NEW") return shown(stored);
  const item = project(shown(stored), selectionOf(touchedPaths(update)));
  return Object.keys(item).length === 0 ? undefined : item;
}
