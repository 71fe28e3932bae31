import type { WireObject } from "../../transport/transport.js";
import { type AttributeValue, freezeItem, type Item } from "../attribute-value.js";
import { Consumption, readUnits } from "../capacity/consumption.js";
import type { Database } from "../database.js";
import { throttled } from "../exception.js";
import type { Path } from "../expression/ast.js";
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
  const { definition } = source.table;
  const indexName = source.index?.definition.scope === "global" ? request.indexName : undefined;
  if (database.meter?.admitsRead(definition, indexName, range.partition) === false) {
    throw throttled();
  }
  const { stored, bytes, last } = collect(source, request, range);
  const rows = rowsOf(source, request, stored);
  const { filter, select } = request;
  const matches = filter === undefined ? rows : rows.filter(({ whole }) => holds(filter, whole));
  const capacity = (): Consumption => consumptionOf(source, request, bytes, rows);
  database.meter?.chargeRead(definition, indexName, range.partition, capacity().total);
  const reported = request.capacity === undefined ? [] : capacity().report(request.capacity);
  return {
    ...(select !== "COUNT" && { Items: projected(request, matches) }),
    Count: matches.length,
    ScannedCount: rows.length,
    ...(last !== undefined && {
      LastEvaluatedKey: keyItem(startKeyNames(source), freezeItem(last.item)),
    }),
    ...(reported?.[0] !== undefined && { ConsumedCapacity: reported[0] }),
  };
}

interface Page {
  readonly stored: readonly StoredItem[];
  readonly bytes: number;
  /** Where the next page starts; undefined at the end of the range. */
  readonly last: StoredItem | undefined;
}

function collect({ table, index }: Source, { limit }: PageRequest, range: KeyRange): Page {
  const stored: StoredItem[] = [];
  let bytes = 0;
  let last: StoredItem | undefined;
  (index?.entries ?? table.items).visit(range.from, range.to, range.reverse, (item) => {
    stored.push(item);
    bytes += item.size;
    if (stored.length !== limit && bytes <= MAX_PAGE_BYTES) return true;
    last = item;
    return false;
  });
  return { stored, bytes, last };
}

interface Row {
  /** What the reply shows of the item, before its projection. */
  readonly shown: Item;
  /** What the filter sees. */
  readonly whole: Item;
  /** Where a local index had to read the item from its table: the item's size. */
  readonly fetchedBytes: number | undefined;
}

/** A local index that lacks what is asked for reads the rest from its table. */
function rowsOf(
  { table, index }: Source,
  { select, projection, filter }: PageRequest,
  page: readonly StoredItem[],
): readonly Row[] {
  const isPartial =
    index?.definition.scope === "local" && index.definition.projection.type !== "ALL";
  const lacks = (paths: readonly Path[]): boolean =>
    isPartial && unprojected(table.definition, index.definition, paths).length > 0;
  const isShown = isPartial && (select === "ALL_ATTRIBUTES" || lacks(projection ?? []));
  if (!isShown && !lacks(pathsOf(filter))) {
    return page.map(({ item }) => ({ shown: item, whole: item, fetchedBytes: undefined }));
  }
  return page.map(({ item }) => {
    const stored = table.items.get(table.keyOf(item));
    const whole = stored?.item ?? item;
    return { shown: isShown ? whole : item, whole, fetchedBytes: stored?.size ?? 0 };
  });
}

function consumptionOf(
  { table, index }: Source,
  { consistent }: PageRequest,
  bytes: number,
  rows: readonly Row[],
): Consumption {
  const consumption = new Consumption("Read");
  const units = readUnits(bytes, consistent);
  consumption.addTable(table.definition, index === undefined ? units : 0);
  if (index !== undefined) consumption.addIndex(table.definition, index.definition, units);
  for (const { fetchedBytes } of rows) {
    if (fetchedBytes === undefined) continue;
    consumption.addTable(table.definition, readUnits(fetchedBytes, consistent));
  }
  return consumption;
}

function projected({ projection }: PageRequest, rows: readonly Row[]): readonly Item[] {
  if (projection === undefined) return rows.map(({ shown }) => freezeItem(shown));
  const selection = selectionOf(projection);
  return rows.map(({ shown }) => project(freezeItem(shown), selection));
}

function keyItem(names: ReadonlySet<string>, item: Item): Item {
  const key: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value = own(item, name);
    if (value !== undefined) assign(key, name, value);
  }
  return key;
}
