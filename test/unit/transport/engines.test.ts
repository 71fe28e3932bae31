import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHttpTransport } from "../../../src/transport/http.js";
import { createSdkTransport } from "../../../src/transport/sdk-transport.js";
import type { Transport, WireObject } from "../../../src/transport/transport.js";
import { dynalite, dynamodbLocal } from "../../support/engines.js";

const KEYS = { accessKeyId: "local", secretAccessKey: "local" };
const TABLE = "Transports";

/** Every kind of value, binary ones at several depths. Sets have one order on each engine. */
const VALUES = {
  text: { S: 'é\u{1F600}"\\\n' },
  number: { N: "123456789012345678901234567.5" },
  binary: { B: "AP+A" },
  texts: { SS: ["a"] },
  numbers: { NS: ["-1.5"] },
  binaries: { BS: ["AQ=="] },
  flag: { BOOL: false },
  nothing: { NULL: true },
  list: { L: [{ B: "AQI=" }, { L: [] }, { M: { b: { B: "" } } }] },
  map: { M: { B: { B: "AQID" }, BS: { BS: ["AQ==", "Ag=="] }, "a.b c": { S: "" } } },
};

function key(sort: string): WireObject {
  return { PK: { S: "p" }, SK: { B: Buffer.from(sort).toString("base64") } };
}

const ITEM = { ...key("1"), ...VALUES };

/** Calls whose answers must not depend on the transport, in an order that must be kept. */
const CALLS: readonly (readonly [string, WireObject])[] = [
  ["PutItem", { Item: ITEM, ReturnConsumedCapacity: "TOTAL" }],
  ["PutItem", { Item: ITEM, ReturnValues: "ALL_OLD" }],
  ["GetItem", { Key: key("1"), ConsistentRead: true }],
  ["GetItem", { Key: key("none") }],
  [
    "UpdateItem",
    {
      Key: key("1"),
      UpdateExpression: "SET #b = :b",
      ExpressionAttributeNames: { "#b": "B" },
      ExpressionAttributeValues: { ":b": { M: { B: { B: "/w==" } } } },
      ReturnValues: "UPDATED_NEW",
    },
  ],
  ["PutItem", { Item: { ...key("2"), ...VALUES } }],
  [
    "Query",
    {
      KeyConditionExpression: "PK = :p",
      ExpressionAttributeValues: { ":p": { S: "p" } },
      Limit: 1,
      ReturnConsumedCapacity: "TOTAL",
    },
  ],
  ["Scan", { ExclusiveStartKey: key("1") }],
  ["DeleteItem", { Key: key("2"), ReturnValues: "ALL_OLD" }],
];

const BATCHES: readonly (readonly [string, WireObject])[] = [
  [
    "BatchWriteItem",
    { RequestItems: { [TABLE]: [{ PutRequest: { Item: { ...key("3"), ...VALUES } } }] } },
  ],
  ["BatchGetItem", { RequestItems: { [TABLE]: { Keys: [key("3")] } } }],
  ["BatchWriteItem", { RequestItems: { [TABLE]: [{ DeleteRequest: { Key: key("3") } }] } }],
];

const REFUSED: readonly (readonly [string, WireObject])[] = [
  ["PutItem", { TableName: TABLE, Item: ITEM, ConditionExpression: "attribute_not_exists(PK)" }],
  ["GetItem", { TableName: "Missing", Key: key("1") }],
  ["GetItem", { TableName: TABLE, Key: { PK: { S: "p" } } }],
];

const TABLE_INPUT = {
  TableName: TABLE,
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "PK", KeyType: "HASH" },
    { AttributeName: "SK", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "PK", AttributeType: "S" },
    { AttributeName: "SK", AttributeType: "B" },
  ],
};

describe.each([
  ["DynamoDB Local", dynamodbLocal],
  ["dynalite", dynalite],
])("on %s both transports give the same", (_, engine) => {
  let http: Transport;
  let sdk: Transport;
  let client: DynamoDBClient;

  beforeAll(async () => {
    const endpoint = await engine();
    http = createHttpTransport({ endpoint, region: "us-east-1", credentials: KEYS });
    client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials: { ...KEYS } });
    sdk = createSdkTransport(client);
    await http.send({ operation: "CreateTable", input: TABLE_INPUT });
    let status: unknown;
    while (status !== "ACTIVE") {
      const input = { TableName: TABLE };
      const { Table } = await http.send({ operation: "DescribeTable", input });
      status = Reflect.get(Object(Table), "TableStatus");
    }
  });

  afterAll(async () => {
    await http.send({ operation: "DeleteTable", input: { TableName: TABLE } });
    await http.close();
    client.destroy();
  });

  async function run(transport: Transport): Promise<readonly WireObject[]> {
    const replies: WireObject[] = [];
    for (const [operation, input] of CALLS) {
      replies.push(await transport.send({ operation, input: { TableName: TABLE, ...input } }));
    }
    for (const [operation, input] of BATCHES) {
      replies.push(await transport.send({ operation, input }));
    }
    const input = { TableName: TABLE, Key: key("1") };
    await transport.send({ operation: "DeleteItem", input });
    return replies;
  }

  test("replies, for every kind of value", async () => {
    const byHttp = await run(http);
    expect(byHttp[2]).toEqual({ Item: ITEM });
    expect(await run(sdk)).toEqual(byHttp);
  });

  test("description of the table, dates among it", async () => {
    const request = { operation: "DescribeTable", input: { TableName: TABLE } };
    // The SDK drops what its model does not have: dynalite answers with such a field.
    expect(await http.send(request)).toMatchObject(await sdk.send(request));
  });

  test("errors", async () => {
    await http.send({ operation: "PutItem", input: { TableName: TABLE, Item: ITEM } });
    for (const [operation, input] of REFUSED) {
      const [byHttp, bySdk] = await Promise.all(
        [http, sdk].map((transport) =>
          transport.send({ operation, input }).then(
            () => "no error",
            ({ code, service, statusCode, serviceMessage, item }) => ({
              code,
              service,
              statusCode,
              serviceMessage,
              item,
            }),
          ),
        ),
      );
      expect(bySdk).toEqual(byHttp);
      expect(bySdk).toMatchObject({ code: "SERVICE", statusCode: 400 });
    }
  });
});
