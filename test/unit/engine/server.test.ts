import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { crc32, gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Engine } from "../../../src/engine/create-engine.js";
import { type RunningServer, serve } from "../../../src/engine/server.js";
import { engineWithTable, get, keyOf, put, TABLE } from "./engine-fixture.js";

let engine: Engine;
let server: RunningServer;

beforeEach(async () => {
  engine = engineWithTable();
  server = await serve(engine);
});
afterEach(() => server.close());

const PUT = { TableName: TABLE, Item: keyOf("a") };

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
  readonly body: unknown;
}

/** Sends bytes as they are, and reads the reply without undoing its compression. */
async function exchange(
  bytes: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  method = "POST",
): Promise<Reply> {
  const sent = request(server.url, {
    method,
    headers: { "x-amz-target": "DynamoDB_20120810.PutItem", ...headers },
  });
  sent.end(bytes);
  const [response] = (await once(sent, "response")) as [IncomingMessage]; // what the event carries
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer); // no encoding is set
  const received = Buffer.concat(chunks);
  const zipped = response.headers["content-encoding"] === "gzip";
  const text = (zipped ? gunzipSync(received) : received).toString();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes: received,
    body: JSON.parse(text),
  };
}

const target = (operation: string) => ({ "x-amz-target": `DynamoDB_20120810.${operation}` });

describe("the engine over HTTP", () => {
  test("answers with a checksum, a length and a request id of its own", async () => {
    const [one, two] = [await exchange(JSON.stringify(PUT)), await exchange(JSON.stringify(PUT))];
    expect(one).toMatchObject({ status: 200, body: {} });
    expect(one.headers).toMatchObject({
      "content-type": "application/x-amz-json-1.0",
      "content-length": "2",
      "x-amz-crc32": String(crc32("{}")),
    });
    expect(one.headers["x-amzn-requestid"]).toMatch(/^[0-9A-Z]{52}$/);
    expect(one.headers["x-amzn-requestid"]).not.toBe(two.headers["x-amzn-requestid"]);
  });

  test("counts bytes, not characters", async () => {
    put(engine, { ...keyOf("a"), note: { S: "é𝄞" } });
    const { headers, bytes, body } = await exchange(
      JSON.stringify({ TableName: TABLE, Key: keyOf("a") }),
      target("GetItem"),
    );
    expect(body).toEqual({ Item: { ...keyOf("a"), note: { S: "é𝄞" } } });
    expect(headers["content-length"]).toBe(String(bytes.length));
    expect(headers["x-amz-crc32"]).toBe(String(crc32(bytes)));
  });

  test("compresses long replies for those who take it; the checksum is of what is sent", async () => {
    put(engine, { ...keyOf("a"), note: { S: "x".repeat(5_000) } });
    const input = JSON.stringify({ TableName: TABLE, Key: keyOf("a") });
    const gzip = { "accept-encoding": "gzip", ...target("GetItem") };
    const { headers, bytes, body } = await exchange(input, gzip);
    expect(body).toMatchObject({ Item: keyOf("a") });
    expect(headers["content-encoding"]).toBe("gzip");
    expect(headers["x-amz-crc32"]).toBe(String(crc32(bytes)));
    expect(bytes.length).toBeLessThan(500);
    const short = await exchange(JSON.stringify(PUT), { "accept-encoding": "gzip" });
    expect(short.headers["content-encoding"]).toBeUndefined();
  });

  test("shows each page as its items are now, in all forms", async () => {
    const scan = async (more: object = {}) => {
      const reply = await exchange(JSON.stringify({ TableName: TABLE, ...more }), target("Scan"));
      expect(reply.headers["x-amz-crc32"]).toBe(String(crc32(reply.bytes)));
      return reply.body;
    };
    expect(await scan()).toEqual({ Items: [], Count: 0, ScannedCount: 0 });
    const [a, b] = [keyOf("a"), { ...keyOf("b"), note: { S: 'é "𝄞"' } }];
    for (const item of [a, b]) put(engine, item);
    const before = { Items: expect.arrayContaining([a, b]), Count: 2, ScannedCount: 2 };
    expect([await scan(), await scan()]).toEqual([before, before]);
    const snapshot = engine.snapshot();
    const changed = { ...keyOf("b"), note: { S: "changed" } };
    put(engine, changed);
    expect(await scan()).toEqual({ ...before, Items: expect.arrayContaining([a, changed]) });
    expect(await scan({ ProjectionExpression: "note" })).toEqual({
      ...before,
      Items: expect.arrayContaining([{}, { note: { S: "changed" } }]),
    });
    expect(await scan({ Select: "COUNT" })).toEqual({ Count: 2, ScannedCount: 2 });
    engine.restore(snapshot);
    expect(await scan()).toEqual(before);
  });

  test("reads compressed requests", async () => {
    const { status } = await exchange(gzipSync(JSON.stringify(PUT)), {
      "content-encoding": "gzip",
    });
    expect(status).toBe(200);
    expect(get(engine, keyOf("a"))).toEqual(keyOf("a"));
  });

  test.each([
    ["no operation", "{}", { "x-amz-target": "" }, "UnknownOperationException"],
    ["an unknown operation", "{}", target("DropTable"), "UnknownOperationException"],
    ["PartiQL", "{}", target("ExecuteStatement"), "ValidationException"],
    ["no JSON", "{", {}, "SerializationException"],
    ["no object", "[]", {}, "SerializationException"],
    ["no gzip", "{}", { "content-encoding": "gzip" }, "SerializationException"],
    ["no table", '{"TableName":"none","Item":{}}', {}, "ResourceNotFoundException"],
  ])("refuses a request with %s", async (_, body, headers, name) => {
    const reply = await exchange(body, headers);
    expect(reply.status).toBe(400);
    expect(reply.body).toHaveProperty("__type", expect.stringMatching(`#${name}$`));
  });

  test("refuses a body of more than 16 MB when it has read it", async () => {
    const reply = await exchange(Buffer.alloc(16 * 1024 * 1024 + 1, 32));
    expect(reply.body).toMatchObject({
      __type: expect.stringContaining("#RequestEntityTooLargeException"),
    });
  });

  test("says that it is well to whoever asks by GET", async () => {
    expect(await exchange("", {}, "GET")).toMatchObject({ status: 200, body: { healthy: true } });
  });

  test("answers concurrent requests on many connections", async () => {
    const items = Array.from({ length: 100 }, (_, i) => keyOf(`c${i}`));
    const replies = await Promise.all(
      items.map((Item) => exchange(JSON.stringify({ TableName: TABLE, Item }))),
    );
    expect(new Set(replies.map(({ headers }) => headers["x-amzn-requestid"])).size).toBe(100);
    expect(items.map((key) => get(engine, key))).toEqual(items);
  });
});

