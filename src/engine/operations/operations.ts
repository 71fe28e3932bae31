import type { WireObject } from "../../transport/transport.js";
import type { Database } from "../database.js";
import { batchGetItem } from "./batch-get-item.js";
import { batchWriteItem } from "./batch-write-item.js";
import { createTable } from "./create-table.js";
import { deleteItem } from "./delete-item.js";
import { deleteTable, describe, listTables } from "./describe-table.js";
import { getItem } from "./get-item.js";
import { putItem } from "./put-item.js";
import { query } from "./query.js";
import { scan } from "./scan.js";
import { describeStream, getRecords, getShardIterator, listStreams } from "./streams.js";
import { listTagsOfResource, tagResource, untagResource } from "./tags.js";
import { describeTimeToLive, updateTimeToLive } from "./time-to-live.js";
import { transactGetItems } from "./transact-get-items.js";
import { transactWriteItems } from "./transact-write-items.js";
import { updateItem } from "./update-item.js";
import { updateTable } from "./update-table.js";

/** Carries one request out, at once and as a whole, or throws a ServiceError and changes nothing. */
export type Operation = (database: Database, input: WireObject) => WireObject;

/** What the engine can do, by the operation's name in DynamoDB's API. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["BatchGetItem", batchGetItem],
  ["BatchWriteItem", batchWriteItem],
  ["CreateTable", createTable],
  ["DeleteItem", deleteItem],
  ["DeleteTable", deleteTable],
  ["DescribeStream", describeStream],
  ["DescribeTable", describe],
  ["DescribeTimeToLive", describeTimeToLive],
  ["GetItem", getItem],
  ["GetRecords", getRecords],
  ["GetShardIterator", getShardIterator],
  ["ListStreams", listStreams],
  ["ListTables", listTables],
  ["ListTagsOfResource", listTagsOfResource],
  ["PutItem", putItem],
  ["Query", query],
  ["Scan", scan],
  ["TagResource", tagResource],
  ["TransactGetItems", transactGetItems],
  ["TransactWriteItems", transactWriteItems],
  ["UntagResource", untagResource],
  ["UpdateItem", updateItem],
  ["UpdateTable", updateTable],
  ["UpdateTimeToLive", updateTimeToLive],
]);

/** Operations of the PartiQL language, which this engine does not speak. */
export const PARTIQL: ReadonlySet<string> = new Set([
  "BatchExecuteStatement",
  "ExecuteStatement",
  "ExecuteTransaction",
]);
