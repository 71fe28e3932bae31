import { createServer, type Server } from "node:net";
import { inspect } from "node:util";
import { afterEach, expect, test } from "vitest";
import { createHttpTransport } from "../../../src/transport/http.js";
import type { HttpTransportOptions } from "../../../src/transport/http-options.js";
import type { Transport } from "../../../src/transport/transport.js";
import { type NullReply, type NullServer, startNullServer } from "../../support/null-server.js";

const CANARY = "canary-7f3a";
const TIMEOUT_MS = 300;
/** How much later than its deadline a call may end. */
const GRACE_MS = 250;
const ITEM = { Item: { pk: { S: CANARY } } };
const PUT = { operation: "PutItem", input: { TableName: "t", ...ITEM } };

let server: NullServer | undefined;
let transport: Transport | undefined;
let listener: Server | undefined;

afterEach(async () => {
  await transport?.close();
  await server?.stop();
  listener?.close();
  server = transport = listener = undefined;
});

function connectTo(endpoint: string, options: HttpTransportOptions = {}): Transport {
  const credentials = { accessKeyId: "id", secretAccessKey: "secret" };
  transport = createHttpTransport({
    endpoint,
    region: "eu-west-1",
    credentials,
    timeoutMs: TIMEOUT_MS,
    ...options,
  });
  return transport;
}

interface Failure {
  readonly error: Error & { readonly code?: unknown; readonly ambiguous?: unknown };
  readonly tookMs: number;
}

async function failureOf(work: () => Promise<unknown>): Promise<Failure> {
  const start = performance.now();
  const error: unknown = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const tookMs = performance.now() - start;
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  for (const text of [
    error.message,
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: 9 }),
  ]) {
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(
      Buffer.from(CANARY)
        .toString("hex")
        .replace(/..(?!$)/g, "$& "),
    );
  }
  return { error, tookMs };
}

const WHOLE = JSON.stringify(ITEM);

const MALFORMED: readonly (readonly [string, NullReply])[] = [
  ["a wrong checksum", { body: ITEM, crc: "wrong" }],
  ["a checksum that is no number", { body: ITEM, headers: { "x-amz-crc32": "abc" } }],
  ["a wrong checksum on an error", { status: 400, body: { __type: "x#Y", ...ITEM }, crc: "wrong" }],
  ["no body", { body: "" }],
  ["JSON cut in the middle, its length fitting", { body: WHOLE.slice(0, -3) }],
  ["two JSON values", { body: `${WHOLE}${WHOLE}` }],
  ["JSON null", { body: "null" }],
  ["a JSON list", { body: [ITEM] }],
  ["a JSON string", { body: JSON.stringify(CANARY) }],
  ["a JSON number", { body: "1" }],
  ["a page with status 200", { body: `<html>${CANARY}</html>` }],
  ["text before the JSON", { body: `${CANARY}${WHOLE}` }],
  ["a byte order mark", { body: `\ufeff${WHOLE}` }],
  ["bytes that are not UTF-8", { body: Buffer.from(WHOLE.replace("canary", "\xff"), "latin1") }],
  ["status 204", { status: 204, headers: { "content-length": "0" } }],
  ["status 201", { status: 201, body: ITEM }],
  ["a redirect", { status: 302, headers: { location: "http://127.0.0.1/" }, body: ITEM }],
  ["a body shorter than announced", { body: ITEM, headers: { "content-length": "1000" }, cut: 5 }],
  ["a reset before the reply", { cut: "before" }],
  ["a reset in the body", { body: ITEM, cut: 10 }],
  ["an end before the reply", { raw: "" }],
  ["an end in the headers", { raw: "HTTP/1.1 200 OK\r\ncontent-le" }],
  ["an end in the body", { raw: `HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n${WHOLE}` }],
  [
    "an end in a chunk",
    { raw: `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n${WHOLE}` },
  ],
  ["no HTTP", { raw: `${CANARY}\r\n\r\n` }],
  ["two lengths", { raw: "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}" }],
  ["a header over all limits", { raw: `HTTP/1.1 200 OK\r\nx: ${CANARY.repeat(9_000)}\r\n\r\n{}` }],
  [
    "compression that was not asked for",
    { headers: { "content-encoding": "gzip" }, body: Buffer.of(31, 139) },
  ],
];

test.each(MALFORMED)("%s is an ambiguous NetworkError, never a success", async (_, reply) => {
  server = await startNullServer(() => reply);
  const { send } = connectTo(server.endpoint);
  const { error, tookMs } = await failureOf(() => send(PUT));
  expect([error.code, error.ambiguous]).toEqual(["NETWORK", true]);
  expect(tookMs).toBeLessThan(TIMEOUT_MS + GRACE_MS);
  expect(server.requests).toHaveLength(1);
  await transport?.close();
  await server.drained();
});

