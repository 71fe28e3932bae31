import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { LambdaHandler } from "../../src/cli/stream/deliver.js";
import { createEngine, type Engine, type RunningServer, serve } from "../../src/engine.js";
import {
  ConfigurationError,
  createHttpTransport,
  defineTable,
  type Transport,
  type TransportRequest,
} from "../../src/index.js";
import { dynamodbLocal } from "../support/engines.js";
import { randomFrom } from "../support/random.js";
import { type LambdaRecord, readStream, switchOnStream } from "../support/stream.js";
import { declareSteps, nameOf, noting, recordsOf, run } from "../support/stream-runs.js";

const credentials = { accessKeyId: "local", secretAccessKey: "local" };

let server: RunningServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function overHttp(engine: Engine): Promise<Transport> {
  server = await serve(engine);
  return createHttpTransport({ endpoint: server.url, region: "local", credentials });
}

const ENGINES: Readonly<Record<string, () => Promise<Transport>>> = {
  "the engine over HTTP": () => overHttp(createEngine()),
  "DynamoDB Local": async () =>
    createHttpTransport({ endpoint: await dynamodbLocal(), region: "us-east-1", credentials }),
};

const STREAM_READS: readonly string[] = ["GetShardIterator", "GetRecords"];

const failuresOf = (records: readonly LambdaRecord[]) => ({
  batchItemFailures: records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
});

