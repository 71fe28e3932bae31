import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { InternalError } from "../errors/errors.js";
import { ServiceError, serviceError } from "../errors/transport-errors.js";
import type { Engine } from "./create-engine.js";
import { readRequest } from "./http/read-request.js";
import { errorBody } from "./http/wire-error.js";
import { type HttpReply, writeReply } from "./http/write-reply.js";

export interface ServeOptions {
  /** The port on 127.0.0.1; a free one where left out or 0. */
  readonly port?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Stops listening, answers what has arrived, and ends the connections. */
  close(): Promise<void>;
}

/** Serves an engine over DynamoDB's HTTP protocol, on 127.0.0.1 only. Signatures are not checked. */
export async function serve(engine: Engine, options: ServeOptions = {}): Promise<RunningServer> {
  const face = new HttpFace(engine);
  const port = await face.listen(options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, close: () => face.close() };
}

const KEEP_ALIVE_MS = 65_000;

class HttpFace {
  readonly #engine: Engine;
  readonly #server: Server;
  #requests = 0;
  #closing = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    // Longer than clients keep idle connections, so that none is ended under a request.
    const options = { keepAliveTimeout: KEEP_ALIVE_MS };
    this.#server = createServer(options, (request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    const address = this.#server.address() as AddressInfo; // listens on TCP
    return address.port;
  }

  close(): Promise<void> {
    this.#closing = true;
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const count = ++this.#requests;
    const send = (status: number, body: object, cut = false): void => {
      const acceptsGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
      const reply: HttpReply = { status, body, count, acceptsGzip, last: this.#closing, cut };
      writeReply(response, reply);
    };
    if (request.method === "GET") {
      send(200, { healthy: true });
      return;
    }
    try {
      const received = this.#engine.receive(await readRequest(request));
      if (received.latencyMs > 0) await wait(received.latencyMs);
      const outcome = await this.#engine.together(() => received.finish());
      switch (outcome.type) {
        case "reply":
          return send(200, outcome.reply);
        case "malformed":
          return send(200, outcome.reply, true);
        case "error":
          return send(outcome.error.statusCode, errorBody(outcome.error));
        default:
          request.socket.resetAndDestroy();
      }
    } catch (error) {
      const known = error instanceof ServiceError ? error : internalFailure(error);
      send(known.statusCode, errorBody(known));
    }
  }
}

/** A defect of the engine: said so, as the service says it of its own. */
function internalFailure(cause: unknown): ServiceError {
  const { message } = new InternalError("The engine failed.", { cause });
  return serviceError({ service: "InternalServerError", serviceMessage: message, statusCode: 500 });
}