describe("faults over HTTP", () => {
  test.each([
    ["throttle", 400, "ProvisionedThroughputExceededException"],
    ["serverError", 500, "InternalServerError"],
  ] as const)("%s is the service's answer", async (kind, status, name) => {
    engine.faults.add({ kind });
    const reply = await exchange(JSON.stringify(PUT));
    expect(reply.status).toBe(status);
    expect(reply.body).toHaveProperty("__type", expect.stringMatching(`#${name}$`));
  });

  test.each([
    ["refuse", false],
    ["reset", false],
    ["lostReply", true],
    ["malformed", true],
  ] as const)("%s breaks the connection", async (kind, stored) => {
    engine.faults.add({ kind });
    await expect(exchange(JSON.stringify(PUT))).rejects.toThrow();
    expect(get(engine, keyOf("a")) !== undefined).toBe(stored);
    expect(await exchange(JSON.stringify(PUT))).toMatchObject({ status: 200 });
  });
});

test("Closing answers what has arrived, and then ends the connections", async () => {
  engine.faults.add({ kind: "latency", ms: 50 });
  const late = exchange(JSON.stringify(PUT), { connection: "keep-alive" });
  await expect.poll(() => engine.requests.length).toBe(1);
  const closed = server.close();
  expect(await late).toMatchObject({ status: 200, headers: { connection: "close" } });
  await closed;
  await expect(exchange(JSON.stringify(PUT))).rejects.toThrow(/ECONNREFUSED/);
});
