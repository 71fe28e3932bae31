import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { AbortedError, NetworkError, TimeoutError } from "../errors/transport-errors.js";
import { type Attempt, remainingMs } from "./attempt.js";

/** DynamoDB's largest reply is 16 MB (BatchGetItem); anything far beyond it is not DynamoDB's. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/**
 * Milliseconds that an unused connection is kept: a server closes idle connections without
 * notice, and a write sent into one of those has an unknown outcome.
 */
const IDLE_MS = 20_000;

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The one place that exchanges bytes with a server. */
export interface HttpConnection {
  /**
   * Sends one request and reads its whole reply.
   * @throws NetworkError, not ambiguous only where no connection came about; TimeoutError;
   * AbortedError.
   */
  exchange(request: HttpRequest, attempt: Attempt): Promise<HttpReply>;
  /** Ends all sockets; later exchanges open new ones. */
  close(): void;
}

export interface HttpConnectionOptions {
  readonly connectTimeoutMs: number;
  readonly maxSockets: number;
}

/** Node's errors of a parser carry the reply's bytes, so only their names are passed on. */
function nameOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name;
}

/**
 * Whether a socket cannot carry bytes yet. Where Node does not tell of a TLS greeting, the socket
 * counts as connected: a failure is then ambiguous, which is the safe side.
 */
function isConnecting(socket: Socket): boolean {
  return socket.connecting || Reflect.get(socket, "secureConnecting") === true;
}

/** Opens connections to the host of `origin`; idle ones do not keep the process alive. */
export function createHttpConnection(origin: URL, options: HttpConnectionOptions): HttpConnection {
  const { connectTimeoutMs, maxSockets } = options;
  const secure = origin.protocol === "https:";
  const Agent = secure ? HttpsAgent : HttpAgent;
  const agent = new Agent({ keepAlive: true, maxSockets, scheduling: "lifo", timeout: IDLE_MS });
  const open = secure ? httpsRequest : httpRequest;
  const target = {
    agent,
    hostname: origin.hostname.replace(/^\[|\]$/g, ""),
    port: origin.port || (secure ? 443 : 80),
  };

  function exchange(request: HttpRequest, attempt: Attempt): Promise<HttpReply> {
    const { method, path, headers, body } = request;
    const { signal, timeoutMs } = attempt;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new AbortedError({ cause: signal.reason }));
        return;
      }
      const call = open({ ...target, method, path, headers });
      let connected = false;
      let connectTimer: NodeJS.Timeout | undefined;
      const release = () => {
        clearTimeout(timer);
        clearTimeout(connectTimer);
        signal?.removeEventListener("abort", onAbort);
      };
      const fail = (error: Error) => {
        release();
        reject(error);
        call.destroy();
      };
      const onAbort = () => fail(new AbortedError({ cause: signal?.reason }));
      const onLost = (why: string) =>
        fail(
          new NetworkError(
            `The connection to ${origin.host} ended before a whole reply: ${why}.`,
            true,
          ),
        );
      const timer = setTimeout(() => fail(new TimeoutError(timeoutMs)), remainingMs(attempt));
      signal?.addEventListener("abort", onAbort, { once: true });

      call.once("socket", (socket) => {
        connected = !isConnecting(socket);
        if (connected) return;
        connectTimer = setTimeout(() => {
          fail(
            new NetworkError(
              `No connection to ${origin.host} within ${connectTimeoutMs} ms.`,
              false,
            ),
          );
        }, connectTimeoutMs);
        socket.once(secure ? "secureConnect" : "connect", () => {
          connected = true;
          clearTimeout(connectTimer);
        });
      });
      call.on("error", (error) => {
        if (connected) onLost(nameOf(error));
        else fail(new NetworkError(`Cannot connect to ${origin.host}: ${nameOf(error)}.`, false));
      });
      call.once("response", (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > MAX_REPLY_BYTES) onLost(`the reply is over ${MAX_REPLY_BYTES} bytes`);
        });
        response.once("error", (error) => onLost(nameOf(error)));
        response.once("close", () => {
          if (!response.complete) onLost("the reply is cut");
        });
        response.once("end", () => {
          release();
          const { statusCode = 0, headers: replyHeaders } = response;
          resolve({
            status: statusCode,
            headers: replyHeaders,
            body: Buffer.concat(chunks, bytes),
          });
        });
      });
      call.end(body);
    });
  }

  return { exchange, close: () => agent.destroy() };
}
