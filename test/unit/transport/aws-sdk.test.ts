import { inspect } from "node:util";
import * as sdk from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test } from "vitest";
import type { ServiceError, ThrottledError } from "../../../src/errors/transport-errors.js";
import { createSdkTransport, isDynamoDBClient } from "../../../src/transport/aws-sdk.js";
import type { Transport } from "../../../src/transport/transport.js";
import { type NullReply, type NullServer, startNullServer } from "../../support/null-server.js";

const KEYS = { accessKeyId: "id", secretAccessKey: "secret" };
const CANARY = "canary-7f3a";
const BYTES = "AP+A";
const GET = { operation: "GetItem", input: { TableName: "t", Key: { pk: { S: CANARY } } } };
const PUT = { operation: "PutItem", input: { TableName: "t", Item: { pk: { S: CANARY } } } };

let server: NullServer;
let client: sdk.DynamoDBClient;
let transport: Transport;

afterEach(async () => {
  client.destroy();
  await server.stop();
});

async function connect(
  reply: NullReply | ((index: number) => NullReply) = {},
  config: sdk.DynamoDBClientConfig = {},
): Promise<void> {
  server = await startNullServer((_, index) =>
    typeof reply === "function" ? reply(index) : reply,
  );
  const { endpoint } = server;
  client = new sdk.DynamoDBClient({ region: "eu-west-1", endpoint, credentials: KEYS, ...config });
  transport = createSdkTransport(client);
}

async function failure(work: Promise<unknown>): Promise<Error> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  for (const text of [
    error.message,
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: 9 }),
  ]) {
    expect(text).not.toContain(CANARY);
  }
  return error;
}

test("binary values of every depth cross as base64, and nothing else changes", async () => {
  const everything = {
    b: { B: BYTES },
    bs: { BS: [BYTES, "AQ=="] },
    nested: { M: { B: { L: [{ B: BYTES }, { M: { BS: { BS: [BYTES] } } }] } } },
    B: { S: "an attribute named B" },
    n: { N: "12345678901234567890.5" },
    ns: { NS: ["1", "2"] },
    flag: { BOOL: false },
    nothing: { NULL: true },
    empty: { M: {} },
  };
  await connect({ body: { Attributes: everything, ConsumedCapacity: { CapacityUnits: 1.5 } } });
  const input = {
    TableName: "t",
    Key: { B: { B: BYTES } },
    UpdateExpression: "SET #a = :a",
    ExpressionAttributeNames: { "#a": "B" },
    ExpressionAttributeValues: { ":a": { M: everything } },
  };
  expect(await transport.send({ operation: "UpdateItem", input })).toEqual({
    Attributes: everything,
    ConsumedCapacity: { CapacityUnits: 1.5 },
  });
  expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(input);
});

test("batches and transactions are converted as well", async () => {
  const item = { pk: { B: BYTES } };
  const unprocessed = { t: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: item } }] };
  await connect({ body: { UnprocessedItems: unprocessed, Responses: { t: [item] } } });
  const input = { RequestItems: unprocessed };
  expect(await transport.send({ operation: "BatchWriteItem", input })).toEqual({
    UnprocessedItems: unprocessed,
  });
  expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(input);
  expect(
    await transport.send({
      operation: "BatchGetItem",
      input: { RequestItems: { t: { Keys: [item] } } },
    }),
  ).toEqual({ Responses: { t: [item] } });
});

test("dates are epoch seconds, as on the wire", async () => {
  await connect({ body: { Table: { TableName: "t", CreationDateTime: 1_700_000_000.25 } } });
  expect(await transport.send({ operation: "DescribeTable", input: { TableName: "t" } })).toEqual({
    Table: { TableName: "t", CreationDateTime: 1_700_000_000.25 },
  });
});

test("attributes named like members of every object are data", async () => {
  const text =
    '{"Item":{"__proto__":{"M":{"__proto__":{"S":"x"},"b":{"B":"AQ=="}}},"constructor":{"S":"y"}}}';
  await connect({ body: text });
  const input: Record<string, unknown> = JSON.parse(`{"TableName":"t",${text.slice(1)}`);
  expect(JSON.stringify(await transport.send({ operation: "PutItem", input }))).toBe(text);
  expect(server.requests[0]?.body).toBe(JSON.stringify(input));
  expect(Reflect.get({}, "b")).toBeUndefined();
});