describe.each(Object.entries(ENGINES))("the runner, on the stream of %s", (_, open) => {
  test("hands over every change in its order, and none of its own checkpoints", async () => {
    const { table, save, arn } = await declareSteps(await open());
    await save("a", 1, 2, 3);
    await save("b", 1);
    const events: object[] = [];
    const told = await run(table, (event) => {
      events.push(event);
    });
    expect(events.flatMap(recordsOf).map(nameOf)).toEqual(["a1", "a2", "a3", "b1"]);
    expect(told).toEqual({ handled: 4, failures: [], resumed: false, gaps: 0, troubles: 0 });
    expect(recordsOf(events[0] ?? {})[0]).toMatchObject({
      eventName: "INSERT",
      eventSource: "aws:dynamodb",
      eventSourceARN: arn,
      dynamodb: { NewImage: { of: { S: "a" }, number: { N: "1" } } },
    });

    const again = await run(table, noting([]));
    expect(again).toMatchObject({ handled: 0, resumed: true });
    await table.close();
  });

  test("goes on from its checkpoints, each name from its own", async () => {
    const { table, save } = await declareSteps(await open());
    const seen: string[] = [];
    await save("a", 1, 2);
    await run(table, noting(seen));
    await save("a", 3);
    await run(table, noting(seen));
    expect(seen).toEqual(["a1", "a2", "a3"]);

    const others: string[] = [];
    await run(table, noting(others), { name: "other #" });
    expect(others).toEqual(["a1", "a2", "a3"]);
    await table.close();
  });

  test("tries again from the first record that failed, and keeps the order", async () => {
    const { table, save } = await declareSteps(await open());
    await save("a", 1, 2, 3, 4, 5);
    const batches: string[][] = [];
    let fails = 2;
    const told = await run(table, (event) => {
      const records = recordsOf(event);
      batches.push(records.map(nameOf));
      const at = records.findIndex((record) => nameOf(record) === "a3");
      // Lambda goes by the earliest of them, whatever their order.
      return at >= 0 && fails-- > 0 ? failuresOf(records.slice(at).toReversed()) : undefined;
    });
    expect(batches).toEqual([
      ["a1", "a2", "a3", "a4", "a5"],
      ["a3", "a4", "a5"],
      ["a3", "a4", "a5"],
    ]);
    expect(told).toMatchObject({ handled: 5, failures: ["a3", "a3"] });
    await table.close();
  });

  test("gives up after the retries that it has, and goes on there the next time", async () => {
    const { table, save } = await declareSteps(await open());
    await save("a", 1, 2, 3);
    const handler: LambdaHandler = (event) => {
      const records = recordsOf(event);
      if (records.some((record) => nameOf(record) === "a2")) throw new Error("broken");
    };
    await expect(run(table, handler, { batchSize: 1, retries: 1 })).rejects.toMatchObject({
      message: expect.stringMatching(/^Record \S+ of shardId-\S+ failed too often/),
      cause: new Error("broken"),
    });
    const seen: string[] = [];
    await run(table, noting(seen));
    expect(seen).toEqual(["a2", "a3"]);
    await table.close();
  });

  test("stops after the batch that is being handled, and remembers it", async () => {
    const { table, save } = await declareSteps(await open());
    await save("a", 1, 2, 3);
    const stop = new AbortController();
    const seen: string[] = [];
    const note = noting(seen);
    const told = await run(
      table,
      async (event, context) => {
        stop.abort();
        await new Promise((resolve) => setImmediate(resolve));
        note(event, context);
      },
      { batchSize: 1, once: false, signal: stop.signal },
    );
    expect({ seen, handled: told.handled }).toEqual({ seen: ["a1"], handled: 1 });
    await run(table, note);
    expect(seen).toEqual(["a1", "a2", "a3"]);
    await table.close();
  });

  test("from the latest on, leaves out what was there, but nothing that comes while it is away", async () => {
    const { table, save } = await declareSteps(await open());
    await save("a", 1, 2);
    const stop = new AbortController();
    const seen: string[] = [];
    let running: Promise<unknown> | undefined;
    await new Promise<void>((onStart) => {
      const given = {
        from: "latest",
        once: false,
        signal: stop.signal,
        onStart: () => onStart(),
      } as const;
      running = run(table, noting(seen), given);
    });
    stop.abort(); // before there was anything to handle
    await running;
    expect(seen).toEqual([]);
    await save("a", 3);
    const told = await run(table, noting(seen), { from: "latest" });
    expect(told.resumed).toBe(true);
    expect(seen.at(-1)).toBe("a3"); // a time is coarse: what came shortly before can come too
    await table.close();
  });

  test("from the latest on, misses nothing that is written once the start is told", async () => {
    const target = await open();
    const { table, save } = await declareSteps(target);
    await save("a", 1, 2);
    let written: Promise<void> | undefined;
    table.connect({
      capabilities: target.capabilities,
      send: async (request: TransportRequest) => {
        // The stream is not asked for anything more before the item is stored.
        if (STREAM_READS.includes(request.operation)) await written;
        return await target.send(request);
      },
      close: () => target.close(),
    });
    const seen: string[] = [];
    const onStart = () => {
      written = save("a", 3);
    };
    await run(table, noting(seen), { from: "latest", onStart });
    expect(seen).toEqual(["a3"]);

    const again: string[] = [];
    const killed = () => {
      onStart();
      throw new Error("killed");
    };
    const given = { from: "latest", name: "killed" } as const;
    await expect(run(table, noting(again), { ...given, onStart: killed })).rejects.toThrow(
      "killed",
    );
    expect(await run(table, noting(again), given)).toMatchObject({ resumed: true });
    expect(again.at(-1)).toBe("a3");
    await table.close();
  });

  test("follows the stream, and is told of changes as they are made", async () => {
    const { table, save } = await declareSteps(await open());
    const stop = new AbortController();
    const seen: string[] = [];
    const running = run(
      table,
      (event) => {
        seen.push(...recordsOf(event).map(nameOf));
        if (seen.length === 3) stop.abort();
      },
      { from: "trim-horizon", once: false, signal: stop.signal },
    );
    await save("a", 1);
    await save("b", 1);
    await save("a", 2);
    await running;
    expect(seen).toEqual(["a1", "b1", "a2"]);
    await table.close();
  });
});

test("300 changes come to a handler that fails now and then: none is lost, and those of a key keep their order", async () => {
  const target = await overHttp(createEngine());
  const { table, Step, save } = await declareSteps(target);
  const random = randomFrom(7);
  const made: Record<string, number[]> = {};
  for (let number = 0; number < 300; number++) {
    const of = String(Math.floor(random() * 12));
    made[of] = [...(made[of] ?? []), number];
    await save(of, number);
  }
  const done: Record<string, number[]> = {};
  let failures = 0;
  const handler = table.streamHandler(
    {
      Step: {
        async insert({ of, number }) {
          if (random() < 0.1) await new Promise((resolve) => setImmediate(resolve));
          if (random() < 0.02) {
            failures += 1;
            throw new Error("now and then");
          }
          const earlier = done[of] ?? [];
          // What was done in a batch that failed elsewhere comes again.
          if (!earlier.includes(number)) done[of] = [...earlier, number];
        },
      },
    },
    { models: { Step }, onError: () => undefined },
  );
  const told = await run(table, handler, { batchSize: 20, retries: Number.POSITIVE_INFINITY });
  expect(done).toEqual(made);
  expect(told.handled).toBe(300);
  expect(failures).toBeGreaterThan(0);
  await table.close();
});

