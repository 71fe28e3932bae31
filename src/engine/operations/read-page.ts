import type { WireObject } from "../../transport/transport.js";
import type { AttributeValue, Item } from "../attribute-value.js";
import { Consumption, readUnits } from "../capacity/consumption.js";
import type { Database } from "../database.js";
import { throttled } from "../exception.js";
import { holds } from "../expression/evaluate.js";
import { pathsOf } from "../expression/paths-of.js";
import { project, selectionOf } from "../expression/project.js";
import { assign, own } from "../record.js";
import type { StoredItem } from "../table/stored-item.js";
import { type PageRequest, type Source, startKeyNames, unprojected } from "./page-request.js";

/** A page ends with the item that brings it over this size, before any filter. */
const MAX_PAGE_BYTES = 1024 * 1024;

/** A range of keys: from <= key < to, to the end where `to` is undefined. */
export interface KeyRange {
  readonly from: string;
  readonly to: string | undefined;
  readonly reverse: boolean;
  /** A key of the one partition that holds the range, where it is one of the table's own. */
  readonly partition: string | undefined;
}

/** Reads the next page of a range, filters and projects it, and answers as Query and Scan do. */
export function readPage(
  database: Database,
  source: Source,
  request: PageRequest,
  range: KeyRange,
): WireObject {
  const { table, index } = source;
  const { definition } = table;
  const indexName = index?.definition.scope === "global" ? request.indexName : undefined;
  if (database.meter?.admitsRead(definition, indexName, range.partition) === false) {
    throw throttled();
  }
  const page: StoredItem[] = [];
  let bytes = 0;
  let last: StoredItem | undefined;
  (index?.entries ?? table.items).visit(range.from, range.to, range.reverse, (stored) => {
    page.push(stored);
    bytes += stored.size;
    if (page.length !== request.limit && bytes <= MAX_PAGE_BYTES) return true;
    last = stored;
    return false;
  });

  const consumption = new Consumption("Read");
  const items = fetchWhole(source, request, page, consumption);
  if (index === undefined) {
    consumption.addTable(table.definition, readUnits(bytes, request.consistent));
  } else {
    consumption.addTable(table.definition, 0);
    consumption.addIndex(table.definition, index.definition, readUnits(bytes, request.consistent));
  }
  database.meter?.chargeRead(definition, indexName, range.partition, consumption.total);
  const { filter } = request;
  const matches = filter === undefined ? items : items.filter((item) => holds(filter, item));
  const [capacity] = consumption.report(request.capacity) ?? [];
  return {
    ...(request.select !== "COUNT" && { Items: projected(request, matches) }),
    Count: matches.length,
    ScannedCount: page.length,
    ...(last !== undefined && { LastEvaluatedKey: keyItem(startKeyNames(source), last.item) }),
    ...(capacity !== undefined && { ConsumedCapacity: capacity }),
  };
}

/** A local index that lacks what is asked for reads the rest from its table, at its price. */
function fetchWhole(
  { table, index }: Source,
  request: PageRequest,
  page: readonly StoredItem[],
  consumption: Consumption,
): readonly Item[] {
  const items = page.map((stored) => stored.item);
  if (index?.definition.scope !== "local" || index.definition.projection.type === "ALL") {
    return items;
  }
  const paths = [...(request.projection ?? []), ...pathsOf(request.filter)];
  const missing = unprojected(table.definition, index.definition, paths);
  if (request.select !== "ALL_ATTRIBUTES" && missing.length === 0) return items;
  return items.map((item) => {
    const stored = table.items.get(table.keyOf(item));
    consumption.addTable(table.definition, readUnits(stored?.size ?? 0, request.consistent));
    return stored?.item ?? item;
  });
}

function projected(request: PageRequest, items: readonly Item[]): readonly Item[] {
  if (request.projection === undefined) return items;
  const selection = selectionOf(request.projection);
  return items.map((item) => project(item, selection));
}

function keyItem(names: ReadonlySet<string>, item: Item): Item {
  const key: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value = own(item, name);
    if (value !== undefined) assign(key, name, value);
  }
  return key;
}
