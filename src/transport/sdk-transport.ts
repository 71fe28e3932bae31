import { ConfigurationError } from "../errors/errors.js";
import type { OpenSdkTransport, SdkTransportOptions } from "./aws-sdk.js";
import { type DynamoDBClientLike, isDynamoDBClient } from "./sdk-client.js";
import type { Transport } from "./transport.js";

/**
 * Sends by a caller's AWS SDK v3 client: its region, credentials, requestHandler and middleware
 * stay in force; its retries do not, as the operations have their own. The client stays the
 * caller's to close.
 *
 * What does that is loaded here, as the SDK is: those who hand in no client need neither.
 * @throws ConfigurationError when `client` is not a DynamoDB client.
 */
export function createSdkTransport(
  client: DynamoDBClientLike,
  options: SdkTransportOptions = {},
): Transport {
  if (!isDynamoDBClient(client)) {
    throw new ConfigurationError(
      "This is not a DynamoDBClient of @aws-sdk/client-dynamodb (AWS SDK for JavaScript v3).",
    );
  }
  let opened: OpenSdkTransport | undefined;
  const opening = import("./aws-sdk.js").then(({ openSdkTransport }) => {
    opened = openSdkTransport(client, options);
    return opened;
  });
  opening.catch(() => undefined); // shown by the calls that wait for it
  return {
    capabilities: { transactions: true },
    send: (request, sendOptions) =>
      opened?.send(request, sendOptions) ??
      opening.then((transport) => transport.send(request, sendOptions)),
    workerTarget() {
      const target = options.worker ?? opened?.workerTarget();
      if (target !== undefined) return target;
      throw new ConfigurationError(
        "The DynamoDBClient has not told its region and credentials yet: it does so only " +
          "asynchronously. Before blocking calls, await any other call once, connect with " +
          "{ region, endpoint, credentials }, or use createSdkTransport(client, { worker }).",
      );
    },
    async close() {
      await opened?.close();
    },
  };
}
