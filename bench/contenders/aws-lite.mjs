import { chunked, peerModule, untilProcessed } from "../shared/peers.mjs";
import { CREDENTIALS, REGION } from "../shared/target.mjs";
import { itemOf, TABLE, tableKeys } from "./order.mjs";

/** By hand, as with the DocumentClient. */
export async function open(port) {
  const { default: awsLite } = await peerModule("@aws-lite/client");
  const { DynamoDB } = await awsLite({
    ...CREDENTIALS,
    region: REGION,
    endpoint: `http://127.0.0.1:${port}`,
    plugins: [peerModule("@aws-lite/dynamodb")],
  });
  return {
    save: (order) => DynamoDB.PutItem({ TableName: TABLE, Item: itemOf(order) }),
    get: async (key) => (await DynamoDB.GetItem({ TableName: TABLE, Key: tableKeys(key) })).Item,
    async page(customerId) {
      const { Items } = await DynamoDB.Query({
        TableName: TABLE,
        KeyConditionExpression: "PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues: { ":pk": `CUSTOMER#${customerId}`, ":sk": "ORDER#" },
        Limit: 100,
      });
      return Items;
    },
    saveMany: (orders) =>
      chunked(orders, (chunk) => {
        const requests = {
          [TABLE]: chunk.map((order) => ({ PutRequest: { Item: itemOf(order) } })),
        };
        return untilProcessed(requests, (RequestItems) =>
          DynamoDB.BatchWriteItem({ RequestItems }),
        );
      }),
  };
}
