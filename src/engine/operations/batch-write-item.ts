import type { WireObject } from "../../transport/transport.js";
import { readNewItem } from "../action/put.js";
import type { Item } from "../attribute-value.js";
import { Consumption } from "../capacity/consumption.js";
import type { Database } from "../database.js";
import { invalid, throttled } from "../exception.js";
import { assign, own } from "../record.js";
import { keyAttributes } from "../table/definition.js";
import type { StoredItem } from "../table/stored-item.js";
import type { Table } from "../table/table.js";
import { CAPACITY_MODES, METRICS_MODES } from "../validate/answers.js";
import { readItem } from "../validate/attribute-value.js";
import { Constraints } from "../validate/constraints.js";
import { has, list, map, structure, text } from "../validate/fields.js";
import { checkIndexKeys } from "../validate/index-keys.js";
import { checkItemKey, checkKey, mismatch } from "../validate/keys.js";
import { OLDER } from "../validate/layer.js";
import { checkBatchNames } from "../validate/table-name.js";
import { collectionMetrics } from "./write-reply.js";

/** "BatchWriteItem" in the API reference. */
const MAX_REQUESTS = 25;

type Write =
  | { readonly raw: unknown; readonly put: StoredItem; readonly key?: never }
  | { readonly raw: unknown; readonly put?: never; readonly key: Item };

interface TableRequest {
  readonly name: string;
  readonly writes: readonly Write[];
}

/** Refuses all where one write is wrong; those over the throughput come back as UnprocessedItems. */
export function batchWriteItem(database: Database, input: WireObject): WireObject {
  const capacityMode = text(input, "ReturnConsumedCapacity");
  const metricsMode = text(input, "ReturnItemCollectionMetrics");
  const requests = readRequests(input, capacityMode, metricsMode);
  const prepared = requests.map(({ name, writes }) => {
    const table = database.table(name);
    return { name, table, writes, keys: checkedKeys(table, writes) };
  });
  const consumption = new Consumption("Write");
  const metrics: Record<string, readonly WireObject[]> = {};
  const unprocessed: Record<string, readonly unknown[]> = {};
  let written = 0;
  for (const { name, table, writes, keys } of prepared) {
    const collections: WireObject[] = [];
    const left: unknown[] = [];
    writes.forEach((write, i) => {
      const key = keys[i] as string; // one key per write
      const change = table.plan(key, write.put);
      if (database.meter?.admitWrite(table.definition, key, change) === false) {
        left.push(write.raw);
        return;
      }
      database.write(table, key, change);
      written++;
      consumption.addWrite(table.definition, change);
      const collection = collectionMetrics(table, write.put?.item ?? write.key ?? {});
      if (collection !== undefined) collections.push(collection);
    });
    if (left.length > 0) assign(unprocessed, name, left);
    if (metricsMode === "SIZE" && collections.length > 0) assign(metrics, name, collections);
  }
  if (written === 0) throw throttled();
  const capacity = consumption.report(capacityMode);
  return {
    UnprocessedItems: unprocessed,
    ...(Object.keys(metrics).length > 0 && { ItemCollectionMetrics: metrics }),
    ...(capacity !== undefined && { ConsumedCapacity: capacity }),
  };
}

function readRequests(
  input: WireObject,
  capacity: string | undefined,
  metrics: string | undefined,
): readonly TableRequest[] {
  const requested = Object.entries(map(input, "RequestItems") ?? {});
  const constraints = new Constraints()
    .oneOf("returnConsumedCapacity", capacity, CAPACITY_MODES)
    .oneOf("returnItemCollectionMetrics", metrics, METRICS_MODES);
  constraints.check();
  if (requested.length === 0) {
    throw invalid("The requestItems parameter is required for BatchWriteItem");
  }
  const tables = requested.map(([name]) => ({
    name,
    writes: list(Object.fromEntries(requested), name) ?? [],
  }));
  const names = tables.map(({ name }) => name);
  checkBatchNames(constraints, names, () => shownRequests(tables));
  for (const { name, writes } of tables) {
    if (writes.length >= 1 && writes.length <= MAX_REQUESTS) continue;
    constraints.add(
      `Value '${shownRequests([{ name, writes }])}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${MAX_REQUESTS}, Member must have length greater than or equal to 1]`,
    );
  }
  constraints.check();
  if (tables.reduce((count, { writes }) => count + writes.length, 0) > MAX_REQUESTS) {
    throw invalid("Too many items requested for the BatchWriteItem call");
  }
  return tables.map(({ name, writes }) => ({ name, writes: writes.map(readWrite) }));
}

/** The service's echo of write requests, without what is in them. */
function shownRequests(
  tables: readonly { readonly name: string; readonly writes: readonly unknown[] }[],
): string {
  const shown = tables.map(({ name, writes }) => {
    return `${name}=[${writes.map(() => "WriteRequest").join(", ")}]`;
  });
  return `{${shown.join(", ")}}`;
}

function readWrite(raw: unknown): Write {
  const request = structure(raw);
  if (has(request, "PutRequest") === has(request, "DeleteRequest")) {
    throw invalid(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  const put = map(request, "PutRequest");
  if (put !== undefined) return { raw, put: readNewItem(map(put, "Item") ?? {}, OLDER) };
  return { raw, key: readItem(map(map(request, "DeleteRequest") ?? {}, "Key") ?? {}, OLDER) };
}

/** Checks every write against its table; batches report wrong keys of puts like those of deletes. */
function checkedKeys(table: Table, writes: readonly Write[]): readonly string[] {
  const { definition } = table;
  const keys = writes.map(({ put, key }) => {
    if (put === undefined) return checkKey(definition.keys, key ?? {});
    const kindsFit = keyAttributes(definition.keys).every(
      ({ name, kind }) => own(put.item, name)?.[kind] !== undefined,
    );
    if (!kindsFit) throw mismatch();
    const tableKey = checkItemKey(definition.keys, put.item);
    checkIndexKeys(definition, put.item);
    return tableKey;
  });
  if (new Set(keys).size < keys.length) {
    throw invalid("Provided list of item keys contains duplicates");
  }
  return keys;
}
