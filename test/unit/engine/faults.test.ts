import { describe, expect, test } from "vitest";
import { createEngine } from "../../../src/engine/create-engine.js";
import type { Fault } from "../../../src/engine/fault/fault.js";
import { ArgumentError } from "../../../src/errors/errors.js";
import { NetworkError, ServiceError, TimeoutError } from "../../../src/errors/transport-errors.js";
import type { TransportRequest } from "../../../src/transport/transport.js";
import { expectedErrorOf } from "../../support/expected-error.js";
import { engineWithTable, get, keyOf, put, serviceOf, TABLE } from "./engine-fixture.js";

const KEY = keyOf("a");
const PUT: TransportRequest = { operation: "PutItem", input: { TableName: TABLE, Item: KEY } };

/** What becomes of a put that meets a fault, and whether it was carried out. */
async function meeting(fault: Fault) {
  const engine = engineWithTable();
  engine.faults.add(fault);
  let error: unknown;
  try {
    await engine.send(PUT);
  } catch (thrown) {
    error = thrown;
  }
  return { error, stored: get(engine, KEY) !== undefined, left: engine.faults.pending.length };
}

describe("a fault that a request meets", () => {
  test.each([
    ["throttle", { kind: "throttle" }, "ProvisionedThroughputExceededException", 400, false],
    ["a failure before the commit", { kind: "serverError" }, "InternalServerError", 500, false],
    [
      "a failure after the commit",
      { kind: "serverError", carriedOut: true },
      "InternalServerError",
      500,
      true,
    ],
    ["a conflict", { kind: "conflict" }, "TransactionConflictException", 400, false],
  ] as const)("%s: the service's exception", async (_, fault, service, statusCode, stored) => {
    const met = await meeting(fault);
    expect(met).toMatchObject({ error: { service, statusCode }, stored, left: 0 });
    expect(met.error).toBeInstanceOf(ServiceError);
  });

  test.each([
    ["refuse", false, false],
    ["reset", true, false],
    ["lostReply", true, true],
    ["malformed", true, true],
  ] as const)("%s: the connection's error", async (kind, ambiguous, stored) => {
    const met = await meeting({ kind });
    expect(met).toMatchObject({ error: { ambiguous }, stored, left: 0 });
    expect(met.error).toBeInstanceOf(NetworkError);
  });

  test("latency: the request arrives late, or not before the time is up", async () => {
    const engine = engineWithTable({ faults: [{ kind: "latency", ms: 20, times: 2 }] });
    const start = performance.now();
    await engine.send(PUT);
    expect(performance.now() - start).toBeGreaterThan(15);
    await expectedErrorOf(TimeoutError, () => engine.send(PUT, { timeoutMs: 5 }));
    expect(engine.faults.pending).toEqual([]);
  });

  test("a blocking call meets it like any other", () => {
    const engine = engineWithTable();
    engine.faults.add({ kind: "lostReply" });
    expect(() => put(engine, KEY)).toThrow(NetworkError);
    expect(get(engine, KEY)).toEqual(KEY);
  });
});

describe("faults of batches and transactions", () => {
  const write = (count: number): TransportRequest => ({
    operation: "BatchWriteItem",
    input: {
      RequestItems: {
        [TABLE]: Array.from({ length: count }, (_, i) => ({
          PutRequest: { Item: keyOf("a", String(i)) },
        })),
      },
    },
  });

  test("partial: the last entries come back, half of them or as many as are asked for", () => {
    const engine = engineWithTable();
    engine.faults.add({ kind: "partial" });
    const { UnprocessedItems } = engine.sendSync(write(5));
    expect(UnprocessedItems).toEqual({
      [TABLE]: ["2", "3", "4"].map((sk) => ({ PutRequest: { Item: keyOf("a", sk) } })),
    });
    engine.faults.add({ kind: "partial", left: 1, operation: "BatchGetItem" });
    const Keys = ["0", "1", "2"].map((sk) => keyOf("a", sk));
    const read = engine.sendSync({
      operation: "BatchGetItem",
      input: { RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } },
    });
    expect(read).toEqual({
      Responses: { [TABLE]: [keyOf("a", "0"), keyOf("a", "1")] },
      UnprocessedKeys: { [TABLE]: { Keys: [keyOf("a", "2")], ConsistentRead: true } },
    });
  });

  test("partial: other requests pass, and the fault waits for a batch", () => {
    const engine = engineWithTable();
    engine.faults.add({ kind: "partial" });
    put(engine, KEY);
    expect(engine.faults.pending).toEqual([{ kind: "partial" }]);
  });

  test("conflict: a transaction is cancelled at the position, and nothing of it is carried out", async () => {
    const engine = engineWithTable();
    engine.faults.add({ kind: "conflict", position: 1 });
    const TransactItems = ["1", "2"].map((sk) => ({
      Put: { TableName: TABLE, Item: keyOf("a", sk) },
    }));
    const { service, cancellationReasons } = await expectedErrorOf(ServiceError, () =>
      engine.sendSync({ operation: "TransactWriteItems", input: { TransactItems } }),
    );
    expect(service).toBe("TransactionCanceledException");
    expect(cancellationReasons).toEqual([
      { Code: "None" },
      { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" },
    ]);
    expect(get(engine, keyOf("a", "1"))).toBeUndefined();
  });
});

