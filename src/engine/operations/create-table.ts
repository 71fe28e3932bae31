import { createHash } from "node:crypto";
import type { WireObject } from "../../transport/transport.js";
import { ACCOUNT, type Database, REGION } from "../database.js";
import { exception, invalid, invalidParameter } from "../exception.js";
import {
  byName,
  type IndexDefinition,
  type KeySchema,
  type TableDefinition,
  type Throughput,
} from "../table/definition.js";
import { describeTable } from "../table/describe.js";
import { Table } from "../table/table.js";
import { Constraints } from "../validate/constraints.js";
import { flag, has, structures, text } from "../validate/fields.js";
import { checkStreamSpec, readStreamSpec } from "../validate/stream-spec.js";
import { checkNewName } from "../validate/table-name.js";
import {
  indexOf,
  keysOf,
  type RawIndex,
  readAttributes,
  readIndex,
  readKeySchema,
  readThroughput,
  refuseUnusedAttributes,
} from "../validate/table-spec.js";
import { expectFewTags, readTags } from "../validate/tags.js";

/** "Service, account, and table quotas" */
const MAX_GLOBAL_INDEXES = 20;
const MAX_LOCAL_INDEXES = 5;
const MAX_UNITS = 1_000_000_000_000;

/** The table can be used at once; the reply says CREATING, as the service's does. */
export function createTable(database: Database, input: WireObject): WireObject {
  const { definition, stream } = readRequest(database, input);
  if (database.tables.has(definition.name)) {
    throw exception("ResourceInUseException", `Table already exists: ${definition.name}`);
  }
  const table = Table.open(definition, database.openMap);
  database.tables.set(definition.name, table);
  if (stream?.view !== undefined) database.openStream(table, stream.view);
  return { TableDescription: describeTable(table, database.streamOf(table), "CREATING") };
}

function readRequest(database: Database, input: WireObject) {
  const name = text(input, "TableName");
  if (name === undefined) {
    throw invalid("The parameter 'TableName' is required but was not present in the request");
  }
  const constraints = new Constraints();
  checkNewName(constraints, name, "tableName");
  const attributes = readAttributes(constraints, input) ?? [];
  constraints.required("attributeDefinitions", input.AttributeDefinitions ?? undefined);
  const rawKeys = readKeySchema(constraints, input, "keySchema");
  const mode = text(input, "BillingMode");
  constraints.oneOf("billingMode", mode, ["PROVISIONED", "PAY_PER_REQUEST"]);
  const given = readThroughput(constraints, input, "provisionedThroughput");
  const global = readIndexes(constraints, input, "GlobalSecondaryIndexes", "global");
  const local = readIndexes(constraints, input, "LocalSecondaryIndexes", "local");
  const stream = readStreamSpec(constraints, input);
  const tableClass = text(input, "TableClass");
  constraints.oneOf("tableClass", tableClass, ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]);
  constraints.check();

  const onDemand = mode === "PAY_PER_REQUEST";
  const throughput = checkThroughput(onDemand, given);
  const keys = keysOf(rawKeys, attributes);
  const indexes = checkIndexes([...local, ...global], attributes, keys, onDemand, input);
  refuseUnusedAttributes(attributes, keys, indexes);
  checkStreamSpec(
    stream,
    "Table is being created with a stream disabled, UpdateViewType should not be specified",
  );
  const tags = readTags(input);
  expectFewTags(tags);
  const now = database.now();
  const definition: TableDefinition = {
    name,
    arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`,
    id: tableId(name, now),
    createdAt: now,
    attributes,
    keys,
    indexes: byName(indexes),
    billing: onDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
    onDemandSince: onDemand ? now : undefined,
    throughput,
    deletionProtection: flag(input, "DeletionProtectionEnabled") ?? false,
    tableClass,
    tags,
    ttl: undefined,
  };
  return { definition, stream };
}

function readIndexes(
  constraints: Constraints,
  input: WireObject,
  member: string,
  scope: IndexDefinition["scope"],
): readonly RawIndex[] {
  const path = member.charAt(0).toLowerCase() + member.slice(1);
  return (structures(input, member) ?? []).map((raw, i) =>
    readIndex(constraints, raw, scope, `${path}.${i + 1}.member`),
  );
}

/** Checks throughput against the billing mode; on demand it is 0. */
export function checkThroughput(onDemand: boolean, given: Throughput | undefined): Throughput {
  if (onDemand) {
    if (given === undefined) return { read: 0, write: 0 };
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (given === undefined) {
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  for (const [name, units] of [
    ["ReadCapacityUnits", given.read],
    ["WriteCapacityUnits", given.write],
  ] as const) {
    if (units > MAX_UNITS) throw invalid(`Given value ${units} for ${name} is out of bounds`);
  }
  return given;
}

function checkIndexes(
  raw: readonly RawIndex[],
  attributes: TableDefinition["attributes"],
  keys: KeySchema,
  onDemand: boolean,
  input: WireObject,
): readonly IndexDefinition[] {
  for (const member of ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"]) {
    if (has(input, member) && structures(input, member)?.length === 0) {
      throw invalidParameter(`List of ${member} is empty`);
    }
  }
  if (raw.some((index) => index.scope === "local") && keys.sort === undefined) {
    throw invalidParameter(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  }
  const names = new Set<string>();
  const indexes = raw.map((index) => {
    const definition = indexOf(index, attributes, keys, onDemand);
    if (names.has(index.name)) throw invalidParameter(`Duplicate index name: ${index.name}`);
    names.add(index.name);
    return definition;
  });
  const locals = indexes.filter((index) => index.scope === "local").length;
  if (locals > MAX_LOCAL_INDEXES) {
    throw invalidParameter(
      `Number of LocalSecondaryIndexes exceeds per-table limit of ${MAX_LOCAL_INDEXES}`,
    );
  }
  expectFewGlobalIndexes(indexes.length - locals);
  return indexes;
}

export function expectFewGlobalIndexes(count: number): void {
  if (count <= MAX_GLOBAL_INDEXES) return;
  throw invalidParameter(
    `GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`,
  );
}

/** A UUID that depends on nothing random. */
function tableId(name: string, now: number): string {
  const hex = createHash("sha256").update(`${name}/${now}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}
