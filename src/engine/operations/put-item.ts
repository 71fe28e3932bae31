import type { WireObject } from "../../transport/transport.js";
import { expectCondition } from "../action/condition-failure.js";
import { planPut, readPut } from "../action/put.js";
import type { Database } from "../database.js";
import { invalid } from "../exception.js";
import { shown } from "../table/stored-item.js";
import {
  CAPACITY_MODES,
  FAILURE_VALUES,
  metricsProblem,
  readWriteAnswer,
  returnValuesProblem,
  type WriteAnswer,
} from "../validate/answers.js";
import { Constraints, countingErrors } from "../validate/constraints.js";
import { map, text } from "../validate/fields.js";
import { WRITES } from "../validate/layer.js";
import { checkTableName } from "../validate/table-name.js";
import { writeReply } from "./write-reply.js";

export function putItem(database: Database, input: WireObject): WireObject {
  const { tableName, answer, put } = countingErrors(() => readRequest(input));
  const table = database.table(tableName);
  const { key, change } = planPut(table, put);
  expectCondition(put, change.before);
  database.commit(table, key, change);
  const old = answer.values === "ALL_OLD" ? change.before : undefined;
  return writeReply(table, put.stored.item, change, answer, old && shown(old));
}

function readRequest(input: WireObject) {
  const tableName = text(input, "TableName");
  const item = map(input, "Item");
  const answer = readWriteAnswer(input);
  const constraints = new Constraints();
  checkTableName(constraints, tableName);
  constraints.required("item", item);
  checkWriteAnswer(constraints, answer);
  const put = readPut(input, WRITES);
  expectOldOrNone(answer);
  return { tableName: tableName ?? "", answer, put };
}

/** Checks the members that PutItem and DeleteItem have in common, in their order. */
export function checkWriteAnswer(constraints: Constraints, answer: WriteAnswer): void {
  constraints.oneOf("returnConsumedCapacity", answer.capacity, CAPACITY_MODES);
  for (const problem of [returnValuesProblem(answer.values), metricsProblem(answer.metrics)]) {
    if (problem !== undefined) constraints.add(problem);
  }
  constraints
    .oneOf("returnValuesOnConditionCheckFailure", answer.onFailure, FAILURE_VALUES)
    .check();
}

export function expectOldOrNone(answer: WriteAnswer): void {
  if (answer.values === "ALL_OLD" || answer.values === "NONE") return;
  throw invalid("ReturnValues can only be ALL_OLD or NONE");
}
