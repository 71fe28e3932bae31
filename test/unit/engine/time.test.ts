import { describe, expect, test } from "vitest";
import type { Engine, EngineOptions } from "../../../src/engine/create-engine.js";
import { engineWithTable, get, indexed, keyOf, put, TABLE } from "./engine-fixture.js";

const START = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

/** An engine whose clock stands still until it is moved. */
function timed(options: EngineOptions = {}) {
  let time = START;
  const engine = engineWithTable({ ...options, now: () => time });
  return {
    engine,
    move(ms: number) {
      time += ms;
    },
  };
}

function expireBy(engine: Engine, AttributeName = "until"): void {
  engine.execute("UpdateTimeToLive", {
    TableName: TABLE,
    TimeToLiveSpecification: { Enabled: true, AttributeName },
  });
}

const until = (ms: number) => ({ until: { N: String((START + ms) / 1_000) } });

describe("time to live", () => {
  test("keeps an expired item readable for 48 hours, and then deletes it from indexes too", () => {
    const { engine, move } = timed();
    expireBy(engine);
    const item = { ...keyOf("a"), gp: { S: "g" }, ...until(HOUR_MS) };
    put(engine, item);
    move(48 * HOUR_MS);
    expect(get(engine, keyOf("a"))).toEqual(item);
    move(HOUR_MS + 1_000);
    expect(get(engine, keyOf("a"))).toBeUndefined();
    expect(indexed(engine, "g")).toEqual([]);
  });

  test("deletes as soon as it is told to", () => {
    const { engine, move } = timed({ expiryDelayMs: 0 });
    expireBy(engine);
    put(engine, { ...keyOf("a"), ...until(HOUR_MS) });
    put(engine, { ...keyOf("b"), ...until(2 * HOUR_MS) });
    move(HOUR_MS + 1_000);
    expect([get(engine, keyOf("a")), get(engine, keyOf("b"))?.pk]).toEqual([undefined, { S: "b" }]);
  });

  test("goes by the item as it is now, also where time to live was switched on later", () => {
    const { engine, move } = timed({ expiryDelayMs: 0 });
    put(engine, { ...keyOf("early"), ...until(HOUR_MS) });
    expireBy(engine);
    put(engine, { ...keyOf("renewed"), ...until(HOUR_MS) });
    put(engine, { ...keyOf("renewed"), ...until(5 * HOUR_MS) });
    move(2 * HOUR_MS);
    expect(get(engine, keyOf("early"))).toBeUndefined();
    expect(get(engine, keyOf("renewed"))).toBeDefined();
  });

  test.each([
    ["a text", { until: { S: "1" } }],
    ["no number of seconds", { until: { N: "-5" } }],
    ["more than five years ago", until(-6 * 365 * 24 * HOUR_MS)],
    ["another attribute", { end: { N: "1" } }],
  ])("leaves an item alone whose time is %s", (_, attributes) => {
    const { engine, move } = timed({ expiryDelayMs: 0 });
    expireBy(engine);
    put(engine, { ...keyOf("a"), ...attributes });
    move(HOUR_MS);
    expect(get(engine, keyOf("a"))).toBeDefined();
  });

  test("leaves everything alone when it is switched off", () => {
    const { engine, move } = timed({ expiryDelayMs: 0 });
    expireBy(engine);
    put(engine, { ...keyOf("a"), ...until(HOUR_MS) });
    engine.execute("UpdateTimeToLive", {
      TableName: TABLE,
      TimeToLiveSpecification: { Enabled: false, AttributeName: "until" },
    });
    move(2 * HOUR_MS);
    expect(get(engine, keyOf("a"))).toBeDefined();
  });
});

describe("global indexes that lag", () => {
  test("show a write only after a while; the table shows it at once", () => {
    const { engine, move } = timed({ indexLagMs: 100 });
    const item = { ...keyOf("a"), gp: { S: "g" } };
    put(engine, item);
    expect(get(engine, keyOf("a"))).toEqual(item);
    expect(indexed(engine, "g")).toEqual([]);
    move(100);
    expect(indexed(engine, "g")).toEqual([item]);
  });

  test("follow in the order of the writes, also when the lag is changed between them", () => {
    const { engine, move } = timed({ indexLagMs: 100 });
    put(engine, { ...keyOf("a"), gp: { S: "old" } });
    engine.indexLagMs = 0;
    put(engine, { ...keyOf("a"), gp: { S: "new" } });
    expect([indexed(engine, "old"), indexed(engine, "new")]).toEqual([[], []]);
    move(100);
    expect([indexed(engine, "old"), indexed(engine, "new")]).toEqual([
      [],
      [{ ...keyOf("a"), gp: { S: "new" } }],
    ]);
  });
});

test("A transaction's token is remembered for ten minutes", () => {
  const { engine, move } = timed();
  const add = () =>
    engine.execute("TransactWriteItems", {
      ClientRequestToken: "t",
      TransactItems: [
        {
          Update: {
            TableName: TABLE,
            Key: keyOf("a"),
            UpdateExpression: "ADD n :n",
            ExpressionAttributeValues: { ":n": { N: "1" } },
          },
        },
      ],
    });
  add();
  move(599_000);
  add();
  expect(get(engine, keyOf("a"))?.n).toEqual({ N: "1" });
  move(1_000);
  add();
  expect(get(engine, keyOf("a"))?.n).toEqual({ N: "2" });
});

test("A snapshot is taken back as often as one likes, with tables, indexes and streams", () => {
  const { engine } = timed();
  const item = { ...keyOf("a"), gp: { S: "g" } };
  put(engine, item);
  const snapshot = engine.snapshot();
  for (let round = 0; round < 3; round++) {
    put(engine, { ...keyOf("a"), gp: { S: "other" } });
    put(engine, keyOf("b"));
    engine.execute("DeleteTable", { TableName: TABLE });
    engine.restore(snapshot);
    expect(get(engine, keyOf("a"))).toEqual(item);
    expect(get(engine, keyOf("b"))).toBeUndefined();
    expect(indexed(engine, "g")).toEqual([item]);
    expect(indexed(engine, "other")).toEqual([]);
  }
});
