import { chunked, documentClient, peer, untilProcessed } from "../shared/peers.mjs";
import { itemOf, TABLE, tableKeys } from "./order.mjs";

/** By hand: keys and timestamps by the caller, no validation. */
export function open(port) {
  const { BatchWriteCommand, GetCommand, PutCommand, QueryCommand } = peer("@aws-sdk/lib-dynamodb");
  const documents = documentClient(port);
  return {
    save: (order) => documents.send(new PutCommand({ TableName: TABLE, Item: itemOf(order) })),
    async get(key) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: TABLE, Key: tableKeys(key) }),
      );
      return Item;
    },
    async page(customerId) {
      const { Items } = await documents.send(
        new QueryCommand({
          TableName: TABLE,
          KeyConditionExpression: "PK = :pk AND begins_with(SK, :sk)",
          ExpressionAttributeValues: { ":pk": `CUSTOMER#${customerId}`, ":sk": "ORDER#" },
          Limit: 100,
        }),
      );
      return Items;
    },
    saveMany: (orders) =>
      chunked(orders, (chunk) => {
        const requests = {
          [TABLE]: chunk.map((order) => ({ PutRequest: { Item: itemOf(order) } })),
        };
        return untilProcessed(requests, (RequestItems) =>
          documents.send(new BatchWriteCommand({ RequestItems })),
        );
      }),
  };
}
