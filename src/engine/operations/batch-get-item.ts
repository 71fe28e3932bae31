import type { WireObject } from "../../transport/transport.js";
import type { Item } from "../attribute-value.js";
import { Consumption, readUnits } from "../capacity/consumption.js";
import type { Database } from "../database.js";
import { invalid, throttled } from "../exception.js";
import type { Path } from "../expression/ast.js";
import { readProjection } from "../expression/expressions.js";
import { project, selectionOf } from "../expression/project.js";
import { assign } from "../record.js";
import { partitionOf } from "../storage/entry-key.js";
import { shown } from "../table/stored-item.js";
import { CAPACITY_MODES } from "../validate/answers.js";
import { readItem } from "../validate/attribute-value.js";
import { Constraints } from "../validate/constraints.js";
import { readPlaceholders } from "../validate/expression-parameters.js";
import { flag, list, map, structure, text } from "../validate/fields.js";
import { checkKey } from "../validate/keys.js";
import { READS } from "../validate/layer.js";
import { checkBatchNames } from "../validate/table-name.js";

/** Limits of one call: "BatchGetItem" in the API reference. */
const MAX_KEYS = 100;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_PARTITION_BYTES = 1024 * 1024;

interface TableRequest {
  readonly name: string;
  readonly raw: WireObject;
  readonly keys: readonly { readonly raw: unknown; readonly item: Item }[];
  readonly paths: readonly Path[] | undefined;
  readonly consistent: boolean;
}

/** Answers what fits the limits; keys beyond them come back as UnprocessedKeys. */
export function batchGetItem(database: Database, input: WireObject): WireObject {
  const capacityMode = text(input, "ReturnConsumedCapacity");
  const requests = readRequests(input, capacityMode);
  const prepared = requests.map((request) => {
    const table = database.table(request.name);
    return { request, table, keys: checkedKeys(table.definition.keys, request) };
  });
  const consumption = new Consumption("Read");
  const responses: Record<string, readonly Item[]> = {};
  const unprocessed: Record<string, WireObject> = {};
  let bytes = 0;
  let processed = 0;
  for (const { request, table, keys } of prepared) {
    const items: Item[] = [];
    const left: unknown[] = [];
    const bytesByPartition = new Map<string, number>();
    const selection = request.paths && selectionOf(request.paths);
    for (const { raw, key } of keys) {
      if (database.meter?.admitsRead(table.definition, undefined, key) === false) {
        left.push(raw);
        continue;
      }
      const partition = partitionOf(key);
      const stored = table.items.get(key);
      const size = stored?.size ?? 0;
      const inPartition = (bytesByPartition.get(partition) ?? 0) + size;
      if (size > 0 && (bytes + size > MAX_BYTES || inPartition > MAX_PARTITION_BYTES)) {
        left.push(raw);
        continue;
      }
      bytes += size;
      bytesByPartition.set(partition, inPartition);
      const units = readUnits(size, request.consistent);
      database.meter?.chargeRead(table.definition, undefined, key, units);
      consumption.addTable(table.definition, units);
      processed++;
      if (stored !== undefined)
        items.push(selection ? project(shown(stored), selection) : shown(stored));
    }
    assign(responses, request.name, items);
    if (left.length > 0) assign(unprocessed, request.name, { ...request.raw, Keys: left });
  }
  if (processed === 0) throw throttled();
  const capacity = consumption.report(capacityMode);
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(capacity !== undefined && { ConsumedCapacity: capacity }),
  };
}

function readRequests(input: WireObject, capacity: string | undefined): readonly TableRequest[] {
  const requested = Object.entries(map(input, "RequestItems") ?? {});
  const constraints = new Constraints();
  const names = requested.map(([name]) => name);
  checkBatchNames(constraints, names, () => JSON.stringify(input.RequestItems));
  constraints.oneOf("returnConsumedCapacity", capacity, CAPACITY_MODES);
  if (requested.length === 0) {
    constraints.check();
    throw invalid("The requestItems parameter is required for BatchGetItem");
  }
  const tables = requested.map(([name, value]) => {
    const raw = structure(value);
    const keys = list(raw, "Keys");
    checkKeyCount(constraints, name, keys?.length);
    return { name, raw, keys: keys ?? [] };
  });
  constraints.check();
  if (tables.reduce((count, { keys }) => count + keys.length, 0) > MAX_KEYS) {
    throw invalid("Too many items requested for the BatchGetItem call");
  }
  return tables.map(({ name, raw, keys }) => {
    const placeholders = readPlaceholders(raw, ["ProjectionExpression"], READS);
    const paths = readProjection(raw.ProjectionExpression, placeholders);
    placeholders.expectUsed();
    return {
      name,
      raw,
      keys: keys.map((key) => ({ raw: key, item: readItem(key, READS) })),
      paths,
      consistent: flag(raw, "ConsistentRead") ?? false,
    };
  });
}

function checkKeyCount(constraints: Constraints, table: string, count: number | undefined): void {
  const path = `RequestItems.${table}.member.Keys`;
  const bound =
    count === undefined || count === 0
      ? "have length greater than or equal to 1"
      : count > MAX_KEYS
        ? `have length less than or equal to ${MAX_KEYS}`
        : undefined;
  if (bound === undefined) return;
  constraints.add(`Value at '${path}' failed to satisfy constraint: Member must ${bound}`);
}

function checkedKeys(keys: Parameters<typeof checkKey>[0], request: TableRequest) {
  const checked = request.keys.map(({ raw, item }) => {
    return { raw, key: checkKey(keys, item) };
  });
  if (new Set(checked.map(({ key }) => key)).size < checked.length) {
    throw invalid("Provided list of item keys contains duplicates");
  }
  return checked;
}
