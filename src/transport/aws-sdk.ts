import { ConfigurationError } from "../errors/errors.js";
import { AbortedError, NetworkError, TimeoutError } from "../errors/transport-errors.js";
import { apiOf, DYNAMODB } from "./api.js";
import { startAttempt, within } from "./attempt.js";
import { createHttpTransport } from "./http.js";
import { parseReply, readReply } from "./http-reply.js";
import {
  createCommand,
  type DynamoDBClientLike,
  isDynamoDBClient,
  loadSdk,
  type SdkModule,
} from "./sdk-client.js";
import { fromSdkError } from "./sdk-errors.js";
import { type SdkExchange, watchCommand } from "./sdk-exchange.js";
import { outputToWire, toSdk } from "./sdk-wire.js";
import { describeClient } from "./sdk-worker-target.js";
import {
  bodyOf,
  type SendOptions,
  type TextTransport,
  type Transport,
  type WorkerTarget,
} from "./transport.js";

export { type DynamoDBClientLike, isDynamoDBClient } from "./sdk-client.js";

export interface SdkTransportOptions {
  /** The module of `@aws-sdk/client-dynamodb` that the client comes from; found when left out. */
  readonly sdk?: SdkModule;
  /** What the blocking mode's worker thread connects to; read from the client when left out. */
  readonly worker?: WorkerTarget;
  /** Milliseconds that one attempt may take; 3,000 by default. */
  readonly timeoutMs?: number;
}

/**
 * Sends by a caller's AWS SDK v3 client: its region, credentials, requestHandler and middleware
 * stay in force; its retries do not, as the operations have their own. The client stays the
 * caller's to close.
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
  const loading = loadSdk(client, options.sdk);
  let target: WorkerTarget | undefined = options.worker;
  let refusal: unknown;
  // The client tells its settings only by promises, and the blocking mode cannot wait for one.
  const described = loading
    .then(async (sdk) => {
      target ??= await describeClient(client, sdk);
    })
    .catch((error: unknown) => {
      refusal = error;
    });

  let streams: TextTransport | undefined;

  /** The SDK's client for streams is another one: they are read by our own, with the same settings. */
  async function openStreams(): Promise<TextTransport> {
    await described;
    if (target === undefined) {
      const advice = "connect with { region, endpoint, credentials } to read streams.";
      throw new ConfigurationError(`The DynamoDBClient does not tell its settings; ${advice}`, {
        cause: refusal,
      });
    }
    streams ??= createHttpTransport(target);
    return streams;
  }

  async function exchange(
    operation: string,
    body: string,
    { timeoutMs = options.timeoutMs ?? 3_000, signal }: SendOptions = {},
  ): Promise<string> {
    if (signal?.aborted) throw new AbortedError({ cause: signal.reason });
    if (apiOf(operation) !== DYNAMODB) {
      const options = signal === undefined ? { timeoutMs } : { timeoutMs, signal };
      return await (await openStreams()).exchange(operation, body, options);
    }
    const attempt = startAttempt(timeoutMs, signal);
    const stop = new AbortController();
    let seen: SdkExchange = { sent: false };

    async function run(): Promise<string> {
      const sdk = await loading;
      await described;
      const command = createCommand(sdk, operation, toSdk(JSON.parse(body)));
      seen = watchCommand(command, client.config);
      let output: unknown;
      try {
        const sending = client.send(command as never, { abortSignal: stop.signal }); // the SDK's own class
        output = await sending;
      } catch (error) {
        // The reply says more than the SDK's error does, and is checked.
        if (seen.reply !== undefined) readReply(operation, seen.reply);
        throw fromSdkError(error, operation, seen.sent);
      }
      const reply = seen.reply && readReply(operation, seen.reply);
      // The SDK loses attributes of this name.
      if (reply?.includes('"__proto__"')) return reply;
      return JSON.stringify(outputToWire(output));
    }

    try {
      return await within(attempt, run(), () =>
        seen.sent
          ? new TimeoutError(timeoutMs)
          : new NetworkError(`${operation} was not ready to send within ${timeoutMs} ms.`, false),
      );
    } catch (error) {
      stop.abort();
      throw error;
    }
  }

  return {
    capabilities: { transactions: true },
    async send(request, sendOptions) {
      const { operation } = request;
      return parseReply(operation, await exchange(operation, bodyOf(request), sendOptions));
    },
    exchange,
    workerTarget() {
      if (target !== undefined) return target;
      if (refusal !== undefined) throw refusal;
      throw new ConfigurationError(
        "The DynamoDBClient has not told its region and credentials yet: it does so only " +
          "asynchronously. Before blocking calls, await any other call once, connect with " +
          "{ region, endpoint, credentials }, or use createSdkTransport(client, { worker }).",
      );
    },
    async close() {
      await streams?.close(); // the client is the caller's
    },
  };
}
