import type { WireObject } from "../../transport/transport.js";
import { expectCondition } from "../action/condition-failure.js";
import { planDelete, readDelete } from "../action/delete.js";
import type { Database } from "../database.js";
import { shown } from "../table/stored-item.js";
import { readWriteAnswer } from "../validate/answers.js";
import { Constraints, countingErrors } from "../validate/constraints.js";
import { map, text } from "../validate/fields.js";
import { WRITES } from "../validate/layer.js";
import { checkTableName } from "../validate/table-name.js";
import { checkWriteAnswer, expectOldOrNone } from "./put-item.js";
import { writeReply } from "./write-reply.js";

export function deleteItem(database: Database, input: WireObject): WireObject {
  const { tableName, answer, deletion } = countingErrors(() => readRequest(input));
  const table = database.table(tableName);
  const { key, change } = planDelete(table, deletion);
  expectCondition(deletion, change.before);
  database.commit(table, key, change);
  const old = answer.values === "ALL_OLD" ? change.before : undefined;
  return writeReply(table, deletion.keyItem, change, answer, old && shown(old));
}

function readRequest(input: WireObject) {
  const tableName = text(input, "TableName");
  const key = map(input, "Key");
  const answer = readWriteAnswer(input);
  const constraints = new Constraints();
  checkTableName(constraints, tableName);
  constraints.required("key", key);
  checkWriteAnswer(constraints, answer);
  const deletion = readDelete(input, WRITES);
  expectOldOrNone(answer);
  return { tableName: tableName ?? "", answer, deletion };
}
