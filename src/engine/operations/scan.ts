import type { WireObject } from "../../transport/transport.js";
import type { Database } from "../database.js";
import { invalid } from "../exception.js";
import { readCondition, readProjection } from "../expression/expressions.js";
import { after, segmentRange } from "../storage/entry-key.js";
import { CAPACITY_MODES } from "../validate/answers.js";
import { Constraints } from "../validate/constraints.js";
import { readPlaceholders } from "../validate/expression-parameters.js";
import { flag, integer, map, text } from "../validate/fields.js";
import { OLDER } from "../validate/layer.js";
import { checkNewName, checkTableName } from "../validate/table-name.js";
import { checkIndexUse, checkSelect, type PageRequest, SELECTS, sourceOf } from "./page-request.js";
import { readPage } from "./read-page.js";
import { readStartKey, startEntry } from "./start-key.js";

const MAX_SEGMENTS = 1_000_000;

interface Segments {
  readonly segment: number;
  readonly total: number;
}

export function scan(database: Database, input: WireObject): WireObject {
  const { tableName, request, segments } = readRequest(input);
  const source = sourceOf(database.table(tableName), request.indexName);
  const start = request.startKey && startEntry(source, request.startKey, OLDER);
  checkIndexUse(source, request);
  const [first, to] = segmentRange(segments.segment, segments.total);
  if (start !== undefined && (start < first || (to !== undefined && start >= to))) {
    throw invalid(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${segments.total} Segment: ${segments.segment}`,
    );
  }
  const from = start === undefined ? first : after(start);
  return readPage(database, source, request, { from, to, reverse: false, partition: undefined });
}

function readRequest(input: WireObject) {
  const tableName = text(input, "TableName");
  const indexName = text(input, "IndexName");
  const select = text(input, "Select");
  const limit = integer(input, "Limit");
  const segment = integer(input, "Segment");
  const total = integer(input, "TotalSegments");
  const capacity = text(input, "ReturnConsumedCapacity");
  const consistent = flag(input, "ConsistentRead") ?? false;
  const startKey = map(input, "ExclusiveStartKey");
  const constraints = new Constraints();
  checkTableName(constraints, tableName);
  checkNewName(constraints, indexName, "indexName");
  constraints
    .oneOf("select", select, SELECTS)
    .range("limit", limit, 1)
    .oneOf("returnConsumedCapacity", capacity, CAPACITY_MODES)
    .range("totalSegments", total, 1, MAX_SEGMENTS)
    .range("segment", segment, 0, MAX_SEGMENTS - 1)
    .check();

  const placeholders = readPlaceholders(input, ["ProjectionExpression", "FilterExpression"], OLDER);
  const start = readStartKey(startKey, OLDER);
  const segments = checkSegments(segment, total);
  const projection = readProjection(input.ProjectionExpression, placeholders);
  const filter = readCondition("FilterExpression", input.FilterExpression, placeholders);
  placeholders.expectUsed();
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
  return { tableName: tableName ?? "", request, segments };
}

function checkSegments(segment: number | undefined, total: number | undefined): Segments {
  if (segment === undefined && total === undefined) return { segment: 0, total: 1 };
  if (total === undefined) {
    throw invalid(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (segment === undefined) {
    throw invalid(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segment >= total) {
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
  return { segment, total };
}