test("a batch is one write more, and the records of these writes make no others", async () => {
  const engine = createEngine();
  const { table, save } = await declareSteps(engine);
  await save("a", ...Array.from({ length: 25 }, (_, number) => number));
  engine.forgetRequests();
  await run(table, noting([]), { batchSize: 10 });
  const writes = engine.requests.filter(({ operation }) => operation === "PutItem");
  expect(writes).toHaveLength(3);
});

test("an iterator that has expired is replaced, where the reading was", async () => {
  let now = Date.now();
  const engine = createEngine({ now: () => now });
  const { table, save } = await declareSteps(engine);
  await save("a", 1, 2, 3);
  const seen: string[] = [];
  const note = noting(seen);
  const handler: LambdaHandler = (event, context) => {
    now += 20 * 60 * 1_000; // a handler that takes its time
    note(event, context);
  };
  await run(table, handler, { batchSize: 1 });
  expect(seen).toEqual(["a1", "a2", "a3"]);
});

test("a machine that slept at the latest record misses nothing", async () => {
  let now = Date.now();
  const engine = createEngine({ now: () => now });
  const { table, save } = await declareSteps(engine);
  const stop = new AbortController();
  const seen: string[] = [];
  const handler: LambdaHandler = (event) => {
    seen.push(...recordsOf(event).map(nameOf));
    stop.abort();
  };
  const running = run(table, handler, { from: "latest", once: false, signal: stop.signal });
  const isRead = () => engine.requests.some(({ operation }) => operation === "GetRecords");
  await vi.waitFor(() => expect(isRead()).toBe(true));
  now += 20 * 60 * 1_000;
  await save("a", 1);
  await running;
  expect(seen).toEqual(["a1"]);
});

test("a machine that slept before its first read goes on from the time of the start", async () => {
  let now = Date.now();
  const engine = createEngine({ now: () => now });
  const { table, save } = await declareSteps(engine);
  now -= 10 * 60 * 1_000;
  await save("a", 1);
  now += 10 * 60 * 1_000;
  let written: Promise<void> | undefined;
  const stop = new AbortController();
  const onStart = () => {
    now += 20 * 60 * 1_000;
    written = save("a", 2);
  };
  const seen: string[] = [];
  const handler: LambdaHandler = (event) => {
    seen.push(...recordsOf(event).map(nameOf));
    stop.abort();
  };
  await run(table, handler, { from: "latest", once: false, signal: stop.signal, onStart });
  await written;
  expect(seen).toEqual(["a2"]);
});

test("an engine that is away for a while is waited for", async () => {
  const engine = createEngine();
  const { table, save } = await declareSteps(engine);
  await save("a", 1, 2);
  engine.faults.add({ kind: "serverError", operation: "GetRecords", times: 9 });
  const seen: string[] = [];
  expect(await run(table, noting(seen))).toMatchObject({ handled: 2, troubles: 1 });
  expect(seen).toEqual(["a1", "a2"]);
});

test("a stream that is switched off ends the reading of it", async () => {
  const engine = createEngine();
  const { table, save, arn } = await declareSteps(engine);
  await save("a", 1);
  const stop = async () => {
    await engine.send({
      operation: "UpdateTable",
      input: { TableName: table.name, StreamSpecification: { StreamEnabled: false } },
    });
  };
  const told = await run(table, stop, { once: false });
  expect(told.handled).toBe(1);
  expect((await readStream(engine, arn)).length).toBeGreaterThan(0);
});

test("a table without a stream, or whose items could be taken for checkpoints, is refused", async () => {
  const engine = createEngine();
  const table = defineTable({ name: "plain" }).connect(engine);
  await table.create();
  await expect(run(table, noting([]))).rejects.toThrow(
    new ConfigurationError(
      "The table plain has no stream: switch it on, with the view type NEW_AND_OLD_IMAGES.",
    ),
  );
  table.model<{ id: string }>("Shard")({
    schema: z.object({ of: z.string(), at: z.string(), id: z.string() }),
    pk: "CHECKPOINT#{of}#{at}",
    sk: "SHARD#{id}",
  });
  await switchOnStream(engine, "plain");
  await expect(run(table, noting([]))).rejects.toThrow(ConfigurationError);
});

test("a handler of Lambda's on the same table passes over the checkpoints", async () => {
  const engine = createEngine();
  const { table, Step, save, arn } = await declareSteps(engine);
  await save("a", 1);
  await run(table, noting([]));
  const records = await readStream(engine, arn);
  expect(records).toHaveLength(2);
  const handler = table.streamHandler({ Step: { insert: () => undefined } }, { models: { Step } });
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] });
});
