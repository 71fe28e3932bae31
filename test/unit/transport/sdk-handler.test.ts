import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { createServer, Agent as SecureAgent } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import * as sdk from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterEach, expect, test, vi } from "vitest";
import { createSdkTransport } from "../../../src/transport/sdk-transport.js";
import type { Transport } from "../../../src/transport/transport.js";
import { useSdkFixture } from "./sdk-fixture.js";

const GET = { operation: "GetItem", input: { TableName: "t", Key: { pk: { S: "é" } } } };
const REPLY = { Item: { pk: { S: "é" }, text: { S: "ü".repeat(100_000) } } };

const connect = useSdkFixture();

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What of the SDK's class is asked to send. */
const handled = () => vi.spyOn(NodeHttpHandler.prototype, "handle");

/** Calls one after the other; what was seen of each is learnt before the next. */
async function callInTurn(transport: Transport, times: number): Promise<unknown[]> {
  const replies: unknown[] = [];
  for (let call = 0; call < times; call++) {
    replies.push(await transport.send(GET));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return replies;
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test("a request on a free connection of the SDK's handler is the stack's, byte for byte", async () => {
  const now = 1_800_000_000_000;
  vi.useFakeTimers({ toFake: ["Date"], now });
  const handle = handled();
  const headers = { date: new Date(now).toUTCString() };
  const { server, transport } = await connect({ body: REPLY, crc: "right", headers });
  expect(await callInTurn(transport, 3)).toEqual([REPLY, REPLY, REPLY]);
  expect(handle).toHaveBeenCalledTimes(1);
  const [first, ...others] = server.requests;
  expect(others).toEqual([first, first]);
});

test("connections are opened, limited and waited for as the handler is set", async () => {
  const { server, transport } = await connect(
    { body: REPLY, delayMs: 5 },
    { requestHandler: { httpAgent: { keepAlive: true, maxSockets: 2 } } },
  );
  await callInTurn(transport, 2);
  const replies = await Promise.all(Array.from({ length: 20 }, () => transport.send(GET)));
  expect(replies).toEqual(Array.from({ length: 20 }, () => REPLY));
  expect(new Set(server.requests.map(({ clientPort }) => clientPort)).size).toBe(2);
});

test("a handler that keeps no connections has a new one for each request", async () => {
  const { server, transport } = await connect(
    {},
    { requestHandler: { httpAgent: new Agent({ keepAlive: false }) } },
  );
  await callInTurn(transport, 3);
  expect(new Set(server.requests.map(({ clientPort }) => clientPort)).size).toBe(3);
  await server.drained();
});

test("the handler's agent is the one that it has at the time", async () => {
  const requestHandler = new NodeHttpHandler();
  const { server, transport } = await connect({}, { requestHandler });
  await callInTurn(transport, 2);
  const agent = new Agent({ keepAlive: true });
  const added = vi.spyOn(agent, "addRequest" as never); // not in its types
  requestHandler.updateHttpClientConfig("httpAgent", agent);
  await callInTurn(transport, 2);
  expect(added).toHaveBeenCalledTimes(2);
  expect(new Set(server.requests.map(({ clientPort }) => clientPort)).size).toBe(2);
});

class OwnHandler extends NodeHttpHandler {}

test.each<[string, number, () => NodeHttpHandler]>([
  ["of the SDK's class has nothing to do but to open", 1, () => new NodeHttpHandler()],
  [
    "whose limits end after the attempt's has nothing more to do",
    1,
    () => new NodeHttpHandler({ connectionTimeout: 50, requestTimeout: 3_000 }),
  ],
  ["with an earlier limit", 3, () => new NodeHttpHandler({ requestTimeout: 2_999 })],
  ["with an earlier limit of the socket", 3, () => new NodeHttpHandler({ socketTimeout: 500 })],
  ["of a class of the caller's own", 3, () => new OwnHandler()],
  [
    "with a setting that is not known",
    3,
    () => {
      const handler = new NodeHttpHandler();
      handler.updateHttpClientConfig("other" as never, 1 as never); // as a later version may have
      return handler;
    },
  ],
])("a handler %s: it is asked %i times of 3", async (_, times, make) => {
  const handle = handled();
  const { server, transport } = await connect({}, { requestHandler: make() });
  await callInTurn(transport, 3);
  expect(handle).toHaveBeenCalledTimes(times);
  expect(server.requests).toHaveLength(3);
});

test("a limit of the handler's ends a call that it comes first in", async () => {
  const requestHandler = new NodeHttpHandler({ requestTimeout: 100, throwOnRequestTimeout: true });
  const { transport } = await connect((index) => (index > 0 ? { hang: true } : {}), {
    requestHandler,
  });
  await callInTurn(transport, 1);
  expect(await failure(transport.send(GET))).toMatchObject({ code: "NETWORK", ambiguous: true });
});

test.each([
  ["time", () => ({}), "TIMEOUT"],
  ["signal", () => ({ signal: AbortSignal.timeout(100) }), "ABORTED"],
])("a call that its %s ends closes its connection", async (_, options, code) => {
  const handle = handled();
  const { server, transport } = await connect((index) =>
    index > 1 ? { body: REPLY, dripMs: 50 } : {},
  );
  await callInTurn(transport, 2);
  const error = await failure(transport.send(GET, { timeoutMs: 150, ...options() }));
  expect(error).toMatchObject({ code });
  expect(handle).toHaveBeenCalledTimes(1);
  await server.drained();
});

test("a client that is destroyed ends its calls, and serves later ones", async () => {
  const { client, server, transport } = await connect((index) =>
    index === 2 ? { hang: true } : {},
  );
  await callInTurn(transport, 2);
  const pending = failure(transport.send(GET));
  await vi.waitFor(() => expect(server.requests).toHaveLength(3));
  client.destroy();
  expect(await pending).toMatchObject({ code: "NETWORK", ambiguous: true });
  expect(await callInTurn(transport, 1)).toEqual([{}]);
});

test("a reply that is cut, or of another protocol, is an ambiguous NetworkError", async () => {
  const cut = { body: REPLY, cut: 10 };
  const { transport } = await connect((index) => {
    if (index === 1) return cut;
    return index === 3 ? { raw: "no HTTP\r\n\r\n" } : {};
  });
  await callInTurn(transport, 1);
  const ambiguous = { code: "NETWORK", ambiguous: true };
  expect(await failure(transport.send(GET))).toMatchObject(ambiguous);
  await callInTurn(transport, 1);
  expect(await failure(transport.send(GET))).toMatchObject(ambiguous);
});

test("an error answer leaves its connection to the next call", async () => {
  const { server, transport } = await connect((index) =>
    index === 1 ? { status: 400, body: { __type: "x#ConditionalCheckFailedException" } } : {},
  );
  await callInTurn(transport, 1);
  expect(await failure(transport.send(GET))).toMatchObject({ code: "SERVICE" });
  await callInTurn(transport, 1);
  expect(new Set(server.requests.map(({ clientPort }) => clientPort)).size).toBe(1);
});

test("TLS is as the handler's agent has it", async () => {
  const file = (name: string) =>
    readFileSync(
      fileURLToPath(new URL(`../../support/tls/localhost-${name}.pem`, import.meta.url)),
    );
  const server = createServer({ cert: file("cert"), key: file("key") }, (request, response) => {
    request
      .resume()
      .once("end", () => response.end(`{"Item":{"port":{"N":"${request.socket.remotePort}"}}}`));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // of a server on a port
  const handle = handled();
  const client = new sdk.DynamoDBClient({
    region: "eu-west-1",
    endpoint: `https://localhost:${port}`,
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    requestHandler: { httpsAgent: new SecureAgent({ keepAlive: true, ca: file("cert") }) },
  });
  try {
    const [first, ...others] = await callInTurn(createSdkTransport(client), 3);
    expect(others).toEqual([first, first]);
    expect(handle).toHaveBeenCalledTimes(1);
  } finally {
    client.destroy();
    server.close();
  }
});
