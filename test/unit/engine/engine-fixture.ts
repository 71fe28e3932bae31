import {
  createEngine,
  type Engine,
  type EngineOptions,
} from "../../../src/engine/create-engine.js";
import { ServiceError } from "../../../src/errors/transport-errors.js";
import type { WireObject } from "../../../src/transport/transport.js";

export const TABLE = "devices";

export const CREATE_TABLE: WireObject = {
  TableName: TABLE,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: ["pk", "sk", "gp"].map((AttributeName) => ({
    AttributeName,
    AttributeType: "S",
  })),
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-gp",
      KeySchema: [{ AttributeName: "gp", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};

/** An engine with one table. */
export function engineWithTable(options: EngineOptions = {}, more: WireObject = {}): Engine {
  const engine = createEngine(options);
  engine.execute("CreateTable", { ...CREATE_TABLE, ...more });
  return engine;
}

export function keyOf(pk: string, sk = "1"): WireObject {
  return { pk: { S: pk }, sk: { S: sk } };
}

export function put(engine: Engine, item: WireObject): WireObject {
  return engine.sendSync({ operation: "PutItem", input: { TableName: TABLE, Item: item } });
}

export function get(engine: Engine, key: WireObject): WireObject | undefined {
  const input = { TableName: TABLE, Key: key, ConsistentRead: true };
  return engine.execute("GetItem", input).Item as WireObject | undefined; // as answered
}

/** The items of the global index under one key. */
export function indexed(engine: Engine, gp: string): unknown {
  return engine.execute("Query", {
    TableName: TABLE,
    IndexName: "by-gp",
    KeyConditionExpression: "gp = :gp",
    ExpressionAttributeValues: { ":gp": { S: gp } },
  }).Items;
}

/** The name of the service's exception that a call ends with, or "answer". */
export function serviceOf(run: () => unknown): string {
  try {
    run();
    return "answer";
  } catch (error) {
    if (error instanceof ServiceError) return error.service;
    throw error;
  }
}
