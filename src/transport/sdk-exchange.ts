import type { HttpReply } from "./reply-parser.js";
import { field, type SdkCommand } from "./sdk-client.js";

/** Ends what an attempt has begun once the attempt is over. */
export class Ending {
  isOver = false;
  #end: (() => void) | undefined;

  /** What there is to end from now on. */
  with(end: () => void): void {
    this.#end = end;
    if (this.isOver) end();
  }

  /** The same as a signal, for what wants one. */
  signal(): AbortSignal {
    const controller = new AbortController();
    this.with(() => controller.abort());
    return controller.signal;
  }

  end(): void {
    this.isOver = true;
    this.#end?.();
  }
}

/** What a command's steps saw of the wire. */
export interface SdkExchange {
  /** Whether the request was handed to the client's requestHandler. */
  sent: boolean;
  /** That request. */
  request?: unknown;
  /** The whole reply, where one arrived. */
  reply?: HttpReply;
}

/** Reads a reply's body, of whatever kind the client's requestHandler makes them. */
async function readBody(body: unknown, config: object): Promise<Uint8Array | undefined> {
  if (body instanceof Uint8Array) return body;
  const collect = field(config, "streamCollector");
  if (typeof collect !== "function") return undefined;
  const bytes: unknown = await collect(body);
  return bytes instanceof Uint8Array ? bytes : undefined;
}

function lowerCaseNames(headers: unknown): HttpReply["headers"] {
  const entries = Object.entries(typeof headers === "object" ? { ...headers } : {});
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** The whole reply, where the client's requestHandler gives one. */
export async function readResponse(
  response: unknown,
  config: object,
): Promise<HttpReply | undefined> {
  const status = field(response, "statusCode");
  const body = await readBody(field(response, "body"), config);
  if (body === undefined || typeof status !== "number") return undefined;
  return {
    status,
    headers: lowerCaseNames(field(response, "headers")),
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  };
}

/**
 * Adds two steps to a command. The first replaces the client's retries, so that they do not
 * multiply with those of the operations. The other, next to the requestHandler, keeps the reply's
 * bytes: the SDK takes a reply that is cut, empty or fails its checksum for a success.
 */
export function watchCommand(command: SdkCommand, config: object): SdkExchange {
  const exchange: SdkExchange = { sent: false };
  const { middlewareStack } = command;
  middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        // The signer has noticed a wrong clock: the request was refused unseen.
        if (field(field(error, "$metadata"), "clockSkewCorrected") !== true) throw error;
        return next(args);
      }
    },
    // The name, step and priority under which the SDK registers its retries.
    { name: "retryMiddleware", step: "finalizeRequest", priority: "high", override: true },
  );
  middlewareStack.add(
    (next) => async (args) => {
      exchange.sent = true;
      exchange.request = field(args, "request");
      delete exchange.reply;
      const result = await next(args);
      const { response } = result;
      const reply = await readResponse(response, config);
      if (reply !== undefined) {
        exchange.reply = reply;
        const { buffer, byteOffset, byteLength } = reply.body;
        // A view of its own: the SDK makes another kind of object of it.
        Reflect.set(Object(response), "body", new Uint8Array(buffer, byteOffset, byteLength));
      }
      return result;
    },
    { name: "monotableReply", step: "deserialize", priority: "low", override: true },
  );
  return exchange;
}
