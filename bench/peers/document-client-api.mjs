// The API handler of examples/lambda, written with the AWS DocumentClient: the same routes, checks and answers.
import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod";

const TableName = process.env.TABLE ?? "shop";
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

const NewOrder = z.strictObject({ total: z.number().positive() });
const NEW = { ConditionExpression: "attribute_not_exists(PK)" };

const customerKey = ({ customer }) => ({ PK: `CUSTOMER#${customer}`, SK: "CUSTOMER" });
const orderKey = ({ customer, order }) => ({ PK: `CUSTOMER#${customer}`, SK: `ORDER#${order}` });

function stamped(type, attributes) {
  const time = new Date().toISOString();
  return { _type: type, createdAt: time, updatedAt: time, ...attributes };
}

const ROUTES = new Map([
  ["PUT /customers/{customer}", putCustomer],
  ["GET /customers/{customer}", getCustomer],
  ["PUT /customers/{customer}/orders/{order}", putOrder],
  ["GET /customers/{customer}/orders/{order}", getOrder],
]);

export async function handler(event) {
  const route = ROUTES.get(event.routeKey);
  if (route === undefined) return answer(404);
  const path = event.pathParameters ?? {};
  if (Object.values(path).includes("")) return answer(400);
  try {
    return await route({ path, query: event.queryStringParameters ?? {}, body: bodyOf(event) });
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) throw error;
    return answer(status);
  }
}

async function putCustomer({ path: { customer } }) {
  const attributes = { customer, orders: 0, total: 0 };
  const Item = { ...customerKey({ customer }), ...stamped("Customer", attributes) };
  await client.send(new PutCommand({ TableName, Item, ...NEW }));
  return answer(201, { customer });
}

async function getCustomer({ path: { customer }, query }) {
  const start = query.after === undefined ? undefined : cursorKey(query.after);
  if (start === null) return answer(400);
  const [found, page] = await Promise.all([
    client.send(new GetCommand({ TableName, Key: customerKey({ customer }) })),
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: "PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues: { ":pk": `CUSTOMER#${customer}`, ":sk": "ORDER#" },
        ExclusiveStartKey: start,
        Limit: 20,
      }),
    ),
  ]);
  if (found.Item === undefined) return answer(404);
  const { orders, total } = found.Item;
  const next = page.LastEvaluatedKey && cursorOf(page.LastEvaluatedKey);
  return answer(200, { customer, orders, total, list: page.Items.map(view), next });
}

async function putOrder({ path, body }) {
  const made = { ...path, ...NewOrder.parse(body) };
  const check = { ConditionExpression: "attribute_exists(PK)" };
  const Item = { ...orderKey(made), ...stamped("Order", made) };
  const TransactItems = [
    { ConditionCheck: { TableName, Key: customerKey(made), ...check } },
    { Put: { TableName, Item, ...NEW } },
  ];
  await client.send(new TransactWriteCommand({ TransactItems }));
  return answer(201, view(made));
}

async function getOrder({ path }) {
  const { Item } = await client.send(new GetCommand({ TableName, Key: orderKey(path) }));
  return Item === undefined ? answer(404) : answer(200, view(Item));
}

const view = ({ order, total }) => ({ order, total });

const cursorOf = (key) => Buffer.from(JSON.stringify(key)).toString("base64url");

function cursorKey(cursor) {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return null;
  }
}

function bodyOf({ body = "", isBase64Encoded }) {
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, "base64").toString() : body);
  } catch {
    return undefined;
  }
}

function statusOf(error) {
  if (error instanceof z.ZodError) return 422;
  if (error.name === "ConditionalCheckFailedException") return 409;
  if (error instanceof TransactionCanceledException) {
    const [customer, order] = error.CancellationReasons ?? [];
    if (customer?.Code === "ConditionalCheckFailed") return 404;
    if (order?.Code === "ConditionalCheckFailed") return 409;
  }
  if (error.name === "ThrottlingException") return 503;
  return undefined;
}

function answer(statusCode, body = {}) {
  const headers = { "content-type": "application/json" };
  return { statusCode, headers, body: JSON.stringify(body) };
}
