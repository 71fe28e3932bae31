import type { WireObject } from "../../transport/transport.js";
import { equalValues } from "../compare.js";
import type { Database } from "../database.js";
import { invalid } from "../exception.js";
import { readCondition, readProjection } from "../expression/expressions.js";
import { keyConditions } from "../expression/key-condition.js";
import { pathsOf } from "../expression/paths-of.js";
import { own } from "../record.js";
import { after } from "../storage/entry-key.js";
import { keyAttributes } from "../table/definition.js";
import { CAPACITY_MODES } from "../validate/answers.js";
import { Constraints } from "../validate/constraints.js";
import { readPlaceholders } from "../validate/expression-parameters.js";
import { flag, integer, map, text } from "../validate/fields.js";
import { READS } from "../validate/layer.js";
import { checkNewName, checkTableName } from "../validate/table-name.js";
import {
  checkFilterAttributes,
  checkIndexUse,
  checkSelect,
  type PageRequest,
  SELECTS,
  type Source,
  sourceOf,
} from "./page-request.js";
import { type QueryKeys, queryKeys, rangeOf, satisfies } from "./query-range.js";
import { readPage } from "./read-page.js";
import { readStartKey, startEntry } from "./start-key.js";

export function query(database: Database, input: WireObject): WireObject {
  const { tableName, request, conditions, reverse } = readRequest(input);
  const source = sourceOf(database.table(tableName), request.indexName);
  const keys = queryKeys(source.keys, conditions);
  const start = startOf(source, request, keys);
  refuseKeysInFilter(source, request);
  checkFilterAttributes(source, request);
  checkIndexUse(source, request);
  const [from, to] = rangeOf(keys);
  const partition = source.index?.definition.scope === "global" ? undefined : from;
  return readPage(database, source, request, {
    from: start === undefined || reverse ? from : after(start),
    to: start === undefined || !reverse ? to : start,
    reverse,
    partition,
  });
}

function readRequest(input: WireObject) {
  const tableName = text(input, "TableName");
  const indexName = text(input, "IndexName");
  const select = text(input, "Select");
  const limit = integer(input, "Limit");
  const capacity = text(input, "ReturnConsumedCapacity");
  const consistent = flag(input, "ConsistentRead") ?? false;
  const reverse = flag(input, "ScanIndexForward") === false;
  const startKey = map(input, "ExclusiveStartKey");
  const constraints = new Constraints();
  checkTableName(constraints, tableName);
  checkNewName(constraints, indexName, "indexName");
  constraints
    .oneOf("returnConsumedCapacity", capacity, CAPACITY_MODES)
    .oneOf("select", select, SELECTS);
  if (limit !== undefined && limit < 1) {
    constraints.add(
      "Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  }
  constraints.check();

  const expressions = ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"];
  const placeholders = readPlaceholders(input, expressions, READS);
  const start = readStartKey(startKey, READS);
  if (input.KeyConditionExpression === undefined || input.KeyConditionExpression === null) {
    throw invalid(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  }
  const projection = readProjection(input.ProjectionExpression, placeholders);
  const filter = readCondition("FilterExpression", input.FilterExpression, placeholders);
  const condition = readCondition(
    "KeyConditionExpression",
    input.KeyConditionExpression,
    placeholders,
  );
  placeholders.expectUsed();
  const conditions = condition === undefined ? [] : keyConditions(condition);
  const request: PageRequest = {
    indexName,
    consistent,
    select,
    limit,
    capacity,
    startKey: start,
    filter,
    projection,
  };
  checkSelect(input, request);
  return { tableName: tableName ?? "", request, conditions, reverse };
}

/** The place after which the page starts; it has to lie within the query. */
function startOf(source: Source, request: PageRequest, keys: QueryKeys): string | undefined {
  if (request.startKey === undefined) return undefined;
  const entry = startEntry(source, request.startKey, READS);
  const partition = own(request.startKey, source.keys.partition.name);
  const sort = source.keys.sort && own(request.startKey, source.keys.sort.name);
  const inPartition = partition !== undefined && equalValues(partition, keys.partition);
  if (keys.sort !== undefined && sort !== undefined) {
    if (!satisfies(keys.sort, sort)) {
      throw invalid("The provided starting key does not match the range key predicate");
    }
    if (!inPartition) {
      throw invalid("The query can return at most one row and cannot be restarted");
    }
  } else if (!inPartition) {
    throw invalid(
      "The provided starting key is outside query boundaries based on provided conditions",
    );
  }
  return entry;
}

function refuseKeysInFilter(source: Source, { filter }: PageRequest): void {
  const used = new Set(pathsOf(filter).map((path) => path[0]));
  for (const { name } of keyAttributes(source.keys)) {
    if (!used.has(name)) continue;
    throw invalid(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
    );
  }
}
