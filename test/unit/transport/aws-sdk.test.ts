import * as sdk from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { isDynamoDBClient } from "../../../src/transport/sdk-client.js";
import { useSdkFixture } from "./sdk-fixture.js";

const BYTES = "AP+A";
const GET = { operation: "GetItem", input: { TableName: "t", Key: { pk: { S: "x" } } } };

const connect = useSdkFixture();

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
  const { server, transport } = await connect({
    body: { Attributes: everything, ConsumedCapacity: { CapacityUnits: 1.5 } },
  });
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
  const { server, transport } = await connect({
    body: { UnprocessedItems: unprocessed, Responses: { t: [item] } },
  });
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
  ).toMatchObject({ Responses: { t: [item] } });
});

test("dates are epoch seconds, as on the wire", async () => {
  const { transport } = await connect({
    body: { Table: { TableName: "t", CreationDateTime: 1_700_000_000.25 } },
  });
  expect(await transport.send({ operation: "DescribeTable", input: { TableName: "t" } })).toEqual({
    Table: { TableName: "t", CreationDateTime: 1_700_000_000.25 },
  });
});

test("attributes named like members of every object are data", async () => {
  const text =
    '{"Item":{"__proto__":{"M":{"__proto__":{"S":"x"},"b":{"B":"AQ=="}}},"constructor":{"S":"y"}}}';
  const { server, transport } = await connect({ body: text });
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
  const { client, server, transport } = await connect(reply, { maxAttempts: 2 });
  await expect(transport.send(GET)).rejects.toThrow();
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
  const { server, transport } = await connect((index) => (index === 0 ? late : {}));
  expect(await transport.send(GET)).toEqual({});
  expect(server.requests).toHaveLength(2);
});

test("the caller's middleware and requestHandler stay in force", async () => {
  const handled: string[] = [];
  const { client, server, transport } = await connect({ body: { Count: 3 } });
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

test("closing the transport leaves the caller's client usable", async () => {
  const { client, transport } = await connect();
  await transport.close();
  expect(await client.send(new sdk.ListTablesCommand({}))).toMatchObject({ $metadata: {} });
});

test("DynamoDB clients are told from other things", async () => {
  const { client, transport } = await connect();
  const values = [client, new sdk.DynamoDB({ region: "x" }), transport, {}, null, "client"];
  expect(values.map(isDynamoDBClient)).toEqual([true, true, false, false, false, false]);
});
