import { tsImport } from "tsx/esm/api";
import { CREATE_TABLE } from "../contenders/order.mjs";
import { openConnections } from "./http-client.mjs";

/** Runs with Amazon's DynamoDB Local (which needs Java) and the table of the benchmark in it. */
export async function withDynamoDBLocal(body) {
  const support = "../../test/support/dynamodb-local.ts";
  const { startDynamoDBLocal } = await tsImport(support, import.meta.url);
  const { endpoint, stop } = await startDynamoDBLocal();
  try {
    const [connection] = openConnections(endpoint, 1);
    await connection.send("CreateTable", CREATE_TABLE);
    connection.close();
    return await body(Number(new URL(endpoint).port));
  } finally {
    await stop();
  }
}
