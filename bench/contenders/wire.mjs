// Requests as they go over the wire, for the contenders that only send them.
import { peer } from "../shared/peers.mjs";
import { CUSTOMER, itemOf, TABLE, tableKeys } from "./order.mjs";

export function putInput(order) {
  const { marshall } = peer("@aws-sdk/util-dynamodb");
  return { TableName: TABLE, Item: marshall(itemOf(order)) };
}

export function getInput(key) {
  const { PK, SK } = tableKeys(key);
  return { TableName: TABLE, Key: { PK: { S: PK }, SK: { S: SK } } };
}

export const QUERY_INPUT = {
  TableName: TABLE,
  KeyConditionExpression: "PK = :pk AND begins_with(SK, :sk)",
  ExpressionAttributeValues: { ":pk": { S: `CUSTOMER#${CUSTOMER}` }, ":sk": { S: "ORDER#" } },
  Limit: 100,
};

export function headersOf(operation) {
  return {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${operation}`,
  };
}
