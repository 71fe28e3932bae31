import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { ServiceError, ThrottledError } from "../../../src/errors/transport-errors.js";
import { createHttpTransport } from "../../../src/transport/http.js";
import type { HttpTransportOptions } from "../../../src/transport/http-options.js";
import type { Credentials, TransportRequest } from "../../../src/transport/transport.js";
import { type NullScript, type NullServer, startNullServer } from "../../support/null-server.js";

const KEYS = { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" };
const GET: TransportRequest = { operation: "GetItem", input: { TableName: "t" } };

let server: NullServer;
let transport: ReturnType<typeof createHttpTransport>;

afterEach(async () => {
  await transport.close();
  await server.stop();
});

async function connect(
  script?: NullScript,
  options: HttpTransportOptions = {},
  now: () => number = Date.now,
): Promise<void> {
  server = await startNullServer(script);
  transport = createHttpTransport(
    { endpoint: server.endpoint, region: "eu-west-1", credentials: KEYS, ...options },
    { env: { AWS_CONFIG_FILE: "/none" }, homedir: () => "/none", now },
  );
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error("It did not fail.");
    },
    (error: unknown) => error,
  );
}

test("a request is one signed POST in DynamoDB's JSON protocol", async () => {
  await connect(() => ({ body: { Item: { pk: { S: "é" } } }, crc: "right" }));
  const input = { TableName: "t", Key: { pk: { S: "é\u{1F600}" } } };
  expect(await transport.send({ operation: "GetItem", input })).toEqual({
    Item: { pk: { S: "é" } },
  });
  expect(server.requests).toHaveLength(1);
  const request = server.requests[0];
  expect(JSON.parse(request?.body ?? "")).toEqual(input);
  expect(request).toMatchObject({ method: "POST", path: "/" });
  const { authorization, "x-amz-date": date, ...headers } = request?.headers ?? {};
  expect(date).toMatch(/^\d{8}T\d{6}Z$/);
  expect(authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
  );
  expect(headers).toEqual({
    "accept-encoding": "identity",
    "content-length": String(Buffer.byteLength(JSON.stringify(input))),
    "content-type": "application/x-amz-json-1.0",
    host: new URL(server.endpoint).host,
    "user-agent": "monotable",
    "x-amz-security-token": "token",
    "x-amz-target": "DynamoDB_20120810.GetItem",
  });
});

test("the path of an endpoint is kept", async () => {
  await connect();
  transport = createHttpTransport({ endpoint: `${server.endpoint}/a/b`, credentials: KEYS });
  await transport.send(GET);
  expect(server.requests[0]?.path).toBe("/a/b");
});

test("calls one after the other share a connection, and no more are open than allowed", async () => {
  await connect(() => ({ delayMs: 20 }), { maxSockets: 2 });
  await transport.send(GET);
  await transport.send(GET);
  expect(new Set(server.requests.map(({ clientPort }) => clientPort)).size).toBe(1);
  await Promise.all(Array.from({ length: 6 }, () => transport.send(GET)));
  expect(server.requests).toHaveLength(8);
  expect(new Set(server.requests.map(({ clientPort }) => clientPort)).size).toBe(2);
});

test("close ends the connections, and a later call opens a new one", async () => {
  await connect();
  await transport.send(GET);
  await transport.close();
  await server.drained();
  expect(await transport.send(GET)).toEqual({});
});

test("an error answer becomes a ServiceError with everything that the service said", async () => {
  await connect(() => ({
    status: 400,
    crc: "right",
    headers: { "x-amz-retry-after": "1500" },
    body: {
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      Message: "Transaction cancelled",
      CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
      Item: { a: { S: "x" } },
    },
  }));
  const error = (await failureOf(transport.send(GET))) as ServiceError; // checked field by field
  expect(error.code).toBe("SERVICE");
  expect(error.toFailure()).toEqual({
    service: "TransactionCanceledException",
    serviceMessage: "Transaction cancelled",
    statusCode: 400,
    requestId: "null-server",
    retryAfterMs: 1500,
    throttlingReasons: undefined,
    item: { a: { S: "x" } },
    cancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
  });
});

test("a throttling answer becomes a ThrottledError with its reasons", async () => {
  const resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/platform/index/GSI1";
  const reasons = [{ reason: "IndexWriteKeyRangeThroughputExceeded", resource }];
  await connect(() => ({
    status: 400,
    body: { __type: "x#ThrottlingException", message: "slow down", throttlingReasons: reasons },
  }));
  const error = (await failureOf(transport.send(GET))) as ThrottledError; // checked field by field
  expect([error.code, error.service, error.statusCode, error.reasons]).toEqual([
    "THROTTLED",
    "ThrottlingException",
    400,
    [{ ...reasons[0], table: "platform", index: "GSI1", access: "write", limit: "hotKey" }],
  ]);
  expect(error.message).toContain("a hot key: writes of index GSI1 of table platform are over");
});

