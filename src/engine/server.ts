import { type AddressInfo, createServer, type Server } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { InternalError } from "../errors/errors.js";
import { ServiceError, serviceError } from "../errors/transport-errors.js";
import type { Engine } from "./create-engine.js";
import { type Answering, Connection, type Patience } from "./http/connection.js";
import { readRequest } from "./http/read-request.js";
import type { HttpRequest } from "./http/request-parser.js";
import { errorBody } from "./http/wire-error.js";
import type { HttpReply } from "./http/write-reply.js";

export interface ServeOptions {
  /** The port on 127.0.0.1; a free one where left out or 0. */
  readonly port?: number;
  /** @internal */
  readonly patience?: Patience;
}

export interface RunningServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Stops listening, answers what has arrived, and ends the connections. */
  close(): Promise<void>;
}

/** Serves an engine over DynamoDB's HTTP protocol, on 127.0.0.1 only. Signatures are not checked. */
export async function serve(engine: Engine, options: ServeOptions = {}): Promise<RunningServer> {
  const face = new HttpFace(engine, options.patience ?? PATIENCE);
  const port = await face.listen(options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, close: () => face.close() };
}

const PATIENCE: Patience = { requestMs: 60_000, idleMs: 65_000, lingerMs: 1_000 };
/** How often connections are looked at for being late. */
const EXPIRE_EVERY_MS = 500;

/** HTTP/1.1 on bare sockets: Node's own server costs more than most requests do. */
class HttpFace implements Answering {
  readonly patience: Patience;
  readonly #engine: Engine;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #requests = 0;
  #closing = false;

  constructor(engine: Engine, patience: Patience) {
    this.#engine = engine;
    this.patience = patience;
    // Half open: clients may end their side when they have sent their last request.
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const connection = new Connection(socket, this);
      this.#connections.add(connection);
      socket.on("close", () => this.#connections.delete(connection));
    });
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    const expiry = setInterval(() => {
      const now = performance.now();
      for (const connection of this.#connections) connection.expire(now);
    }, EXPIRE_EVERY_MS);
    expiry.unref();
    this.#server.once("close", () => clearInterval(expiry));
    const address = this.#server.address() as AddressInfo; // listens on TCP
    return address.port;
  }

  close(): Promise<void> {
    this.#closing = true;
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const connection of this.#connections) connection.finish();
    });
  }

  count(): number {
    return ++this.#requests;
  }

  async answer(request: HttpRequest): Promise<HttpReply | undefined> {
    const { method } = request.head;
    if (method === "GET" || method === "HEAD") return { status: 200, body: { healthy: true } };
    try {
      const received = this.#engine.receive(readRequest(request));
      if (received.latencyMs > 0) await wait(received.latencyMs);
      const outcome = await this.#engine.together(() => received.finish());
      switch (outcome.type) {
        case "reply":
          return { status: 200, body: outcome.reply };
        case "malformed":
          return { status: 200, body: outcome.reply, isCut: true };
        case "error":
          return this.failure(outcome.error);
        default:
          return undefined;
      }
    } catch (error) {
      return this.failure(error);
    }
  }

  failure(error: unknown): HttpReply {
    const known = error instanceof ServiceError ? error : internalFailure(error);
    return { status: known.statusCode, body: errorBody(known) };
  }
}

/** A defect of the engine: said so, as the service says it of its own. */
function internalFailure(cause: unknown): ServiceError {
  const { message } = new InternalError("The engine failed.", { cause });
  return serviceError({ service: "InternalServerError", serviceMessage: message, statusCode: 500 });
}
