import { ServiceError, TimeoutError } from "../errors/transport-errors.js";
import type { KeyNames, TableDefinition } from "../model/definition.js";
import { request } from "./attempt.js";
import { boundsOf, now, type Program, sleep } from "./effect.js";

/** Milliseconds that a new table may take to become active. */
const PATIENCE_MS = 120_000;

const POLL_MS = 500;

/** What CreateTable takes to make a table, billed per request. */
export function createTableInput(name: string, table: Pick<TableDefinition, "keys" | "indexes">) {
  const indexes = Object.entries(table.indexes);
  const names = [table.keys, ...indexes.map(([, index]) => index)].flatMap(
    ({ pk, sk }: KeyNames) => (sk === undefined ? [pk] : [pk, sk]),
  );
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...new Set(names)].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    KeySchema: keySchema(table.keys),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
            IndexName,
            KeySchema: keySchema(index),
            Projection: { ProjectionType: "ALL" },
          })),
        }),
  };
}

/** Makes a table where it is missing and waits until it can be used. */
export function* createTable(name: string, table: TableDefinition): Program<void> {
  const bounds = boundsOf(undefined);
  const input = createTableInput(name, table);
  try {
    yield* request("CreateTable", input, bounds);
  } catch (error) {
    const exists = error instanceof ServiceError && error.service === "ResourceInUseException";
    if (!exists) throw error;
  }
  const end = (yield* now()) + PATIENCE_MS;
  while ((yield* status(name)) !== "ACTIVE") {
    if ((yield* now()) > end) throw new TimeoutError(PATIENCE_MS, `${name} becoming active`);
    yield* sleep(POLL_MS, undefined);
  }
  if (table.ttl === undefined) return;
  try {
    yield* enableTtl(name, table.ttl);
  } catch (error) {
    // An engine without TTL (dynalite, say) expires nothing, which DynamoDB may put off for days too.
    const unknown = error instanceof ServiceError && error.service === "UnknownOperationException";
    if (!unknown) throw error;
  }
}

function keySchema({ pk, sk }: KeyNames): readonly object[] {
  return [
    { AttributeName: pk, KeyType: "HASH" },
    ...(sk === undefined ? [] : [{ AttributeName: sk, KeyType: "RANGE" }]),
  ];
}

function* status(name: string): Program<unknown> {
  const reply = yield* request("DescribeTable", { TableName: name }, boundsOf(undefined));
  const { TableStatus } = (reply.Table ?? {}) as { TableStatus?: unknown }; // documented reply
  return TableStatus;
}

function* enableTtl(name: string, attribute: string): Program<void> {
  const bounds = boundsOf(undefined);
  const reply = yield* request("DescribeTimeToLive", { TableName: name }, bounds);
  const ttl = (reply.TimeToLiveDescription ?? {}) as { TimeToLiveStatus?: unknown }; // documented reply
  if (ttl.TimeToLiveStatus === "ENABLED" || ttl.TimeToLiveStatus === "ENABLING") return;
  yield* request(
    "UpdateTimeToLive",
    {
      TableName: name,
      TimeToLiveSpecification: { Enabled: true, AttributeName: attribute },
    },
    bounds,
  );
}
