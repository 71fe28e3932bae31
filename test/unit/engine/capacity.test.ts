import { describe, expect, test } from "vitest";
import type { Engine } from "../../../src/engine/create-engine.js";
import type { WireObject } from "../../../src/transport/transport.js";
import { CREATE_TABLE, engineWithTable, keyOf, put, serviceOf, TABLE } from "./engine-fixture.js";

const THROTTLED = "ProvisionedThroughputExceededException";

/** A clock that stands still until it is moved. */
function clock() {
  let time = 1_000_000;
  return {
    now: () => time,
    move: (seconds: number) => {
      time += seconds * 1_000;
    },
  };
}

const provisioned = (read: number, write: number): WireObject => ({
  BillingMode: "PROVISIONED",
  ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
  GlobalSecondaryIndexes: (CREATE_TABLE.GlobalSecondaryIndexes as readonly WireObject[]).map(
    (index) => ({
      ...index,
      ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: 2 },
    }),
  ), // as above
});

/** How many writes of 1 KB at most are let in before one is throttled. */
function admitted(write: (i: number) => unknown): number {
  for (let count = 0; count < 10_000; count++) {
    if (serviceOf(() => write(count)) !== "answer") return count;
  }
  return Number.POSITIVE_INFINITY;
}

const putInto = (engine: Engine, pk: string) => (i: number) => put(engine, keyOf(pk, String(i)));

describe("an engine with a capacity model", () => {
  test("throttles nothing without it, however small the throughput", () => {
    const engine = engineWithTable({}, provisioned(1, 1));
    expect(admitted(putInto(engine, "a"))).toBe(Number.POSITIVE_INFINITY);
  });

  test("lets a provisioned table use its burst, and then what is refilled each second", () => {
    const { now, move } = clock();
    const engine = engineWithTable({ now, capacity: { burstSeconds: 4 } }, provisioned(5, 5));
    expect(admitted(putInto(engine, "a"))).toBe(20);
    move(1);
    expect(admitted(putInto(engine, "b"))).toBe(5);
    move(0.5);
    expect(admitted(putInto(engine, "c"))).toBe(3); // the last one on credit
  });

  test("keeps no more than the burst, however long it waits", () => {
    const { now, move } = clock();
    const engine = engineWithTable({ now, capacity: { burstSeconds: 4 } }, provisioned(5, 5));
    admitted(putInto(engine, "a"));
    move(1_000);
    expect(admitted(putInto(engine, "b"))).toBe(20);
  });

  test("charges a write by its size, and a transaction twice", () => {
    const { now } = clock();
    const engine = engineWithTable({ now, capacity: { burstSeconds: 4 } }, provisioned(5, 5));
    const big = { note: { S: "x".repeat(3_900) } };
    expect(admitted((i) => put(engine, { ...keyOf("a", String(i)), ...big }))).toBe(5);
    const other = engineWithTable({ now, capacity: { burstSeconds: 4 } }, provisioned(5, 5));
    const transact = (i: number) =>
      other.sendSync({
        operation: "TransactWriteItems",
        input: { TransactItems: [{ Put: { TableName: TABLE, Item: keyOf("a", String(i)) } }] },
      });
    const count = Array.from({ length: 11 }, (_, i) => serviceOf(() => transact(i)));
    expect(count).toEqual([...Array(10).fill("answer"), "TransactionCanceledException"]);
  });

  test("throttles reads apart from writes, by what they read", () => {
    const { now } = clock();
    const engine = engineWithTable({ now, capacity: { burstSeconds: 2 } }, provisioned(5, 500));
    const big = { note: { S: "x".repeat(8_100) } };
    put(engine, { ...keyOf("a"), ...big });
    const input = { TableName: TABLE, Key: keyOf("a"), ConsistentRead: true };
    const read = () => engine.sendSync({ operation: "GetItem", input });
    expect(admitted(read)).toBe(5); // of 2 units each
    expect(serviceOf(() => put(engine, keyOf("b")))).toBe("answer");
  });

  test("throttles a write whose global index has nothing left", () => {
    const { now } = clock();
    const engine = engineWithTable({ now, capacity: { burstSeconds: 2 } }, provisioned(500, 500));
    const putIndexed = (i: number) => put(engine, { ...keyOf("a", String(i)), gp: { S: "g" } });
    expect(admitted(putIndexed)).toBe(4);
    expect(serviceOf(() => put(engine, keyOf("not in the index")))).toBe("answer");
  });

  test("throttles one hot partition and leaves the others alone", () => {
    const { now } = clock();
    const partition = { read: 30, write: 10 };
    const engine = engineWithTable({ now, capacity: { partition, burstSeconds: 1 } });
    expect(admitted(putInto(engine, "hot"))).toBe(10);
    expect(admitted(putInto(engine, "cold"))).toBe(10);
  });

  test("gives on-demand tables the throughput that it is told", () => {
    const { now } = clock();
    const onDemand = { read: 7, write: 7 };
    const engine = engineWithTable({ now, capacity: { onDemand, burstSeconds: 1 } });
    expect(admitted((i) => put(engine, keyOf(String(i))))).toBe(7);
  });

  test("leaves the rest of a batch unprocessed, and throttles a batch of which nothing fits", () => {
    const { now } = clock();
    const onDemand = { read: 3, write: 3 };
    const engine = engineWithTable({ now, capacity: { onDemand, burstSeconds: 1 } });
    const requests = Array.from({ length: 5 }, (_, i) => ({
      PutRequest: { Item: keyOf("a", String(i)) },
    }));
    const input = { RequestItems: { [TABLE]: requests } };
    const write = () => engine.sendSync({ operation: "BatchWriteItem", input });
    expect(write()).toEqual({ UnprocessedItems: { [TABLE]: requests.slice(3) } });
    expect(serviceOf(write)).toBe(THROTTLED);
    const Keys = requests.map(({ PutRequest }) => PutRequest.Item);
    const keys = { RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } };
    const read = engine.sendSync({ operation: "BatchGetItem", input: keys });
    expect(read.UnprocessedKeys).toEqual({
      [TABLE]: { Keys: Keys.slice(3), ConsistentRead: true },
    });
  });
});
