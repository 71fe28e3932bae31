import type { TransportRequest, WireObject } from "../../src/transport/transport.js";

export const CREATE_TABLE: TransportRequest = {
  operation: "CreateTable",
  input: {
    TableName: "load",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "batch", AttributeType: "N" },
      { AttributeName: "position", AttributeType: "N" },
      { AttributeName: "group", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "batch", KeyType: "HASH" },
      { AttributeName: "position", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-group",
        KeySchema: [{ AttributeName: "group", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  },
};

/** Every third batch is a transaction of 10 items, the others are 25 items. */
export function batchSize(batch: number): number {
  return batch % 3 === 0 ? 10 : 25;
}

export function batchRequest(batch: number): TransportRequest {
  const puts = Array.from({ length: batchSize(batch) }, (_, i) => itemOf(batch, i));
  if (batch % 3 > 0) {
    const load = puts.map((Item) => ({ PutRequest: { Item } }));
    return { operation: "BatchWriteItem", input: { RequestItems: { load } } };
  }
  const TransactItems = puts.map((Item) => ({ Put: { TableName: "load", Item } }));
  return { operation: "TransactWriteItems", input: { TransactItems } };
}

/** An item of 1 KB. */
export function itemOf(batch: number, position: number): WireObject {
  return {
    batch: { N: String(batch) },
    position: { N: String(position) },
    group: { S: "all" },
    content: { S: `${batch}/${position} `.padEnd(1_000, ".") },
  };
}
