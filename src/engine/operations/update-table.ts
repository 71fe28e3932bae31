import type { WireObject } from "../../transport/transport.js";
import type { Database } from "../database.js";
import { exception, invalid, invalidParameter, notFound } from "../exception.js";
import {
  byName,
  type IndexDefinition,
  type KeyAttribute,
  type TableDefinition,
  type Throughput,
} from "../table/definition.js";
import { describeTable } from "../table/describe.js";
import type { Table } from "../table/table.js";
import { Constraints } from "../validate/constraints.js";
import { flag, map, structures, text } from "../validate/fields.js";
import { checkStreamSpec, readStreamSpec, type StreamSpec } from "../validate/stream-spec.js";
import {
  indexOf,
  type RawIndex,
  readAttributes,
  readIndex,
  readThroughput,
} from "../validate/table-spec.js";
import { checkThroughput, expectFewGlobalIndexes } from "./create-table.js";
import { namedTable } from "./describe-table.js";

type IndexUpdate =
  | { readonly kind: "Create"; readonly name: string; readonly index: RawIndex }
  | { readonly kind: "Update"; readonly name: string; readonly throughput: Throughput | undefined }
  | { readonly kind: "Delete"; readonly name: string };

/** The change is done at once; the reply says UPDATING, as the service's does. */
export function updateTable(database: Database, input: WireObject): WireObject {
  const request = readRequest(input);
  const table = namedTable(database, input);
  const { definition } = table;
  const changed = withIndexes(withBilling(database, definition, request), request);
  checkStream(database, table, request.stream);
  table.redefine(changed);
  if (request.stream?.view !== undefined) database.openStream(table, request.stream.view);
  else if (request.stream !== undefined) database.closeStream(table);
  return { TableDescription: describeTable(table, database.streamOf(table), "UPDATING") };
}

interface Request {
  readonly attributes: readonly KeyAttribute[] | undefined;
  readonly mode: string | undefined;
  readonly throughput: Throughput | undefined;
  readonly stream: StreamSpec | undefined;
  readonly deletionProtection: boolean | undefined;
  readonly tableClass: string | undefined;
  readonly indexUpdates: readonly IndexUpdate[];
}

function readRequest(input: WireObject): Request {
  const constraints = new Constraints();
  const attributes = readAttributes(constraints, input);
  const mode = text(input, "BillingMode");
  constraints.oneOf("billingMode", mode, ["PROVISIONED", "PAY_PER_REQUEST"]);
  const throughput = readThroughput(constraints, input, "provisionedThroughput");
  const stream = readStreamSpec(constraints, input);
  const deletionProtection = flag(input, "DeletionProtectionEnabled");
  const tableClass = text(input, "TableClass");
  constraints.oneOf("tableClass", tableClass, ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]);
  const indexUpdates = readIndexUpdates(constraints, input);
  constraints.check();
  const given = [mode, throughput, stream, deletionProtection, tableClass, input.SSESpecification];
  if (given.every((member) => member === undefined) && indexUpdates.length === 0) {
    throw invalid(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  }
  checkStreamSpec(stream);
  if (mode === "PROVISIONED" && throughput === undefined) {
    throw invalidParameter(
      "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
    );
  }
  return { attributes, mode, throughput, stream, deletionProtection, tableClass, indexUpdates };
}

