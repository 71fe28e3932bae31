import { expect, test } from "vitest";
import { createEngine } from "../../../src/engine.js";
import type { WireObject } from "../../../src/transport/transport.js";

const KEY = { pk: { S: "a" }, sk: { N: "1" } };
const itemOf = (text: string) => ({
  ...structuredClone(KEY),
  index: { S: "i" },
  local: { N: "7" },
  list: { L: [{ M: { deep: { L: [{ S: text }] } } }] },
  map: { M: { near: { M: { text: { S: text } } } } },
  set: { SS: ["x", text] },
  numbers: { NS: ["1", "2"] },
  bytes: { BS: ["AQID"] },
  count: { N: "1" },
});

const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: "HASH" },
  { AttributeName: sort, KeyType: "RANGE" },
];

/** An engine with one table, which has indexes, and one item. A stream would be shown each write. */
function world({ streams = false } = {}) {
  const engine = createEngine();
  const send = (operation: string, input: WireObject) => engine.sendSync({ operation, input });
  const Projection = { ProjectionType: "INCLUDE", NonKeyAttributes: ["map"] };
  const created = send("CreateTable", {
    TableName: "things",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "N" },
      { AttributeName: "index", AttributeType: "S" },
      { AttributeName: "local", AttributeType: "N" },
    ],
    KeySchema: keySchema("pk", "sk"),
    GlobalSecondaryIndexes: [
      { IndexName: "some", KeySchema: keySchema("index", "sk"), Projection },
      {
        IndexName: "all",
        KeySchema: keySchema("index", "sk"),
        Projection: { ProjectionType: "ALL" },
      },
    ],
    LocalSecondaryIndexes: [
      { IndexName: "local", KeySchema: keySchema("pk", "local"), Projection },
    ],
    ...(streams && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  });
  const { LatestStreamArn: stream } = created.TableDescription as { LatestStreamArn: string };
  const item = itemOf("first");
  send("PutItem", { TableName: "things", Item: item });
  return { engine, send, item, stream };
}

type World = ReturnType<typeof world>;

const TABLE = { TableName: "things" };
const WITH_KEY = { ...TABLE, Key: KEY };
const SOME = {
  ProjectionExpression: "#map, #list[0].deep",
  ExpressionAttributeNames: { "#map": "map", "#list": "list" },
};
const FAILS = {
  ConditionExpression: "attribute_not_exists(pk)",
  ReturnValuesOnConditionCheckFailure: "ALL_OLD",
};
const OF_INDEX = {
  ...TABLE,
  KeyConditionExpression: "#i = :i",
  ExpressionAttributeNames: { "#i": "index" },
  ExpressionAttributeValues: { ":i": { S: "i" } },
};
const UPDATE = {
  ...WITH_KEY,
  UpdateExpression:
    "SET #map.near.more = :v, #list = list_append(#list, :l) ADD #count :one DELETE #set :x",
  ExpressionAttributeNames: { "#map": "map", "#list": "list", "#count": "count", "#set": "set" },
  ExpressionAttributeValues: {
    ":v": { M: { new: { S: "v" } } },
    ":l": { L: [{ S: "added" }] },
    ":one": { N: "1" },
    ":x": { SS: ["x"] },
  },
};
const refusal = ({ engine }: World, operation: string, input: WireObject): unknown => {
  try {
    engine.sendSync({ operation, input });
  } catch (error) {
    return error;
  }
  throw new Error("not refused");
};

/** The keys and images of the stream's records. */
function imagesOf({ send, stream: StreamArn }: World): unknown {
  const { StreamDescription } = send("DescribeStream", { StreamArn });
  const [shard] = (StreamDescription as { Shards: { ShardId: string }[] }).Shards;
  const start = { StreamArn, ShardId: shard?.ShardId, ShardIteratorType: "TRIM_HORIZON" };
  const { ShardIterator } = send("GetShardIterator", start);
  const { Records } = send("GetRecords", { ShardIterator });
  const records = Records as { dynamodb: Record<string, unknown> }[];
  return records.map(({ dynamodb: { Keys, NewImage, OldImage } }) => [Keys, NewImage, OldImage]);
}

