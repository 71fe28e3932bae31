import { inspect } from "node:util";
import * as sdk from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import type { ServiceError, ThrottledError } from "../../../src/errors/transport-errors.js";
import { createSdkTransport } from "../../../src/transport/sdk-transport.js";
import type { NullReply } from "../../support/null-server.js";
import { useSdkFixture } from "./sdk-fixture.js";

const CANARY = "canary-7f3a";
const BYTES = "AP+A";
const GET = { operation: "GetItem", input: { TableName: "t", Key: { pk: { S: CANARY } } } };
const PUT = { operation: "PutItem", input: { TableName: "t", Item: { pk: { S: CANARY } } } };

const connect = useSdkFixture();

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

test("an error answer becomes a ServiceError, its items in wire form and out of sight", async () => {
  const item = { pk: { S: CANARY }, b: { B: BYTES } };
  const reasons = [{ Code: "None" }, { Code: "ConditionalCheckFailed", Item: item }];
  const { transport } = await connect({
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
  const { client, transport } = await connect();
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
  expect([throttled.code, throttled.reasons]).toEqual([
    "THROTTLED",
    [{ reason: "x" }].map((reason) => expect.objectContaining(reason) as unknown),
  ]);
});

test("a stubbed client's output is converted", async () => {
  const { client, transport } = await connect();
  const output = {
    $metadata: {},
    Item: { b: { B: Uint8Array.of(0, 255, 128) } },
    Other: undefined,
  };
  client.send = () => Promise.resolve(output);
  expect(await transport.send(GET)).toStrictEqual({ Item: { b: { B: BYTES } } });
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
  const { server, transport } = await connect(reply);
  expect(await failure(transport.send(PUT))).toMatchObject({ code: "NETWORK", ambiguous: true });
  expect(server.requests).toHaveLength(1);
});

test("a proxy's page with status 503 is a ServiceError", async () => {
  const { transport } = await connect({ status: 503, body: `<html>${CANARY}</html>` });
  expect(await failure(transport.send(GET))).toMatchObject({
    code: "SERVICE",
    service: "ServiceUnavailable",
    statusCode: 503,
  });
});

test("a refused connection is not ambiguous", async () => {
  const { server, transport } = await connect();
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
  const { server, transport } = await connect(reply);
  await failure(transport.send(GET, { timeoutMs: 1_000 })); // the SDK is loaded now
  const start = performance.now();
  const error = await failure(transport.send(PUT, { timeoutMs: 200 }));
  expect(error).toMatchObject({ code: "TIMEOUT", timeoutMs: 200 });
  expect(performance.now() - start).toBeLessThan(450);
  await server.drained();
});

test("a signal ends the call within 50 ms and closes its connection", async () => {
  const { server, transport } = await connect({ hang: true });
  const controller = new AbortController();
  const call = failure(transport.send(PUT, { signal: controller.signal }));
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const start = performance.now();
  controller.abort();
  expect(await call).toMatchObject({ code: "ABORTED" });
  expect(performance.now() - start).toBeLessThan(50);
  await server.drained();
});

test("a signal that has fired already ends the call before anything is sent", async () => {
  const { server, transport } = await connect();
  const error = await failure(transport.send(PUT, { signal: AbortSignal.abort() }));
  expect(error).toMatchObject({ code: "ABORTED" });
  await transport.send(PUT);
  expect(server.requests).toHaveLength(1);
});

test("a client without usable credentials or region says so, and nothing was sent", async () => {
  const credentials = () =>
    Promise.reject(Object.assign(new Error("no keys"), { name: "CredentialsProviderError" }));
  const { server, transport } = await connect({}, { credentials });
  expect(await failure(transport.send(PUT))).toMatchObject({
    code: "CREDENTIALS",
    message: "The credentials of the DynamoDBClient cannot be used: no keys",
  });
  const region = () => Promise.reject(new Error("Region is missing"));
  const client = new sdk.DynamoDBClient({ region, endpoint: server.endpoint });
  expect(await failure(createSdkTransport(client).send(PUT))).toMatchObject({
    code: "CONFIGURATION",
    message: "The DynamoDBClient could not send PutItem: it has no region.",
  });
  expect(server.requests).toEqual([]);
});

test("an operation that the SDK does not know is a ConfigurationError", async () => {
  const { transport } = await connect();
  expect(await failure(transport.send({ operation: "Nothing", input: {} }))).toMatchObject({
    code: "CONFIGURATION",
    message: "@aws-sdk/client-dynamodb has no command for Nothing.",
  });
});

test("a client of another copy of the SDK is refused with what to do", async () => {
  const { client } = await connect();
  const other = { ...sdk, DescribeEndpointsCommand: class {} };
  expect(await failure(createSdkTransport(client, { sdk: other }).send(GET))).toMatchObject({
    code: "CONFIGURATION",
    message:
      "The DynamoDBClient comes from another copy of @aws-sdk/client-dynamodb than the one found " +
      "here; give the module it comes from: createSdkTransport(client, { sdk }).",
  });
  expect(await createSdkTransport(client, { sdk }).send(GET)).toEqual({});
});
