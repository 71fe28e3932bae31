/** What is measured: items of 1 KB, a table with a global index, and the requests of each operation. */

export const TABLE = "bench";
export const ITEMS_PER_PARTITION = 100;

const attribute = (AttributeName) => ({ AttributeName, AttributeType: "S" });
const keys = (partition, sort) => [
  { AttributeName: partition, KeyType: "HASH" },
  { AttributeName: sort, KeyType: "RANGE" },
];

export const CREATE_TABLE = {
  TableName: TABLE,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: ["PK", "SK", "GSI1PK", "GSI1SK"].map(attribute),
  KeySchema: keys("PK", "SK"),
  GlobalSecondaryIndexes: [
    {
      IndexName: "GSI1",
      KeySchema: keys("GSI1PK", "GSI1SK"),
      Projection: { ProjectionType: "ALL" },
    },
  ],
};

export const keyOf = (i) => ({
  PK: { S: `TENANT#${String(Math.floor(i / ITEMS_PER_PARTITION)).padStart(6, "0")}` },
  SK: { S: `DEVICE#${String(i % ITEMS_PER_PARTITION).padStart(4, "0")}` },
});

/**
 * Item `i` in one of its versions: 15 attributes of most kinds, 1,024 bytes as DynamoDB counts
 * them. Parsed from text, so that no two items share memory, as if they came from outside.
 */
export function itemOf(i, version = 0) {
  const key = keyOf(i);
  return JSON.parse(
    JSON.stringify({
      ...key,
      GSI1PK: { S: `${key.PK.S}#up` },
      GSI1SK: { S: String(i).padStart(10, "0") },
      _type: { S: "Device" },
      tenantId: { S: key.PK.S.slice(7) },
      deviceId: { S: key.SK.S.slice(7) },
      status: { S: "up" },
      version: { N: String(1_000 + version) },
      active: { BOOL: true },
      tags: { SS: ["alpha", "beta", "gamma"] },
      address: { M: { street: { S: "1 Long Street" }, city: { S: "Springfield" } } },
      createdAt: { S: "2026-01-01T00:00:00.000Z" },
      updatedAt: { S: "2026-01-01T00:00:00.000Z" },
      note: { S: `${i} `.padEnd(769, "The quick brown fox jumps over the lazy dog. ") },
    }),
  );
}

/** A random source that gives the same numbers in each run (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const putOf = (i, version) => ({
  operation: "PutItem",
  input: { TableName: TABLE, Item: itemOf(i, version) },
});

export const getOf = (i) => ({
  operation: "GetItem",
  input: { TableName: TABLE, Key: keyOf(i) },
});

/** All items of a partition, or the first `limit` of them. */
export const queryOf = (i, limit) => ({
  operation: "Query",
  input: {
    TableName: TABLE,
    KeyConditionExpression: "PK = :pk AND begins_with(SK, :sk)",
    ExpressionAttributeValues: { ":pk": keyOf(i).PK, ":sk": { S: "DEVICE#" } },
    ...(limit !== undefined && { Limit: limit }),
  },
});

export const batchOf = (first, count, version) => ({
  operation: "BatchWriteItem",
  input: {
    RequestItems: {
      [TABLE]: Array.from({ length: count }, (_, n) => ({
        PutRequest: { Item: itemOf(first + n, version) },
      })),
    },
  },
});

export const transactOf = (first, count, version) => ({
  operation: "TransactWriteItems",
  input: {
    TransactItems: Array.from({ length: count }, (_, n) => ({
      Put: { TableName: TABLE, Item: itemOf(first + n, version) },
    })),
  },
});

/** The measured operations: each a name and requests, prepared so that only their sending counts. */
export function operations(items, random = seeded(1)) {
  const anyItem = (room = 1) => Math.floor(random() * (items - room + 1));
  const prepared = (count, make) => Array.from({ length: count }, (_, n) => make(n));
  return [
    { name: "put", requests: prepared(1_000, (n) => putOf(anyItem(), n)) },
    { name: "get", requests: prepared(1_000, () => getOf(anyItem())) },
    { name: "query (100 items)", requests: prepared(100, () => queryOf(anyItem())) },
    { name: "batch (25 puts)", requests: prepared(100, (n) => batchOf(anyItem(25), 25, n)) },
    { name: "transact (10 puts)", requests: prepared(100, (n) => transactOf(anyItem(10), 10, n)) },
  ];
}