test.each([
  ["a fault of the service", { status: 500, body: { __type: "x#InternalServerError" } }],
  ["throttling", { status: 400, body: { __type: "x#ThrottlingException" } }],
  ["a reset", { cut: "before" } as const],
])("one call is one request on %s, whatever the client's retries", async (_, reply) => {
  await connect(reply, { maxAttempts: 2 });
  await failure(transport.send(GET));
  expect(server.requests).toHaveLength(1);
  await client.send(new sdk.GetItemCommand({ TableName: "t", Key: {} })).catch(() => undefined);
  expect(server.requests).toHaveLength(3); // the caller's own calls keep their retries
});

test("a wrong clock is corrected and the request sent once more", async () => {
  const late = {
    status: 400,
    headers: { date: new Date(Date.now() + 3_600_000).toUTCString() },
    body: { __type: "x#InvalidSignatureException", message: "Signature expired" },
  };
  await connect((index) => (index === 0 ? late : {}));
  expect(await transport.send(GET)).toEqual({});
  expect(server.requests).toHaveLength(2);
});

test("the caller's middleware and requestHandler stay in force", async () => {
  const handled: string[] = [];
  await connect({ body: { Count: 3 } });
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { readonly headers: Record<string, string> }; // at that step
      request.headers["x-own"] = "yes";
      return next(args);
    },
    { step: "build", name: "own" },
  );
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  client.config.requestHandler.handle = (request, options) => {
    handled.push(request.path);
    return handle(request, options);
  };
  expect(await transport.send({ operation: "Scan", input: { TableName: "t" } })).toEqual({
    Count: 3,
  });
  expect([server.requests[0]?.headers["x-own"], handled]).toEqual(["yes", ["/"]]);
});

test("an error answer becomes a ServiceError, its items in wire form and out of sight", async () => {
  const item = { pk: { S: CANARY }, b: { B: BYTES } };
  const reasons = [{ Code: "None" }, { Code: "ConditionalCheckFailed", Item: item }];
  await connect({
    status: 400,
    headers: { "x-amz-retry-after": "20" },
    body: {
      __type: "x#TransactionCanceledException",
      message: "cancelled",
      CancellationReasons: reasons,
      Item: item,
    },
  });
  const error = (await failure(transport.send(GET))) as ServiceError; // checked field by field
  expect(error.toFailure()).toEqual({
    service: "TransactionCanceledException",
    serviceMessage: "cancelled",
    statusCode: 400,
    requestId: "null-server",
    retryAfterMs: 20,
    throttlingReasons: undefined,
    item,
    cancellationReasons: reasons,
  });
  expect(error.cause).toBeUndefined();
});

test("an SDK error without a reply (a stubbed client, say) becomes the same", async () => {
  await connect();
  const stub = (error: sdk.DynamoDBServiceException) => {
    client.send = () => Promise.reject(error);
  };
  const $metadata = { httpStatusCode: 400, requestId: "r" };
  const item = { pk: { S: CANARY }, b: { B: Uint8Array.of(0, 255, 128) } };
  stub(new sdk.ConditionalCheckFailedException({ message: "no", $metadata, Item: item }));
  const failed = (await failure(transport.send(GET))) as ServiceError; // checked field by field
  expect([failed.code, failed.service, failed.statusCode, failed.requestId, failed.item]).toEqual([
    "SERVICE",
    "ConditionalCheckFailedException",
    400,
    "r",
    { pk: { S: CANARY }, b: { B: BYTES } },
  ]);
  expect(failed.cause).toBeUndefined();
  const throttlingReasons = [{ reason: "x" }];
  stub(new sdk.ThrottlingException({ message: "slow", $metadata, throttlingReasons }));
  const throttled = (await failure(transport.send(GET))) as ThrottledError; // checked field by field
  expect([throttled.code, throttled.reasons]).toEqual(["THROTTLED", throttlingReasons]);
});

test("a stubbed client's output is converted", async () => {
  await connect();
  const output = {
    $metadata: {},
    Item: { b: { B: Uint8Array.of(0, 255, 128) } },
    Other: undefined,
  };
  client.send = () => Promise.resolve(output);
  expect(await transport.send(GET)).toEqual({ Item: { b: { B: BYTES } } });
});

