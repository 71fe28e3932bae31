import type { WireObject } from "../../transport/transport.js";
import type { Item } from "../attribute-value.js";
import { invalid, invalidParameter } from "../exception.js";
import type { Path, ResolvedCondition } from "../expression/ast.js";
import { pathsOf } from "../expression/paths-of.js";
import {
  type IndexDefinition,
  type KeySchema,
  keyAttributes,
  projectedAttributes,
  type TableDefinition,
} from "../table/definition.js";
import type { IndexData } from "../table/index-data.js";
import type { Table } from "../table/table.js";
import { refuseKeyPaths } from "../validate/key-paths.js";

/** What Query and Scan have in common. */
export interface PageRequest {
  readonly indexName: string | undefined;
  readonly consistent: boolean;
  readonly select: string | undefined;
  readonly limit: number | undefined;
  readonly capacity: string | undefined;
  readonly startKey: Item | undefined;
  readonly filter: ResolvedCondition | undefined;
  readonly projection: readonly Path[] | undefined;
}

/** The enum of `Select`, in the service's order. */
export const SELECTS = [
  "SPECIFIC_ATTRIBUTES",
  "COUNT",
  "ALL_ATTRIBUTES",
  "ALL_PROJECTED_ATTRIBUTES",
] as const;

/** Where a page is read: the table itself or one of its indexes. */
export interface Source {
  readonly table: Table;
  readonly index: IndexData | undefined;
  readonly keys: KeySchema;
}

/** @throws ServiceError ValidationException where the table has no such index */
export function sourceOf(table: Table, indexName: string | undefined): Source {
  if (indexName === undefined) return { table, index: undefined, keys: table.definition.keys };
  const index = table.indexes.get(indexName);
  if (index !== undefined) return { table, index, keys: index.definition.keys };
  throw invalid(`The table does not have the specified index: ${indexName}`);
}

/** Checks Select against the other members, which needs no table. */
export function checkSelect(input: WireObject, { select, indexName }: PageRequest): void {
  const projects = input.ProjectionExpression !== undefined && input.ProjectionExpression !== null;
  if (projects && select !== undefined && select !== "SPECIFIC_ATTRIBUTES") {
    const what = select === "COUNT" ? "only the Count" : select;
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${what}`);
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && indexName === undefined) {
    throw invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (select === "SPECIFIC_ATTRIBUTES" && !projects) {
    throw invalid(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
}

/** Checks what the request asks of the index it names. */
export function checkIndexUse({ table, index }: Source, request: PageRequest): void {
  refuseKeyPaths(table.definition, [...(request.projection ?? []), ...pathsOf(request.filter)]);
  if (index?.definition.scope !== "global") return;
  const { definition } = index;
  if (request.consistent) {
    throw invalid("Consistent reads are not supported on global secondary indexes");
  }
  if (request.select === "ALL_ATTRIBUTES" && definition.projection.type !== "ALL") {
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${definition.name} because its projection type is not ALL`,
    );
  }
  const missing = unprojected(table.definition, definition, request.projection ?? []);
  if (missing.length > 0) {
    throw invalidParameter(
      `Global secondary index ${definition.name} does not project [${missing.join(", ")}]`,
    );
  }
}

/** A query filters only by what its index stores; a scan takes the rest as missing. */
export function checkFilterAttributes({ table, index }: Source, request: PageRequest): void {
  if (index === undefined) return;
  const missing = unprojected(table.definition, index.definition, pathsOf(request.filter));
  if (missing.length === 0) return;
  throw invalidParameter(
    `Secondary index ${index.definition.name} does not project one or more filter attributes: [${missing.join(", ")}]`,
  );
}

/** The attributes that paths start with and an index does not store. */
export function unprojected(
  table: TableDefinition,
  index: IndexDefinition,
  paths: readonly Path[],
): readonly string[] {
  const stored = projectedAttributes(table, index);
  if (stored === undefined) return [];
  const names = new Set(paths.map((path) => String(path[0])));
  return [...names].filter((name) => !stored.has(name));
}

/** The names of a start key's attributes: the table's key and the index's. */
export function startKeyNames({ table, index }: Source): ReadonlySet<string> {
  const keys = keyAttributes(table.definition.keys);
  const indexKeys = index === undefined ? [] : keyAttributes(index.definition.keys);
  return new Set([...keys, ...indexKeys].map((key) => key.name));
}
