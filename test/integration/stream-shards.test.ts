import { setTimeout } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { LambdaHandler } from "../../src/cli/stream/deliver.js";
import { createEngine } from "../../src/engine.js";
import { serviceError, type Transport, type TransportRequest } from "../../src/index.js";
import { type CutShard, ShardedStream } from "../support/sharded-stream.js";
import { type LambdaRecord, readStream } from "../support/stream.js";
import { declareSteps, nameOf, noting, recordsOf, run } from "../support/stream-runs.js";

const isOf = (...names: readonly string[]) => {
  const partitions = names.map((name) => `STEP#${name}`);
  return ({ dynamodb }: LambdaRecord) => partitions.includes(dynamodb.Keys.PK?.S ?? "");
};

/** A table whose shard `root` was split into `left` and `right`, after so many records, and `left` again. */
async function split() {
  const engine = createEngine();
  const { table, save, arn } = await declareSteps(engine);
  const [SPLIT, AGAIN] = [6, 12];
  const isClosed = true;
  const shards: CutShard[] = [
    // DynamoDB does not promise parents to come first in the list.
    {
      id: "left-2",
      parent: "left",
      has: (record, place) => place >= AGAIN && isOf("a")(record),
      isClosed: false,
    },
    {
      id: "left",
      parent: "root",
      has: (record, place) => place >= SPLIT && place < AGAIN && isOf("a")(record),
      isClosed,
    },
    {
      id: "right",
      parent: "root",
      has: (record, place) => place >= SPLIT && isOf("b")(record),
      isClosed: false,
    },
    { id: "root", parent: "gone", has: (_, place) => place < SPLIT, isClosed },
  ];
  for (let number = 0; number < 10; number++) {
    await save("a", number);
    await save("b", number);
  }
  const stream = new ShardedStream(engine, arn, shards);
  table.connect(stream);
  const checkpoints = async () => {
    const { Items } = await engine.send({ operation: "Scan", input: { TableName: table.name } });
    return (Items as Record<string, Record<string, unknown>>[])
      .filter((item) => item._type?.S === "_checkpoint")
      .map((item) => [item.SK?.S, item.ended?.BOOL === true])
      .toSorted();
  };
  return { table, save, stream, shards, checkpoints };
}

const denied = serviceError({
  service: "AccessDeniedException",
  serviceMessage: "not authorized",
  statusCode: 400,
});

const ALL = Array.from({ length: 10 }, (_, number) => number);
const numbersOf = (seen: readonly string[], name: string) =>
  seen.flatMap((step) => (step.startsWith(name) ? [Number(step.slice(1))] : []));

test("a shard is read after the one that it was split from, so that each key keeps its order", async () => {
  const { table, checkpoints } = await split();
  const seen: string[] = [];
  await run(table, noting(seen), { batchSize: 2 });
  expect(numbersOf(seen, "a")).toEqual(ALL);
  expect(numbersOf(seen, "b")).toEqual(ALL);
  expect(seen.slice(0, 6)).toEqual(["a0", "b0", "a1", "b1", "a2", "b2"]);
  expect(await checkpoints()).toEqual([
    ["SHARD#left", true],
    ["SHARD#left-2", false],
    ["SHARD#right", false],
    ["SHARD#root", true],
  ]);
});

test("a shard that fails holds up those that were split from it, and no others", async () => {
  const { table } = await split();
  const seen: string[] = [];
  let fails = 3;
  const told = await run(
    table,
    (event) => {
      const names = recordsOf(event).map(nameOf);
      if (names.includes("a5") && fails-- > 0) throw new Error("not yet");
      seen.push(...names);
    },
    { batchSize: 1 },
  );
  expect(told.failures).toEqual(["a5", "a5", "a5"]);
  expect(numbersOf(seen, "a")).toEqual(ALL);
  expect(seen.indexOf("b9")).toBeLessThan(seen.indexOf("a5"));
});

test("stopped anywhere and started again, it loses nothing and keeps the order", async () => {
  const { table } = await split();
  const seen: string[] = [];
  for (let starts = 1; new Set(seen).size < 20; starts++) {
    expect(starts).toBeLessThan(20);
    const stop = new AbortController();
    let batches = 0;
    const handler: LambdaHandler = (event) => {
      seen.push(...recordsOf(event).map(nameOf));
      batches += 1;
      if (batches === 2) stop.abort();
    };
    await run(table, handler, { batchSize: 1, signal: stop.signal });
  }
  expect(numbersOf(seen, "a")).toEqual(ALL);
  expect(numbersOf(seen, "b")).toEqual(ALL);
});

test("the checkpoints of shards that are gone are taken away, new shards are found", async () => {
  const { table, save, stream, shards, checkpoints } = await split();
  await run(table, noting([]));
  stream.shards = shards.filter(({ id }) => !["root", "left"].includes(id));
  await save("b", 10);
  const seen: string[] = [];
  expect(await run(table, noting(seen))).toMatchObject({ handled: 1, resumed: true });
  expect(seen).toEqual(["b10"]);
  expect((await checkpoints()).map(([shard]) => shard)).toEqual(["SHARD#left-2", "SHARD#right"]);
});