describe("which requests a fault meets", () => {
  const outcomes = (engine: ReturnType<typeof engineWithTable>, count: number) =>
    Array.from({ length: count }, () => serviceOf(() => put(engine, KEY)) !== "answer");

  test("those after so many, as often as it says", () => {
    const engine = engineWithTable();
    engine.faults.add({ kind: "throttle", after: 1, times: 2 });
    expect(outcomes(engine, 4)).toEqual([false, true, true, false]);
  });

  test("those of its operations and its table, in batches and transactions too", () => {
    const engine = engineWithTable();
    engine.faults.add({ kind: "throttle", operation: ["GetItem", "Query"], times: Infinity });
    expect(outcomes(engine, 1)).toEqual([false]);
    engine.faults.clear();
    engine.faults.add({ kind: "throttle", table: "others" });
    expect(outcomes(engine, 1)).toEqual([false]);
    const Put = { TableName: "others", Item: KEY };
    const input = { TransactItems: [{ Put }] };
    expect(serviceOf(() => engine.sendSync({ operation: "TransactWriteItems", input }))).toBe(
      "ProvisionedThroughputExceededException",
    );
  });

  test("those that the random source picks: the same ones for the same numbers", () => {
    const numbers = [0.4, 0.6, 0.1, 0.9];
    const engine = createEngine({ random: () => numbers.shift() ?? 1 });
    engine.faults.add({ kind: "throttle", probability: 0.5, times: Infinity });
    const met = [1, 2, 3, 4].map(
      () => serviceOf(() => engine.sendSync({ operation: "ListTables", input: {} })) !== "answer",
    );
    expect(met).toEqual([true, false, true, false]);
  });

  test("several at once: the first that decides, decides", () => {
    const engine = engineWithTable();
    engine.faults.add({ kind: "latency", ms: 1 });
    engine.faults.add({ kind: "throttle" });
    engine.faults.add({ kind: "serverError" });
    expect(serviceOf(() => put(engine, KEY))).toBe("ProvisionedThroughputExceededException");
    expect(engine.faults.pending).toEqual([]);
  });

  test.each([
    [{ kind: "throtle" }, /No such kind of fault: throtle/],
    [{ kind: "throttle", times: 0 }, /at least one request/],
    [{ kind: "throttle", probability: 2 }, /probability from 0 to 1/],
    [{ kind: "latency" }, /needs ms/],
  ])("refuses %j", async (fault, message) => {
    const error = await expectedErrorOf(ArgumentError, () =>
      createEngine().faults.add(fault as Fault),
    ); // what types would refuse
    expect(error.message).toMatch(message);
  });
});

test("the engine keeps the latest requests, met by a fault or not", () => {
  const engine = engineWithTable({ keepRequests: 2, now: () => 5 });
  for (const pk of ["a", "b"]) put(engine, keyOf(pk));
  engine.faults.add({ kind: "refuse" });
  expect(() => put(engine, keyOf("c"))).toThrow(NetworkError);
  expect(engine.requests).toEqual(
    ["b", "c"].map((pk) => ({
      operation: "PutItem",
      input: { TableName: TABLE, Item: keyOf(pk) },
      at: 5,
    })),
  );
  engine.forgetRequests();
  expect(engine.requests).toEqual([]);
});
