import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { BatchWriteError, defineTable, MonotableError } from "../../src/index.js";
import { type NullReply, type NullServer, startNullServer } from "../support/null-server.js";

const DEADLINE_MS = 700;
/** What a call may take beyond its deadline: more where other work shares the machine. */
const GRACE_MS = process.env.MONOTABLE_DEEP === "1" ? 250 : 2_000;

const table = defineTable({ name: "faulty" });

class Item extends table.model<Item>("Item")({
  schema: z.object({ id: z.string() }),
  pk: "ITEM#{id}",
  sk: "ITEM",
}) {}

const items = (count: number) =>
  Array.from({ length: count }, (_, id) => new Item({ id: `i${id}` }));

/** Every way in which a reply can be none, */
const MALFORMED: readonly NullReply[] = [
  { body: "" },
  { body: "not JSON" },
  { body: [1, 2] },
  { body: '{"UnprocessedItems":{"faul' },
  { body: {}, crc: "wrong" },
  { body: "<html>welcome</html>", headers: { "content-type": "text/html" } },
  { raw: "SSH-2.0-OpenSSH_9.2\r\n" },
  { status: 204, body: "" },
];

/** and where a batch is written, and read. */
const MALFORMED_WRITES: readonly NullReply[] = [
  ...MALFORMED,
  { body: {} },
  { body: { UnprocessedItems: null } },
  { body: { UnprocessedItems: [] } },
  { body: { UnprocessedItems: { faulty: 7 } } },
  { body: { UnprocessedItems: { faulty: [{ PutRequest: { Item: { PK: { S: "stranger" } } } }] } } },
];
const MALFORMED_READS: readonly NullReply[] = [
  ...MALFORMED,
  { body: {} },
  { body: { Responses: {} } },
  { body: { UnprocessedKeys: {} } },
  { body: { Responses: { faulty: [{ PK: { S: "stranger" }, SK: { S: "stranger" } }] } } },
];

function malformed(index: number, operation: string): NullReply {
  const replies =
    { BatchWriteItem: MALFORMED_WRITES, BatchGetItem: MALFORMED_READS }[operation] ?? MALFORMED;
  return replies[index % replies.length] ?? {};
}

type Script = (index: number, operation: string) => NullReply;

/** What goes wrong with every request. */
const FAULTS: Readonly<Record<string, Script>> = {
  "never answers": () => ({ hang: true }),
  "answers byte by byte": () => ({ body: { UnprocessedItems: {} }, dripMs: 100 }),
  "answers what is no reply": malformed,
  "breaks off in the middle": () => ({ body: { UnprocessedItems: {} }, cut: 5 }),
  "breaks off before it": () => ({ cut: "before" }),
  "has a proxy that is down": () => ({
    status: 503,
    body: "<html><body>503 Service Unavailable</body></html>",
    headers: { "content-type": "text/html" },
  }),
};

let reply: Script = () => ({});
let server: NullServer;

beforeEach(async () => {
  server = await startNullServer(({ operation }, index) => reply(index, operation));
  table.connect({
    endpoint: server.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});

afterEach(async () => {
  await table.close();
  await server.stop();
});

/** What came of a call, and how long it took. */
async function timed(call: () => Promise<unknown>) {
  const from = performance.now();
  const outcome = await call().then(
    (result) => ({ result, error: undefined }),
    (error: unknown) => ({ result: undefined, error }),
  );
  return { ...outcome, ms: performance.now() - from };
}

describe.each(Object.entries(FAULTS))("a service that %s", (_name, fault) => {
  const bounds = () => ({ deadline: Date.now() + DEADLINE_MS, attemptTimeout: 300 });

  test("ends a batch at its deadline, with nothing taken for written", async () => {
    reply = fault;
    const { error, ms } = await timed(() => Item.objects.upsertMany(items(60), bounds()));
    if (!(error instanceof BatchWriteError)) throw error ?? new Error("It succeeded.");
    const { input, written, failed, unprocessed, ambiguous } = error.report;
    expect([input, written, failed]).toEqual([60, 0, []]);
    expect(unprocessed.length + ambiguous.length).toBe(60);
    expect(ambiguous.length).toBeGreaterThan(0);
    expect(ms).toBeLessThan(DEADLINE_MS + GRACE_MS);
  });

  test("ends reads and single writes at their deadline, with an error", async () => {
    reply = fault;
    const keys = [{ id: "i1" }, { id: "i2" }];
    const calls = [
      () => Item.objects.getMany(keys, bounds()),
      () => Item.objects.get({ id: "i1" }, bounds()),
      () => Item.objects.create(new Item({ id: "i1" }), bounds()),
      () => Item.objects.query({ id: "i1" }, bounds()).all(),
    ];
    for (const { error, ms } of await Promise.all(calls.map(timed))) {
      expect(MonotableError.is(error)).toBe(true);
      expect(ms).toBeLessThan(DEADLINE_MS + GRACE_MS);
    }
  });

  test("leaves no connection behind", async () => {
    reply = fault;
    await timed(() => Item.objects.upsertMany(items(200), bounds()));
    await table.close();
    await server.drained(1_000);
  });
});

test("twenty replies that are none, then good ones: everything is written", async () => {
  reply = (index) =>
    index < 20 ? malformed(index, "BatchWriteItem") : { body: { UnprocessedItems: {} } };
  const report = await Item.objects.upsertMany(items(200));
  expect(report).toMatchObject({ input: 200, written: 200, ambiguous: [], unprocessed: [] });
});

test("an abort ends a batch in flight within 50 ms, with a whole account and no connection", async () => {
  const took: number[] = [];
  // The best of a few: other work on the machine may hold any one of them up.
  for (let round = 0; round < 5; round++) {
    // One more is in flight with each good reply.
    let good = 8;
    reply = () => (good-- > 0 ? { body: { UnprocessedItems: {} } } : { hang: true });
    const controller = new AbortController();
    let abortedAt = 0;
    setTimeout(() => {
      abortedAt = performance.now();
      controller.abort();
    }, 100);
    const call = Item.objects.upsertMany(items(500), { signal: controller.signal });
    const error = await call.catch((thrown: unknown) => thrown);
    took.push(performance.now() - abortedAt);
    if (!(error instanceof BatchWriteError)) throw error;
    const { input, written, unprocessed, ambiguous } = error.report;
    expect([input, written, ambiguous.length, unprocessed.length]).toEqual([500, 200, 200, 100]);
  }
  expect(Math.min(...took)).toBeLessThan(50);
  await server.drained(1_000);
});
