import { expect, test } from "vitest";
import type { Engine, EngineOptions } from "../../../src/engine/create-engine.js";
import type { WireObject } from "../../../src/transport/transport.js";
import { engineWithTable, keyOf, put, serviceOf, TABLE } from "./engine-fixture.js";

const START = Date.UTC(2026, 0, 1);

function streaming(options: EngineOptions = {}): Engine {
  return engineWithTable(options, {
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  });
}

/** The table's stream and its only shard. */
function shardOf(engine: Engine): WireObject {
  const { Streams } = engine.execute("ListStreams", { TableName: TABLE });
  const [{ StreamArn }] = Streams as readonly [WireObject]; // the table has one
  const { StreamDescription } = engine.execute("DescribeStream", { StreamArn });
  const { Shards } = StreamDescription as { Shards: readonly [WireObject] }; // as the API has it
  return { StreamArn, ShardId: Shards[0].ShardId };
}

function records(engine: Engine, more: WireObject): readonly WireObject[] {
  const input = { ...shardOf(engine), ...more };
  const { ShardIterator } = engine.execute("GetShardIterator", input);
  return engine.execute("GetRecords", { ShardIterator }).Records as readonly WireObject[]; // as the API has it
}

const keysOf = (list: readonly WireObject[]) =>
  list.map(({ dynamodb }) => (dynamodb as { Keys: { pk: { S: string } } }).Keys.pk.S); // as the API has it

const numberOf = (record: WireObject | undefined) =>
  (record as { dynamodb: WireObject }).dynamodb.SequenceNumber; // as the API has it

test("A stream is read from its beginning, its end, at a record and after one", () => {
  const engine = streaming();
  for (const pk of ["a", "b", "c"]) put(engine, keyOf(pk));
  const all = records(engine, { ShardIteratorType: "TRIM_HORIZON" });
  const SequenceNumber = numberOf(all[1]);
  expect(keysOf(all)).toEqual(["a", "b", "c"]);
  expect(records(engine, { ShardIteratorType: "LATEST" })).toEqual([]);
  expect(
    keysOf(records(engine, { ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber })),
  ).toEqual(["b", "c"]);
  expect(
    keysOf(records(engine, { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber })),
  ).toEqual(["c"]);
});

test("A page ends with its limit, and the next iterator goes on behind it", () => {
  const engine = streaming();
  const { ShardIterator } = engine.execute("GetShardIterator", {
    ...shardOf(engine),
    ShardIteratorType: "LATEST",
  });
  for (const pk of ["a", "b", "c"]) put(engine, keyOf(pk));
  const first = engine.execute("GetRecords", { ShardIterator, Limit: 2 });
  expect(keysOf(first.Records as readonly WireObject[])).toEqual(["a", "b"]); // as the API has it
  const rest = engine.execute("GetRecords", { ShardIterator: first.NextShardIterator });
  expect(keysOf(rest.Records as readonly WireObject[])).toEqual(["c"]); // as the API has it
});

test("A write that changes nothing leaves no record; what expires says who deleted it", () => {
  let time = START;
  const engine = streaming({ now: () => time, expiryDelayMs: 0 });
  const TimeToLiveSpecification = { Enabled: true, AttributeName: "until" };
  engine.execute("UpdateTimeToLive", { TableName: TABLE, TimeToLiveSpecification });
  const item = { ...keyOf("a"), until: { N: String(START / 1_000 + 60) } };
  put(engine, item);
  put(engine, item);
  time += 61_000;
  engine.execute("Scan", { TableName: TABLE });
  expect(records(engine, { ShardIteratorType: "TRIM_HORIZON" })).toMatchObject([
    { eventName: "INSERT", dynamodb: { NewImage: item } },
    {
      eventName: "REMOVE",
      dynamodb: { OldImage: item },
      userIdentity: { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" },
    },
  ]);
});

test("A stream that is switched off can still be read to its end", () => {
  const engine = streaming();
  put(engine, keyOf("a"));
  engine.execute("UpdateTable", {
    TableName: TABLE,
    StreamSpecification: { StreamEnabled: false },
  });
  put(engine, keyOf("b"));
  const input = { ...shardOf(engine), ShardIteratorType: "TRIM_HORIZON" };
  const { ShardIterator } = engine.execute("GetShardIterator", input);
  const page = engine.execute("GetRecords", { ShardIterator });
  expect(keysOf(page.Records as readonly WireObject[])).toEqual(["a"]); // as the API has it
  expect(page.NextShardIterator).toBeUndefined();
});

test("Records are kept for a day, iterators for 15 minutes", () => {
  let time = START;
  const engine = streaming({ now: () => time });
  put(engine, keyOf("a"));
  const { ShardIterator } = engine.execute("GetShardIterator", {
    ...shardOf(engine),
    ShardIteratorType: "TRIM_HORIZON",
  });
  time += 25 * 3_600_000;
  put(engine, keyOf("b"));
  expect(keysOf(records(engine, { ShardIteratorType: "TRIM_HORIZON" }))).toEqual(["b"]);
  expect(serviceOf(() => engine.execute("GetRecords", { ShardIterator }))).toBe(
    "ExpiredIteratorException",
  );
});