test.each([
  ["a proxy's page", { status: 503, body: "<html>busy</html>" }, "ServiceUnavailable", 503],
  ["an empty body", { status: 500, body: "" }, "ServiceUnavailable", 500],
  ["a refusal without a name", { status: 403, body: "no" }, "UnknownError", 403],
  ["a name that is none", { status: 400, body: { __type: "a b" } }, "UnknownError", 400],
  [
    "a name in a header",
    { status: 400, body: "", headers: { "x-amzn-errortype": "FooException:http://x/" } },
    "FooException",
    400,
  ],
])("%s with an error status becomes a ServiceError", async (_, reply, service, statusCode) => {
  await connect(() => reply);
  expect(await failureOf(transport.send(GET))).toMatchObject({
    code: "SERVICE",
    service,
    statusCode,
  });
});

test("a wrong clock is corrected by the service's date, once, for all later requests", async () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const refused = {
    status: 400,
    headers: { date: new Date(now + 3_600_000).toUTCString() },
    body: { __type: "x#InvalidSignatureException", message: "Signature expired" },
  };
  const isLate = (date: unknown) => String(date) < "20260101T010000Z";
  await connect(
    ({ headers }) => (isLate(headers["x-amz-date"]) ? refused : {}),
    {},
    () => now,
  );
  expect(await Promise.all([transport.send(GET), transport.send(GET)])).toEqual([{}, {}]);
  expect(await transport.send(GET)).toEqual({});
  expect(server.requests.map(({ headers }) => headers["x-amz-date"]).sort()).toEqual([
    "20260101T000000Z",
    "20260101T000000Z",
    "20260101T010000Z",
    "20260101T010000Z",
    "20260101T010000Z",
  ]);
});

test("a bad signature is not sent again while the clocks agree", async () => {
  await connect(() => ({ status: 400, body: { __type: "x#InvalidSignatureException" } }));
  expect(await failureOf(transport.send(GET))).toMatchObject({
    service: "InvalidSignatureException",
  });
  expect(server.requests).toHaveLength(1);
});

test("a clock that stays refused after its correction is an error, not a loop", async () => {
  await connect((_, index) => ({
    status: 400,
    headers: { date: new Date(Date.now() + (index + 1) * 3_600_000).toUTCString() },
    body: { __type: "x#InvalidSignatureException" },
  }));
  await failureOf(transport.send(GET));
  expect(server.requests).toHaveLength(2);
});

test("credentials that the service calls expired are fetched anew, once", async () => {
  let count = 0;
  const credentials = async (): Promise<Credentials> => {
    count += 1;
    return { accessKeyId: `id${count}`, secretAccessKey: "secret" };
  };
  const expired = { status: 400, body: { __type: "x#ExpiredTokenException" } };
  await connect((_, index) => (index === 0 || index > 2 ? expired : {}), { credentials });
  expect([await transport.send(GET), await transport.send(GET), count]).toEqual([{}, {}, 2]);
  expect(await failureOf(transport.send(GET))).toMatchObject({ service: "ExpiredTokenException" });
  expect(server.requests).toHaveLength(5);
});

test("a credentials function that fails is a CredentialsError with its reason", async () => {
  const reason = new Error("vault is sealed");
  await connect(undefined, { credentials: () => Promise.reject(reason) });
  expect(await failureOf(transport.send(GET))).toMatchObject({
    code: "CREDENTIALS",
    message: "The credentials function failed.",
    cause: reason,
  });
  expect(server.requests).toEqual([]);
});

test.each([
  ["null", " must give { accessKeyId, secretAccessKey }."],
  ["{}", ": accessKeyId must be text of printable ASCII characters without spaces."],
  [
    '{"accessKeyId":"a","secretAccessKey":"b","expiration":"soon"}',
    ": expiration is not a valid date.",
  ],
])("a credentials function that answers %s is a CredentialsError", async (answer, message) => {
  await connect(undefined, { credentials: async () => JSON.parse(answer) });
  expect(await failureOf(transport.send(GET))).toMatchObject({
    code: "CREDENTIALS",
    message: `The credentials function${message}`,
  });
  expect(server.requests).toEqual([]);
});

test("credentials that do not come in time are no lost write: nothing was sent", async () => {
  await connect(undefined, { credentials: () => sleep(500, KEYS), timeoutMs: 50 });
  expect(await failureOf(transport.send(GET))).toMatchObject({
    code: "NETWORK",
    ambiguous: false,
    message: "Region and credentials were not ready within 50 ms; nothing was sent.",
  });
  expect(server.requests).toEqual([]);
});

test("a call in the wire's own text sends and answers it unread", async () => {
  const reply = '{ "Item": {"pk": {"S": "é"}} }';
  await connect(() => ({ body: reply, crc: "right" }));
  const body = '{"TableName" : "t"}';
  expect(await transport.exchange("GetItem", body)).toBe(reply);
  expect(server.requests[0]).toMatchObject({ operation: "GetItem", body });
});

test.each([
  ["cut", '{"Item":{"pk":{"S":"a"'],
  ["no object", "[1]"],
  ["a page", "<html>{}</html>"],
  ["not UTF-8", Buffer.from('{"a":"\xff"}', "latin1")],
])("a text that is %s is an ambiguous NetworkError", async (_, reply) => {
  await connect(() => ({ body: reply }));
  expect(await failureOf(transport.exchange("GetItem", "{}"))).toMatchObject({
    code: "NETWORK",
    ambiguous: true,
  });
});