test("that a shard is gone before all of it was handled is told", async () => {
  const { table, save, stream, shards, checkpoints } = await split();
  await run(table, noting([]));
  await save("b", 10);
  stream.shards = shards.filter(({ id }) => id === "left-2");
  const gone: string[] = [];
  await run(table, noting([]), { onGap: (shard) => gone.push(shard) });
  expect(gone).toEqual(["right"]);
  expect((await checkpoints()).map(([shard]) => shard)).toEqual(["SHARD#left-2"]);
  expect(await run(table, noting([]))).toMatchObject({ gaps: 0 });
});

test("where all shards that it knew are gone, it is still one that goes on", async () => {
  const { table, save, stream } = await split();
  await run(table, noting([]));
  await save("b", 10);
  const isNew = (record: LambdaRecord, place: number) => place >= 20 && isOf("b")(record);
  stream.shards = [{ id: "right-2", parent: "right", has: isNew, isClosed: false }];
  const onStart = () => {
    throw new Error("killed");
  };
  await expect(run(table, noting([]), { from: "latest", onStart })).rejects.toThrow("killed");
  const seen: string[] = [];
  expect(await run(table, noting(seen), { from: "latest" })).toMatchObject({ resumed: true });
  expect(seen).toEqual(["b10"]);
});

test("a shard that may not be read ends all, after the batch that is being handled", async () => {
  const { table, stream, checkpoints } = await split();
  const isDenied = ({ operation, input }: TransportRequest) =>
    operation === "GetRecords" && String(input.ShardIterator).startsWith("right");
  table.connect({
    capabilities: stream.capabilities,
    send: async (request: TransportRequest) => {
      if (isDenied(request)) throw denied;
      return await stream.send(request);
    },
    close: () => stream.close(),
  });
  const seen: string[] = [];
  const slow: LambdaHandler = async (event) => {
    await setTimeout(20);
    seen.push(...recordsOf(event).map(nameOf));
  };
  await expect(run(table, slow, { batchSize: 1 })).rejects.toThrow(denied);
  const done = seen.length;
  expect(done).toBeLessThan(20);
  expect(await checkpoints()).toContainEqual(["SHARD#root", true]);

  table.connect(stream);
  await run(table, noting(seen));
  expect([numbersOf(seen, "a"), numbersOf(seen, "b")]).toEqual([ALL, ALL]);
});

test("where the stream has lost records, that is told, and reading goes on with the oldest", async () => {
  const engine = createEngine();
  const { table, save, arn } = await declareSteps(engine);
  const stream = new ShardedStream(engine, arn, [{ id: "all", has: () => true, isClosed: false }]);
  table.connect(stream);
  await save("a", 1);
  const seen: string[] = [];
  await run(table, noting(seen));
  await save("a", 2, 3, 4);
  stream.trimmedBefore =
    (await readStream(engine, arn)).find((record) => nameOf(record) === "a3")?.dynamodb
      .SequenceNumber ?? "";
  expect(await run(table, noting(seen))).toMatchObject({ handled: 2, gaps: 1 });
  expect(seen).toEqual(["a1", "a3", "a4"]);
});

test("from the latest on, what closed shards hold is left out", async () => {
  const { table, save, stream } = await split();
  const stop = new AbortController();
  const seen: string[] = [];
  const handler: LambdaHandler = (event) => {
    seen.push(...recordsOf(event).map(nameOf));
    if (seen.length === 2) stop.abort();
  };
  const running = run(table, handler, { from: "latest", once: false, signal: stop.signal });
  await vi.waitFor(() => expect(stream.begun.toSorted()).toEqual(["left-2", "right"]));
  await save("a", 10);
  await save("b", 10);
  await running;
  expect(seen.toSorted()).toEqual(["a10", "b10"]);
});

/** Lets a table's writes through until the one of this number, which is refused. */
function refuseWrite(stream: ShardedStream, number: number): Transport {
  let writes = 0;
  return {
    capabilities: stream.capabilities,
    send: async (request: TransportRequest) => {
      if (["PutItem", "DeleteItem"].includes(request.operation)) writes += 1;
      if (writes === number) throw denied;
      return await stream.send(request);
    },
    close: () => stream.close(),
  };
}

describe.each([2, 3, 6])("a first start that ends at its write %i", (number) => {
  test("from the latest on, is done again", async () => {
    const { table, save, stream } = await split();
    table.connect(refuseWrite(stream, number));
    await expect(run(table, noting([]), { from: "latest" })).rejects.toThrow(denied);
    table.connect(stream);
    const seen: string[] = [];
    let written: Promise<void> | undefined;
    const onStart = () => {
      written = save("b", 10);
    };
    const told = await run(table, noting(seen), { from: "latest", onStart });
    await written;
    expect(told.resumed).toBe(false);
    expect(seen).toEqual(["b10"]);
  });

  test("is of no account to one with all that there is", async () => {
    const { table, stream } = await split();
    table.connect(refuseWrite(stream, number));
    await expect(run(table, noting([]), { from: "latest" })).rejects.toThrow(denied);
    table.connect(stream);
    expect(await run(table, noting([]))).toMatchObject({ handled: 20, resumed: false });
    expect(await run(table, noting([]))).toMatchObject({ handled: 0, resumed: true });
  });
});
