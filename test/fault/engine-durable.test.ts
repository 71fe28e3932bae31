import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/create-engine.js";
import { FIRST_NUMBER } from "../../src/engine/durable/directory.js";
import { startOf } from "../../src/engine/durable/disk-key.js";
import { openLmdb } from "../../src/engine/durable/lmdb.js";
import { ConfigurationError } from "../../src/errors/errors.js";
import type { WireObject } from "../../src/transport/transport.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { batchRequest, batchSize, CREATE_TABLE, itemOf } from "./engine-durable-batches.js";

const deep = process.env.MONOTABLE_DEEP === "1";
const CHILD = fileURLToPath(new URL("./engine-durable-child.ts", import.meta.url));

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "monotable-"));
});
afterEach(() => rmSync(path, { recursive: true }));

/** Starts a process that opens the engine; `first` is the batch that it starts to load from. */
function startChild(first?: number): ChildProcess {
  const last = first === undefined ? [] : [String(first)];
  return fork(CHILD, [path, ...last], { execArgv: ["--import", "tsx"] });
}

/** Waits until the process says something that has the member. */
async function heard(child: ChildProcess, member: string): Promise<void> {
  for (;;) {
    const [message] = (await once(child, "message")) as [object]; // what the child says
    if (member in message) return;
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** The items of a batch that are stored. */
function storedItems(engine: Engine, batch: number): unknown {
  return engine.execute("Query", {
    TableName: "load",
    KeyConditionExpression: "#batch = :batch",
    ExpressionAttributeNames: { "#batch": "batch" },
    ExpressionAttributeValues: { ":batch": { N: String(batch) } },
  }).Items;
}

function wholeBatch(batch: number): readonly WireObject[] {
  return Array.from({ length: batchSize(batch) }, (_, i) => itemOf(batch, i));
}

/** How many entries the table or one of its indexes has. */
function countEntries(engine: Engine, more: WireObject): number {
  let count = 0;
  let ExclusiveStartKey: unknown;
  do {
    const input = { TableName: "load", Select: "COUNT", ...more, ExclusiveStartKey };
    const page = engine.execute("Scan", input);
    count += Number(page.Count);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return count;
}

/** Numbers from 0 to below 1, the same ones for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("a process that loads batches into an engine with a path", () => {
  const KILLS = deep ? 50 : 5;
  const LATEST_KILL_MS = 400;

  test(`loses nothing that was answered when it is killed, ${KILLS} times`, async () => {
    const random = seeded(77);
    const stored = new Set<number>();
    const setUp = createEngine({ path });
    setUp.execute(CREATE_TABLE.operation, CREATE_TABLE.input);
    await setUp.close();
    let next = 0;
    for (let kills = 0; kills < KILLS; kills++) {
      const answered = new Set<number>();
      const child = startChild(next);
      child.on("message", ({ stored: batch }: { stored?: number }) => {
        if (batch !== undefined) answered.add(batch);
      });
      await heard(child, "stored");
      await wait(random() * LATEST_KILL_MS);
      await kill(child);

      const engine = createEngine({ path });
      let batch = next;
      for (let missing = 0; missing < 10; batch++) {
        const items = storedItems(engine, batch);
        if (answered.has(batch)) expect(items).toEqual(wholeBatch(batch));
        else expect([[], wholeBatch(batch)]).toContainEqual(items); // not a part of it
        missing = Array.isArray(items) && items.length > 0 ? 0 : missing + 1;
        if (missing === 0) stored.add(batch);
      }
      expect(Math.max(...answered)).toBeLessThan(batch);
      await engine.close();
      next = batch;
    }
    const engine = createEngine({ path });
    const expected = [...stored].reduce((count, batch) => count + batchSize(batch), 0);
    expect(countEntries(engine, {})).toBe(expected);
    expect(countEntries(engine, { IndexName: "by-group" })).toBe(expected);
    for (const batch of stored) expect(storedItems(engine, batch)).toEqual(wholeBatch(batch));
    const description = engine.execute("DescribeTable", { TableName: "load" }).Table;
    expect(description).toMatchObject({ ItemCount: expected });
    await engine.close();
  });
});

describe("a path that a process has open", () => {
  test("is refused to others until the process has ended", async () => {
    const child = startChild();
    await heard(child, "opened");
    const { message } = await expectedErrorOf(ConfigurationError, () => createEngine({ path }));
    expect(message).toContain(`is in use by process ${child.pid}: one engine at a time`);
    await kill(child);
    const engine = createEngine({ path });
    expect(engine.execute("ListTables", {})).toEqual({ TableNames: [] });
    await engine.close();
  });

  test("is refused while it only writes", async () => {
    const engine = createEngine({ path });
    engine.execute(CREATE_TABLE.operation, CREATE_TABLE.input);
    for (let batch = 0; batch < 20; batch++) {
      const { operation, input } = batchRequest(batch);
      engine.execute(operation, input);
      await wait(1);
    }
    const child = fork(CHILD, [path], { execArgv: ["--import", "tsx"], silent: true });
    let complaint = "";
    child.stderr?.on("data", (chunk) => {
      complaint += chunk;
    });
    await once(child, "close");
    expect(complaint).toContain(`is in use by process ${process.pid}: one engine at a time`);
    await engine.close();
  });
});

test("Opening reads no items: their number does not matter, nor even whether they can be read", async () => {
  const loading = createEngine({ path });
  loading.execute(CREATE_TABLE.operation, CREATE_TABLE.input);
  for (let batch = 0; batch < 20; batch++) {
    const { operation, input } = batchRequest(batch);
    loading.execute(operation, input);
  }
  const { Table } = loading.execute("DescribeTable", { TableName: "load" });
  await loading.close();
  await spoilEntries();

  const engine = createEngine({ path });
  expect(engine.execute("DescribeTable", { TableName: "load" })).toEqual({ Table });
  expect(() => engine.execute("Scan", { TableName: "load" })).toThrow();
  await engine.close();
});

/** Makes every entry of a table, an index or a stream unreadable. */
async function spoilEntries(): Promise<void> {
  const lmdb = openLmdb(path);
  lmdb.transactionSync(() => {
    const range = { start: startOf(FIRST_NUMBER), end: Buffer.alloc(8, 0xff) };
    const keys = [...lmdb.getKeys(range)].map((key) => Buffer.from(key));
    expect(keys.length).toBeGreaterThan(100);
    for (const key of keys) lmdb.putSync(key, "not JSON");
  });
  await lmdb.close();
}