test.each([
  ["never comes", { hang: true } as const],
  ["drips", { body: ITEM, dripMs: 100 }],
  ["comes late", { delayMs: 10_000 }],
])("a reply that %s ends in a TimeoutError, and its connection is closed", async (_, reply) => {
  server = await startNullServer(() => reply);
  const { send } = connectTo(server.endpoint);
  const { error, tookMs } = await failureOf(() => send(PUT));
  expect([error.code, error.message]).toEqual([
    "TIMEOUT",
    "No reply to the request within 300 ms.",
  ]);
  expect(tookMs).toBeGreaterThan(TIMEOUT_MS - 5);
  expect(tookMs).toBeLessThan(TIMEOUT_MS + GRACE_MS);
  await server.drained();
});

test("a call's own time limit goes before the transport's", async () => {
  server = await startNullServer(() => ({ hang: true }));
  const { send } = connectTo(server.endpoint, { timeoutMs: 60_000 });
  const { error, tookMs } = await failureOf(() => send(PUT, { timeoutMs: 50 }));
  expect(error).toMatchObject({ code: "TIMEOUT", timeoutMs: 50 });
  expect(tookMs).toBeLessThan(50 + GRACE_MS);
});

test("a call that waits for one of few connections ends in time", async () => {
  server = await startNullServer(() => ({ hang: true }));
  const { send } = connectTo(server.endpoint, { maxSockets: 1 });
  const failures = await Promise.all([failureOf(() => send(PUT)), failureOf(() => send(PUT))]);
  for (const { error, tookMs } of failures) {
    expect(error.code).toBe("TIMEOUT");
    expect(tookMs).toBeLessThan(TIMEOUT_MS + GRACE_MS);
  }
});

test("waiting for one of few connections is no part of connecting", async () => {
  const replies: readonly NullReply[] = [{ delayMs: 150 }, { delayMs: 150 }, { cut: "before" }];
  server = await startNullServer((_, index) => replies[index] ?? {});
  const { send } = connectTo(server.endpoint, {
    maxSockets: 1,
    connectTimeoutMs: 100,
    timeoutMs: 5_000,
  });
  const calls = await Promise.allSettled([send(PUT), send(PUT), send(PUT)]);
  expect(calls).toMatchObject([
    { status: "fulfilled", value: {} },
    { status: "fulfilled", value: {} },
    { status: "rejected", reason: { code: "NETWORK", ambiguous: true } },
  ]);
});

test("a reply over 64 MB is refused while it is read", async () => {
  server = await startNullServer(() => ({ body: Buffer.alloc(80 * 1024 * 1024, 32) }));
  const { send } = connectTo(server.endpoint, { timeoutMs: 20_000 });
  const { error } = await failureOf(() => send(PUT));
  expect(error).toMatchObject({ code: "NETWORK", ambiguous: true });
  expect(error.message).toContain("the reply is over 67108864 bytes");
  await server.drained();
});

test("a connection that the server closes when it is used again is ambiguous", async () => {
  server = await startNullServer((_, index) => (index === 0 ? {} : { cut: "before" }));
  const { send } = connectTo(server.endpoint);
  await send(PUT);
  const { error } = await failureOf(() => send(PUT));
  expect(error).toMatchObject({ code: "NETWORK", ambiguous: true });
  expect(server.requests[1]?.clientPort).toBe(server.requests[0]?.clientPort);
});

test("a refused connection is not ambiguous", async () => {
  server = await startNullServer();
  const { endpoint } = server;
  await server.stop();
  const { error } = await failureOf(() => connectTo(endpoint).send(PUT));
  expect(error).toMatchObject({
    code: "NETWORK",
    ambiguous: false,
    message: `Cannot connect to ${new URL(endpoint).host}: ECONNREFUSED.`,
  });
});

test("a host that does not exist is not ambiguous", async () => {
  const { error } = await failureOf(() => connectTo("http://nothing.invalid").send(PUT));
  expect(error).toMatchObject({ code: "NETWORK", ambiguous: false });
  expect(error.message).toMatch(/^Cannot connect to nothing.invalid: (ENOTFOUND|EAI_AGAIN)\.$/);
});

test("a server that speaks no TLS is not ambiguous", async () => {
  server = await startNullServer();
  const endpoint = server.endpoint.replace("http:", "https:");
  const { error } = await failureOf(() => connectTo(endpoint).send(PUT));
  expect(error).toMatchObject({ code: "NETWORK", ambiguous: false });
  expect(server.requests).toEqual([]);
});

test("a connection that does not come about in time is not ambiguous", async () => {
  // A TLS server that never answers the greeting.
  const silent = createServer(() => undefined);
  listener = silent;
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  const { send } = connectTo(`https://127.0.0.1:${port}`, { connectTimeoutMs: 100 });
  const { error, tookMs } = await failureOf(() => send(PUT));
  expect(error).toMatchObject({
    code: "NETWORK",
    ambiguous: false,
    message: `No connection to 127.0.0.1:${port} within 100 ms.`,
  });
  expect(tookMs).toBeLessThan(100 + GRACE_MS);
});