function readIndexUpdates(constraints: Constraints, input: WireObject): readonly IndexUpdate[] {
  const names = new Set<string>();
  return (structures(input, "GlobalSecondaryIndexUpdates") ?? []).map((raw, i) => {
    const path = `globalSecondaryIndexUpdates.${i + 1}.member`;
    const update = readIndexUpdate(constraints, raw, path);
    if (names.has(update.name)) {
      throw invalidParameter(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${update.name}`,
      );
    }
    names.add(update.name);
    return update;
  });
}

function readIndexUpdate(constraints: Constraints, raw: WireObject, path: string): IndexUpdate {
  const [create, update, remove] = [map(raw, "Create"), map(raw, "Update"), map(raw, "Delete")];
  if (create !== undefined) {
    const index = readIndex(constraints, create, "global", `${path}.create`);
    return { kind: "Create", name: index.name, index };
  }
  if (update !== undefined) {
    const throughput = readThroughput(constraints, update, `${path}.update.provisionedThroughput`);
    return { kind: "Update", name: text(update, "IndexName") ?? "", throughput };
  }
  if (remove !== undefined) return { kind: "Delete", name: text(remove, "IndexName") ?? "" };
  throw invalidParameter(
    "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
  );
}

function withBilling(
  database: Database,
  definition: TableDefinition,
  { mode, throughput, deletionProtection, tableClass }: Request,
): TableDefinition {
  const billing =
    mode === undefined ? definition.billing : mode === "PAY_PER_REQUEST" ? mode : "PROVISIONED";
  const onDemand = billing === "PAY_PER_REQUEST";
  const units =
    throughput === undefined && billing === definition.billing
      ? definition.throughput
      : checkThroughput(onDemand, throughput);
  if (throughput !== undefined && definition.billing === billing) {
    expectOtherThroughput(definition.throughput, throughput);
  }
  const becomesOnDemand = onDemand && definition.billing !== billing;
  return {
    ...definition,
    billing,
    throughput: units,
    onDemandSince: becomesOnDemand ? database.now() : definition.onDemandSince,
    deletionProtection: deletionProtection ?? definition.deletionProtection,
    tableClass: tableClass ?? definition.tableClass,
  };
}

function expectOtherThroughput(current: Throughput, requested: Throughput): void {
  if (current.read !== requested.read || current.write !== requested.write) return;
  throw invalid(
    "The provisioned throughput for the table will not change. The requested value equals the current value. " +
      `Current ReadCapacityUnits provisioned for the table: ${current.read}. Requested ReadCapacityUnits: ${requested.read}. ` +
      `Current WriteCapacityUnits provisioned for the table: ${current.write}. Requested WriteCapacityUnits: ${requested.write}. ` +
      "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
  );
}

function withIndexes(definition: TableDefinition, request: Request): TableDefinition {
  let indexes = definition.indexes;
  const known = new Map(definition.attributes.map((attribute) => [attribute.name, attribute]));
  for (const attribute of request.attributes ?? []) known.set(attribute.name, attribute);
  const attributes = [...known.values()];
  for (const update of request.indexUpdates) {
    const existing = indexes.find((index) => index.name === update.name);
    if (update.kind === "Create") {
      if (existing !== undefined) {
        throw invalidParameter(
          `Attempting to create an index which already exists: ${update.name}`,
        );
      }
      const onDemand = definition.billing === "PAY_PER_REQUEST";
      indexes = [...indexes, indexOf(update.index, attributes, definition.keys, onDemand)];
    } else if (existing === undefined) {
      throw notFound("Requested resource not found");
    } else if (existing.scope === "local") {
      const what = update.kind === "Delete" ? "delete" : "update";
      throw invalid(`Cannot ${what} an index that is not a GlobalSecondaryIndex`);
    } else if (update.kind === "Delete") {
      indexes = indexes.filter((index) => index !== existing);
    } else {
      indexes = indexes.map((index) =>
        index === existing ? { ...index, throughput: update.throughput } : index,
      );
    }
  }
  expectFewGlobalIndexes(indexes.filter((index) => index.scope === "global").length);
  return {
    ...definition,
    indexes: byName(indexes),
    attributes: usedAttributes(attributes, definition, indexes),
  };
}

/** A table keeps the definitions of the attributes that its keys use. */
function usedAttributes(
  attributes: readonly KeyAttribute[],
  { keys }: TableDefinition,
  indexes: readonly IndexDefinition[],
): readonly KeyAttribute[] {
  const schemas = [keys, ...indexes.map((index) => index.keys)];
  return attributes.filter(({ name }) =>
    schemas.some(({ partition, sort }) => partition.name === name || sort?.name === name),
  );
}

function checkStream(database: Database, table: Table, spec: StreamSpec | undefined): void {
  if (spec === undefined) return;
  const enabled = database.enabledStream(table) !== undefined;
  if (spec.enabled === enabled) {
    throw exception(
      "ValidationException",
      enabled ? "Table already has an enabled stream" : "Table does not have a stream to disable",
    );
  }
}