const SHOWN: Readonly<Record<string, (world: World) => unknown>> = {
  get: ({ send }) => send("GetItem", WITH_KEY).Item,
  "get of some": ({ send }) => send("GetItem", { ...WITH_KEY, ...SOME }).Item,
  "batch get": ({ send }) =>
    send("BatchGetItem", { RequestItems: { things: { Keys: [KEY] } } }).Responses,
  "batch get of some": ({ send }) =>
    send("BatchGetItem", { RequestItems: { things: { Keys: [KEY], ...SOME } } }).Responses,
  "transact get": ({ send }) =>
    send("TransactGetItems", { TransactItems: [{ Get: WITH_KEY }] }).Responses,
  "transact get of some": ({ send }) =>
    send("TransactGetItems", { TransactItems: [{ Get: { ...WITH_KEY, ...SOME } }] }).Responses,
  query: ({ send }) => send("Query", { ...OF_INDEX, IndexName: "all" }).Items,
  "query of some": ({ send }) => send("Query", { ...OF_INDEX, IndexName: "some" }).Items,
  scan: ({ send }) => send("Scan", TABLE).Items,
  "scan of some": ({ send }) => send("Scan", { ...TABLE, ...SOME }).Items,
  "local index that fetches": ({ send }) =>
    send("Scan", { ...TABLE, IndexName: "local", Select: "ALL_ATTRIBUTES" }).Items,
  "where a page ends": ({ send }) =>
    send("Scan", { ...TABLE, Limit: 1, Select: "COUNT" }).LastEvaluatedKey,
  "what a put replaces": ({ send }) =>
    send("PutItem", { ...TABLE, Item: itemOf("second"), ReturnValues: "ALL_OLD" }).Attributes,
  "what a delete removes": ({ send }) =>
    send("DeleteItem", { ...WITH_KEY, ReturnValues: "ALL_OLD" }).Attributes,
  "what a condition met": (w) => {
    const error = refusal(w, "PutItem", { ...TABLE, Item: itemOf("second"), ...FAILS });
    return (error as { item: unknown }).item;
  },
  "what a transaction met": (w) => {
    const Put = { ...TABLE, Item: itemOf("second"), ...FAILS };
    const error = refusal(w, "TransactWriteItems", { TransactItems: [{ Put }] });
    return (error as { cancellationReasons: { Item: unknown }[] }).cancellationReasons[0]?.Item;
  },
  "the collection that was written": ({ send }) => {
    const input = { ...TABLE, Item: itemOf("second"), ReturnItemCollectionMetrics: "SIZE" };
    const { ItemCollectionMetrics } = send("PutItem", input);
    return (ItemCollectionMetrics as { ItemCollectionKey: unknown }).ItemCollectionKey;
  },
  ...Object.fromEntries(
    ["ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"].map((ReturnValues) => [
      `${ReturnValues} of an update`,
      ({ send }: World) => send("UpdateItem", { ...UPDATE, ReturnValues }).Attributes,
    ]),
  ),
};

/** Overwrites every text in what was shown, wherever that is allowed. */
function scribble(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let seen = 1;
  for (const [name, member] of Object.entries(value)) {
    seen += scribble(member);
    Reflect.set(value, name, typeof member === "string" ? "scribbled" : member);
  }
  if (Array.isArray(value) && !Object.isFrozen(value)) value.push({ S: "scribbled" });
  return seen;
}

const { scan: SCAN = () => undefined, query: QUERY = () => undefined } = SHOWN;

test.each(Object.entries(SHOWN))("whoever is shown %s cannot change what is stored", (_, show) => {
  const [one, other] = [world(), world()];
  const start = one.engine.snapshot();
  expect(scribble(show(one))).toBeGreaterThan(1);
  show(other);
  for (const look of [SCAN, QUERY]) expect(look(one)).toEqual(look(other));
  one.engine.restore(start);
  for (const look of [SCAN, QUERY]) expect(look(one)).toEqual(look(world()));
});

test("whoever is shown records of a stream cannot change what is stored", () => {
  const [one, other] = [world({ streams: true }), world({ streams: true })];
  for (const { send } of [one, other]) send("UpdateItem", UPDATE);
  expect(scribble(imagesOf(one))).toBeGreaterThan(10);
  for (const look of [SCAN, QUERY, imagesOf]) expect(look(one)).toEqual(look(other));
});

test("whoever wrote an item cannot change it by what was sent", () => {
  const { item, send } = world();
  const before = structuredClone(send("GetItem", WITH_KEY).Item);
  scribble(item);
  expect(send("GetItem", WITH_KEY).Item).toEqual(before);
  const update = structuredClone(UPDATE);
  const { Attributes } = send("UpdateItem", { ...update, ReturnValues: "ALL_NEW" });
  const after = structuredClone(Attributes);
  scribble(update);
  expect(send("GetItem", WITH_KEY).Item).toEqual(after);
});
