import * as sdk from "@aws-sdk/client-dynamodb";
import { afterEach } from "vitest";
import { createSdkTransport } from "../../../src/transport/sdk-transport.js";
import type { Transport } from "../../../src/transport/transport.js";
import { type NullReply, type NullServer, startNullServer } from "../../support/null-server.js";

/** A client, its transport and the server it talks to. */
export interface SdkFixture {
  readonly client: sdk.DynamoDBClient;
  readonly transport: Transport;
  readonly server: NullServer;
}

/** Answers a function that connects a client to a server with the given reply. */
export function useSdkFixture(): (
  reply?: NullReply | ((index: number) => NullReply),
  config?: sdk.DynamoDBClientConfig,
) => Promise<SdkFixture> {
  let fixture: SdkFixture | undefined;
  afterEach(async () => {
    fixture?.client.destroy();
    await fixture?.server.stop();
    fixture = undefined;
  });
  return async (reply = {}, config = {}) => {
    const server = await startNullServer((_, index) =>
      typeof reply === "function" ? reply(index) : reply,
    );
    const client = new sdk.DynamoDBClient({
      region: "eu-west-1",
      endpoint: server.endpoint,
      credentials: { accessKeyId: "id", secretAccessKey: "secret" },
      ...config,
    });
    fixture = { client, transport: createSdkTransport(client), server };
    return fixture;
  };
}
