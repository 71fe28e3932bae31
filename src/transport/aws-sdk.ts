import { ConfigurationError } from "../errors/errors.js";
import {
  AbortedError,
  NetworkError,
  ServiceError,
  TimeoutError,
} from "../errors/transport-errors.js";
import { apiOf, DYNAMODB } from "./api.js";
import { startAttempt, within } from "./attempt.js";
import { createHttpTransport } from "./http.js";
import { answerOf, checkReply, parseReply, readReply } from "./http-reply.js";
import type { HttpReply } from "./reply-parser.js";
import { createCommand, type DynamoDBClientLike, loadSdk, type SdkModule } from "./sdk-client.js";
import { fromSdkError } from "./sdk-errors.js";
import { Ending, type SdkExchange, watchCommand } from "./sdk-exchange.js";
import { SdkShortcut } from "./sdk-shortcut.js";
import { outputToWire, toSdk } from "./sdk-wire.js";
import { describeClient } from "./sdk-worker-target.js";
import type {
  SendOptions,
  Transport,
  TransportRequest,
  WireObject,
  WorkerTarget,
} from "./transport.js";

export interface SdkTransportOptions {
  /** The module of `@aws-sdk/client-dynamodb` that the client comes from; found when left out. */
  readonly sdk?: SdkModule;
  /** What the blocking mode's worker thread connects to; read from the client when left out. */
  readonly worker?: WorkerTarget;
  /** Milliseconds that one attempt may take; 3,000 by default. */
  readonly timeoutMs?: number;
}

/** What sends by a client. */
export interface OpenSdkTransport extends Pick<Transport, "send" | "close"> {
  /** The client's settings; undefined until it has told them. */
  workerTarget(): WorkerTarget | undefined;
}

/** Refusals of a request for how or when it was signed. */
const OF_SIGNATURE = /Signature|Skewed|RequestExpired|RequestInTheFuture|AuthFailure|Token/;

/** Begins to ask the client for its settings; `createSdkTransport` is what callers see of it. */
export function openSdkTransport(
  client: DynamoDBClientLike,
  options: SdkTransportOptions,
): OpenSdkTransport {
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

  const shortcut = new SdkShortcut(client);
  let streams: Transport | undefined;

  /** The SDK's client for streams is another one: they are read by our own, with the same settings. */
  async function openStreams(): Promise<Transport> {
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

  async function send(
    request: TransportRequest,
    { timeoutMs = options.timeoutMs ?? 3_000, signal }: SendOptions = {},
  ): Promise<WireObject> {
    if (signal?.aborted) throw new AbortedError({ cause: signal.reason });
    const { operation } = request;
    if (apiOf(operation) !== DYNAMODB) {
      const options = signal === undefined ? { timeoutMs } : { timeoutMs, signal };
      return (await openStreams()).send(request, options);
    }
    const attempt = startAttempt(timeoutMs, signal);
    const ending = new Ending();
    let seen: SdkExchange = { sent: false };

    async function run(): Promise<WireObject> {
      const sdk = await loading;
      await described;
      return (await sendQuickly()) ?? (await sendByStack(sdk));
    }

    async function sendQuickly(): Promise<WireObject | undefined> {
      const ready = await shortcut.request(request);
      if (ready === undefined || ending.isOver) return undefined;
      seen = { sent: true };
      let reply: HttpReply | undefined;
      try {
        reply = await shortcut.send(ready, timeoutMs, ending);
      } catch (error) {
        throw fromSdkError(error, operation, true);
      }
      if (reply === undefined) throw fromSdkError(undefined, operation, true);
      try {
        return answerOf(request, checkReply(operation, reply));
      } catch (error) {
        if (!(error instanceof ServiceError && OF_SIGNATURE.test(error.service))) throw error;
        // Refused unseen: the stack corrects its clock, or says what is wrong.
        shortcut.forget();
        return undefined;
      }
    }

    async function sendByStack(sdk: SdkModule): Promise<WireObject> {
      const command = createCommand(sdk, operation, toSdk(request.input));
      seen = watchCommand(command, client.config);
      let output: unknown;
      try {
        const sending = client.send(command as never, { abortSignal: ending.signal() }); // the SDK's own class
        output = await sending;
      } catch (error) {
        // The reply says more than the SDK's error does, and is checked.
        if (seen.reply !== undefined) readReply(operation, seen.reply);
        throw fromSdkError(error, operation, seen.sent);
      }
      const reply = seen.reply && readReply(operation, seen.reply);
      // The answered call does not wait for it, and does not fail with it.
      shortcut.learn(seen.request, sdk).catch(() => undefined);
      // The SDK loses attributes of this name.
      if (reply?.includes('"__proto__"')) return parseReply(operation, reply);
      return outputToWire(output);
    }

    try {
      return await within(attempt, run(), () =>
        seen.sent
          ? new TimeoutError(timeoutMs)
          : new NetworkError(`${operation} was not ready to send within ${timeoutMs} ms.`, false),
      );
    } catch (error) {
      ending.end();
      throw error;
    }
  }

  return {
    send,
    workerTarget() {
      if (refusal !== undefined && target === undefined) throw refusal;
      return target;
    },
    async close() {
      await streams?.close(); // the client is the caller's
    },
  };
}