test.each<[string, NullReply]>([
  ["a wrong checksum", { body: { Item: { pk: { S: CANARY } } }, crc: "wrong" }],
  ["no body", { body: "" }],
  ["JSON null", { body: "null" }],
  ["a JSON list", { body: "[]" }],
  ["JSON that is cut", { body: `{"Item":{"pk":{"S":"${CANARY}` }],
  ["a page", { body: `<html>${CANARY}</html>` }],
  [
    "a body shorter than announced",
    { body: { a: CANARY }, headers: { "content-length": "99" }, cut: 4 },
  ],
  ["a reset before the reply", { cut: "before" }],
  ["no HTTP", { raw: `${CANARY}\r\n\r\n` }],
])("%s is an ambiguous NetworkError, never a success", async (_, reply) => {
  await connect(reply);
  expect(await failure(transport.send(PUT))).toMatchObject({ code: "NETWORK", ambiguous: true });
  expect(server.requests).toHaveLength(1);
});

test("a proxy's page with status 503 is a ServiceError", async () => {
  await connect({ status: 503, body: `<html>${CANARY}</html>` });
  expect(await failure(transport.send(GET))).toMatchObject({
    code: "SERVICE",
    service: "ServiceUnavailable",
    statusCode: 503,
  });
});

test("a refused connection is not ambiguous", async () => {
  await connect();
  await server.stop();
  expect(await failure(transport.send(PUT))).toMatchObject({
    code: "NETWORK",
    ambiguous: false,
    message: "The AWS SDK client got no whole reply to PutItem: ECONNREFUSED.",
  });
});

test.each([
  ["hangs", { hang: true } as const],
  ["drips", { body: { a: "0123456789" }, dripMs: 100 }],
])("a reply that %s ends in a TimeoutError, and its connection is closed", async (_, reply) => {
  await connect(reply);
  await failure(transport.send(GET, { timeoutMs: 1_000 })); // the SDK is loaded now
  const start = performance.now();
  const error = await failure(transport.send(PUT, { timeoutMs: 200 }));
  expect(error).toMatchObject({ code: "TIMEOUT", timeoutMs: 200 });
  expect(performance.now() - start).toBeLessThan(450);
  await server.drained();
});

test("a signal ends the call within 50 ms and closes its connection", async () => {
  await connect({ hang: true });
  const controller = new AbortController();
  const call = failure(transport.send(PUT, { signal: controller.signal }));
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const start = performance.now();
  controller.abort();
  expect(await call).toMatchObject({ code: "ABORTED" });
  expect(performance.now() - start).toBeLessThan(50);
  await server.drained();
});

test("a client without usable credentials or region says so, and nothing was sent", async () => {
  const credentials = () =>
    Promise.reject(Object.assign(new Error("no keys"), { name: "CredentialsProviderError" }));
  await connect({}, { credentials });
  expect(await failure(transport.send(PUT))).toMatchObject({
    code: "CREDENTIALS",
    message: "The credentials of the DynamoDBClient cannot be used: no keys",
  });
  const region = () => Promise.reject(new Error("Region is missing"));
  client = new sdk.DynamoDBClient({ region, credentials: KEYS, endpoint: server.endpoint });
  expect(await failure(createSdkTransport(client).send(PUT))).toMatchObject({
    code: "CONFIGURATION",
    message: "The DynamoDBClient could not send PutItem: it has no region.",
  });
  expect(server.requests).toEqual([]);
});

test("an operation that the SDK does not know is a ConfigurationError", async () => {
  await connect();
  expect(await failure(transport.send({ operation: "Nothing", input: {} }))).toMatchObject({
    code: "CONFIGURATION",
    message: "@aws-sdk/client-dynamodb has no command for Nothing.",
  });
});

test("a client of another copy of the SDK is refused with what to do", async () => {
  await connect();
  const other = { ...sdk, DescribeEndpointsCommand: class {} };
  expect(await failure(createSdkTransport(client, { sdk: other }).send(GET))).toMatchObject({
    code: "CONFIGURATION",
    message:
      "The DynamoDBClient comes from another copy of @aws-sdk/client-dynamodb than the one found " +
      "here; give the module it comes from: createSdkTransport(client, { sdk }).",
  });
  expect(await createSdkTransport(client, { sdk }).send(GET)).toEqual({});
});

test("closing the transport leaves the caller's client usable", async () => {
  await connect();
  await transport.close();
  expect(await client.send(new sdk.ListTablesCommand({}))).toMatchObject({ $metadata: {} });
});

test("DynamoDB clients are told from other things", async () => {
  await connect();
  const values = [client, new sdk.DynamoDB({ region: "x" }), transport, {}, null, "client"];
  expect(values.map(isDynamoDBClient)).toEqual([true, true, false, false, false, false]);
});
