import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/create-engine.js";
import { diskKey, startOf } from "../../../src/engine/durable/disk-key.js";
import { openLmdb } from "../../../src/engine/durable/lmdb.js";
import { ConfigurationError, UnsupportedError } from "../../../src/errors/errors.js";
import { ServiceError } from "../../../src/errors/transport-errors.js";
import type { WireObject } from "../../../src/transport/transport.js";
import { expectedErrorOf } from "../../support/expected-error.js";

const START = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

let folder: string;
let path: string;
let engine: Engine;
let time: number;
let clock: () => number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "monotable-"));
  path = join(folder, "content");
  time = START;
  clock = () => time;
  engine = open();
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

function open(options: { readonly path?: string; readonly indexLagMs?: number } = { path }) {
  return createEngine({ now: () => clock(), expiryDelayMs: 0, ...options });
}

async function reopen(): Promise<void> {
  await engine.close();
  engine = open();
}

function call(operation: string, input: WireObject, on = engine): WireObject {
  return on.sendSync({ operation, input });
}

function createTable(TableName: string, more: WireObject = {}): WireObject {
  return {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["id", "sort", "group"].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    KeySchema: [
      { AttributeName: "id", KeyType: "HASH" },
      { AttributeName: "sort", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-group",
        KeySchema: [{ AttributeName: "group", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    ...more,
  };
}

function item(id: string, sort: string, more: WireObject = {}): WireObject {
  return { id: { S: id }, sort: { S: sort }, group: { S: "all" }, ...more };
}

function put(id: string, sort: string, more: WireObject = {}): WireObject {
  return call("PutItem", { TableName: "places", Item: item(id, sort, more) });
}

const COUNT_GROUP = {
  TableName: "places",
  IndexName: "by-group",
  KeyConditionExpression: "#group = :group",
  ExpressionAttributeNames: { "#group": "group" },
  ExpressionAttributeValues: { ":group": { S: "all" } },
  Select: "COUNT",
};

/** Requests of every kind that changes something, with names and values that are hard to keep. */
const CHANGES: readonly (readonly [operation: string, input: WireObject])[] = [
  ["CreateTable", createTable("places", { Tags: [{ Key: "stage", Value: "test" }] })],
  [
    "UpdateTable",
    {
      TableName: "places",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    },
  ],
  ["PutItem", { TableName: "places", Item: item("a", "\0\ud800", { ["__proto__"]: { N: "1" } }) }],
  [
    "BatchWriteItem",
    {
      RequestItems: {
        places: ["1", "2", "3"].map((sort) => ({ PutRequest: { Item: item("b", sort) } })),
      },
    },
  ],
  [
    "UpdateItem",
    {
      TableName: "places",
      Key: { id: { S: "b" }, sort: { S: "1" } },
      UpdateExpression: "SET tags = :tags ADD visits :one REMOVE #group",
      ExpressionAttributeNames: { "#group": "group" },
      ExpressionAttributeValues: { ":tags": { BS: ["AQ==", "Ag=="] }, ":one": { N: "1.50" } },
    },
  ],
  ["DeleteItem", { TableName: "places", Key: { id: { S: "b" }, sort: { S: "2" } } }],
  [
    "TransactWriteItems",
    {
      ClientRequestToken: "token",
      TransactItems: [
        { Put: { TableName: "places", Item: item("c", "1") } },
        { Put: { TableName: "places", Item: item("k".repeat(2048), "s".repeat(1024)) } },
      ],
    },
  ],
  [
    "UpdateTimeToLive",
    {
      TableName: "places",
      TimeToLiveSpecification: { Enabled: true, AttributeName: "ends" },
    },
  ],
  [
    "PutItem",
    { TableName: "places", Item: item("d", "1", { ends: { N: `${START / 1000 + 60}` } }) },
  ],
  [
    "TagResource",
    {
      ResourceArn: "arn:aws:dynamodb:local:000000000000:table/places",
      Tags: [{ Key: "owner", Value: "nobody" }],
    },
  ],
  [
    "UpdateTable",
    {
      TableName: "places",
      AttributeDefinitions: [{ AttributeName: "sort", AttributeType: "S" }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: "by-sort",
            KeySchema: [{ AttributeName: "sort", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        },
      ],
    },
  ],
  [
    "UpdateTable",
    { TableName: "places", GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-group" } }] },
  ],
  ["UpdateTable", { TableName: "places", StreamSpecification: { StreamEnabled: false } }],
  ["CreateTable", createTable("others")],
  ["DeleteTable", { TableName: "others" }],
];

/** All that an engine's answers show of its content. */
function contentOf(on: Engine): unknown {
  const { TableNames } = call("ListTables", {}, on) as { TableNames: string[] }; // as the API has it
  const { Streams } = call("ListStreams", {}, on) as { Streams: { StreamArn: string }[] }; // likewise
  return {
    tables: TableNames.map((TableName) => {
      const { Table } = call("DescribeTable", { TableName }, on) as {
        Table: { TableArn: string; GlobalSecondaryIndexes?: { IndexName: string }[] };
      }; // as the API has it
      const indexes = Table.GlobalSecondaryIndexes ?? [];
      return {
        Table,
        items: call("Scan", { TableName }, on),
        indexes: indexes.map(({ IndexName }) => call("Scan", { TableName, IndexName }, on)),
        ttl: call("DescribeTimeToLive", { TableName }, on),
        tags: call("ListTagsOfResource", { ResourceArn: Table.TableArn }, on),
      };
    }),
    streams: Streams.map(({ StreamArn }) => {
      const stream = { StreamArn, ShardId: "shardId-00000000000000000000-00000000" };
      const start = { ...stream, ShardIteratorType: "TRIM_HORIZON" };
      return [
        call("DescribeStream", { StreamArn }, on),
        call("GetRecords", call("GetShardIterator", start, on), on),
      ];
    }),
  };
}

describe("an engine with a path", () => {
  test("answers as one in memory does, when it is opened anew before every request", async () => {
    const memory = open({});
    for (const [operation, input] of CHANGES) {
      await reopen();
      expect(call(operation, input)).toEqual(call(operation, input, memory));
      expect(contentOf(engine)).toEqual(contentOf(memory));
      time += 1;
    }
    await reopen();
    expect(contentOf(engine)).toEqual(contentOf(memory));
  });

  test("remembers the tokens of transactions", async () => {
    call("CreateTable", createTable("places"));
    const transaction = (sort: string): WireObject => ({
      ClientRequestToken: "token",
      TransactItems: [{ Put: { TableName: "places", Item: item("a", sort) } }],
    });
    call("TransactWriteItems", transaction("1"));
    await reopen();
    call("TransactWriteItems", transaction("1"));
    const error = await expectedErrorOf(ServiceError, () =>
      call("TransactWriteItems", transaction("2")),
    );
    expect(error.service).toBe("IdempotentParameterMismatchException");
    time += 10 * 60 * 1000;
    await reopen();
    call("TransactWriteItems", transaction("2"));
    expect(call("Scan", { TableName: "places", Select: "COUNT" })).toMatchObject({ Count: 2 });
  });

  test("expires items that were stored before it was opened", async () => {
    call("CreateTable", createTable("places"));
    const TimeToLiveSpecification = { Enabled: true, AttributeName: "ends" };
    call("UpdateTimeToLive", { TableName: "places", TimeToLiveSpecification });
    put("a", "1", { ends: { N: String(START / 1000 + 60) } });
    put("a", "2");
    time += DAY_MS;
    await reopen();
    expect(call("Scan", { TableName: "places", Select: "COUNT" })).toMatchObject({ Count: 1 });
    expect(call("Query", COUNT_GROUP)).toMatchObject({ Count: 1 });
  });

  test("lets indexes catch up that lagged behind when it was closed", async () => {
    call("CreateTable", createTable("places"));
    engine.indexLagMs = 1_000;
    put("a", "1");
    await reopen();
    expect(call("Query", COUNT_GROUP)).toMatchObject({ Count: 0 });
    time += 1_000;
    expect(call("Query", COUNT_GROUP)).toMatchObject({ Count: 1 });
  });

  test("keeps what requests sent together change, those beside a refused one too", async () => {
    call("CreateTable", createTable("places"));
    const input = (id: string): WireObject => ({
      TableName: "places",
      Item: item(id, "1"),
      ConditionExpression: "attribute_not_exists(id)",
    });
    const ids = ["a", "b", "a", "c"];
    const outcomes = await Promise.allSettled(
      ids.map((id) => engine.send({ operation: "PutItem", input: input(id) })),
    );
    expect(outcomes).toMatchObject([
      { status: "fulfilled", value: {} },
      { status: "fulfilled", value: {} },
      { status: "rejected", reason: { service: "ConditionalCheckFailedException" } },
      { status: "fulfilled", value: {} },
    ]);
    await reopen();
    expect(call("Scan", { TableName: "places", Select: "COUNT" })).toMatchObject({ Count: 3 });
  });

  test("answers what was sent before close(), and opens again for the next request", async () => {
    call("CreateTable", createTable("places"));
    const input = { TableName: "places", Item: item("a", "1") };
    const sent = engine.send({ operation: "PutItem", input });
    await engine.close();
    expect(await sent).toEqual({});
    expect(call("Scan", { TableName: "places", Select: "COUNT" })).toMatchObject({ Count: 1 });
  });

  test("takes back the whole of a request that fails half-way, on disk and in memory", async () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: "KEYS_ONLY" };
    call("CreateTable", createTable("places", { StreamSpecification }));
    put("a", "1");
    const content = contentOf(engine);
    clock = () => {
      throw new Error("The clock broke.");
    };
    // The time is first asked for when the item is already in its table: for the stream's record.
    const request = { TableName: "places", Item: item("a", "2") };
    const error = await expectedErrorOf(ServiceError, () => engine.execute("PutItem", request));
    expect(error.toJSON()).toMatchObject({
      message: "InternalServerError: The engine could not keep the change: The clock broke.",
      statusCode: 500,
    });
    clock = () => time;
    expect(contentOf(engine)).toEqual(content);
    await reopen();
    expect(contentOf(engine)).toEqual(content);
  });

  test("leaves nothing of a deleted table on disk", async () => {
    call("CreateTable", createTable("places"));
    for (let i = 0; i < 30; i++) put("a", String(i));
    call("DeleteTable", { TableName: "places" });
    await engine.close();
    const lmdb = openLmdb(path);
    const left = [...lmdb.getKeys({ start: startOf(0), end: startOf(2 ** 32 - 1) })].map(String);
    await lmdb.close();
    expect(left).toEqual([diskKey(0, "format"), diskKey(0, "owner")].map(String));
  });

  test("has no snapshots, and says what has", async () => {
    const snapshot = open({}).snapshot();
    for (const attempt of [() => engine.snapshot(), () => engine.restore(snapshot)]) {
      const { message } = await expectedErrorOf(UnsupportedError, attempt);
      expect(message).toBe(
        "An engine with a `path` keeps what is on disk: it has no snapshots. " +
          "Use an engine in memory, createEngine() without `path`, to go back to an earlier state.",
      );
    }
  });
});

describe("a path is refused", () => {
  test("that another engine of the process has open, until that one closes", async () => {
    const { message } = await expectedErrorOf(ConfigurationError, open);
    expect(message).toContain("content is in use by another engine of this process: ");
    await engine.close();
    engine = open();
    expect(call("ListTables", {})).toEqual({ TableNames: [] });
  });

  test("that is a file", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { message } = await expectedErrorOf(ConfigurationError, () => open({ path: file }));
    expect(message).toContain("the path must be a directory that this process may write to");
  });

  test("that holds something other than LMDB's files", async () => {
    const other = mkdtempSync(join(folder, "other"));
    writeFileSync(join(other, "data.mdb"), "not a database".repeat(1_000));
    const { message } = await expectedErrorOf(ConfigurationError, () => open({ path: other }));
    expect(message).toContain("new, empty or made by this engine");
  });

  test("whose content is of a format to come", async () => {
    await engine.close();
    const lmdb = openLmdb(path);
    lmdb.transactionSync(() => lmdb.putSync(diskKey(0, "format"), "2"));
    await lmdb.close();
    const { message } = await expectedErrorOf(ConfigurationError, open);
    expect(message).toContain("are in format 2; this version reads format 1");
  });

  test("where the package lmdb is not installed", async () => {
    const loader = Module as unknown as { _load(name: string, ...rest: unknown[]): unknown }; // Node's own, untyped
    const load = loader._load;
    loader._load = (name, ...rest) => {
      if (name === "lmdb") throw new Error("Cannot find module 'lmdb'");
      return load.call(loader, name, ...rest);
    };
    try {
      const { message } = await expectedErrorOf(ConfigurationError, () =>
        open({ path: join(folder, "second") }),
      );
      expect(message).toContain("install it (npm install lmdb), or leave `path` out");
    } finally {
      loader._load = load;
    }
  });
});
