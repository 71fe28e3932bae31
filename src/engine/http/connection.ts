import type { Socket } from "node:net";
import { endOfTurn } from "../../transport/end-of-turn.js";
import { refusal } from "./refusal.js";
import { type HttpRequest, RequestParser } from "./request-parser.js";
import { type HttpReply, writeReply } from "./write-reply.js";

/** Milliseconds that a connection may take. */
export interface Patience {
  /** For a request to arrive whole. */
  readonly requestMs: number;
  /** Between a reply and the next request: longer than clients keep idle connections, so that none is ended under a request. */
  readonly idleMs: number;
  /** For the client to read why its connection was ended. */
  readonly lingerMs: number;
}

/** What connections ask of the server. */
export interface Answering {
  readonly patience: Patience;
  /** Whether connections end with their next reply. */
  readonly isClosing: boolean;
  /** The next request's number. */
  count(): number;
  /** Answers a request; undefined where the connection is to break instead. Never rejects. */
  answer(request: HttpRequest): Promise<HttpReply | undefined>;
  /** What answers a request that could not be read. */
  failure(error: unknown): HttpReply;
}

type State = "idle" | "receiving" | "answering" | "over";

/** Bytes of further requests that are read while one is answered. */
const MAX_AHEAD_BYTES = 64 * 1024;

/** One client's connection: requests are answered one after the other, in their order. */
export class Connection {
  readonly #socket: Socket;
  readonly #server: Answering;
  readonly #parser = new RequestParser();
  #state: State = "idle";
  /** When that began. */
  #since = performance.now();
  /** Whether the client sends no more. */
  #isEnded = false;

  constructor(socket: Socket, server: Answering) {
    this.#socket = socket;
    this.#server = server;
    socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    socket.on("end", () => this.#end());
    // The client is gone; there is nobody to tell.
    socket.on("error", () => socket.destroy());
  }

  /** Ends the connection as soon as it owes no reply. */
  finish(): void {
    if (this.#state === "idle") this.#socket.destroySoon();
  }

  /** Ends the connection where the client takes too long. */
  expire(now: number): void {
    const { requestMs, idleMs, lingerMs } = this.#server.patience;
    const lasted = now - this.#since;
    if (this.#state === "receiving" && lasted > requestMs) {
      this.#refuse(refusal(408, "The request took too long to arrive"));
    } else if (this.#state === "idle" && lasted > idleMs) this.#socket.destroy();
    else if (this.#state === "over" && lasted > lingerMs) this.#socket.destroy();
  }

  #enter(state: State): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#since = performance.now();
  }

  #receive(bytes: Buffer): void {
    if (this.#state === "over") return;
    this.#parser.push(bytes);
    if (this.#state !== "answering") this.#proceed();
    else if (this.#parser.pendingBytes > MAX_AHEAD_BYTES) this.#socket.pause();
  }

  #end(): void {
    this.#isEnded = true;
    if (this.#state !== "answering") this.#socket.destroySoon();
  }

  /** Takes up the next request, if it is there. */
  #proceed(): void {
    let request: HttpRequest | undefined;
    try {
      request = this.#parser.next();
    } catch (error) {
      this.#refuse(error);
      return;
    }
    if (request !== undefined) {
      this.#enter("answering");
      void this.#answer(request);
    } else if (this.#isEnded) this.#socket.destroySoon();
    else {
      this.#enter(this.#parser.isWithin ? "receiving" : "idle");
      if (this.#parser.takeContinue()) this.#socket.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
  }

  async #answer(request: HttpRequest): Promise<void> {
    const count = this.#server.count();
    const reply = await this.#server.answer(request);
    await endOfTurn();
    const socket = this.#socket;
    if (reply === undefined) {
      socket.resetAndDestroy();
      return;
    }
    const isLast = this.#server.isClosing || !request.head.keepAlive;
    const { acceptsGzip, method } = request.head;
    const keepAliveMs = isLast ? undefined : this.#server.patience.idleMs;
    writeReply(socket, reply, { count, acceptsGzip, headOnly: method === "HEAD", keepAliveMs });
    if (isLast || reply.isCut) {
      this.#enter("over");
      if (isLast && !reply.isCut) socket.destroySoon();
      return;
    }
    this.#enter("idle");
    if (socket.isPaused()) socket.resume();
    if (this.#isEnded || this.#parser.isWithin) this.#proceed();
  }

  /** Says what was wrong. What the client still sends is read and dropped: unread, it could take the reply with it. */
  #refuse(error: unknown): void {
    const options = {
      count: this.#server.count(),
      acceptsGzip: false,
      headOnly: false,
      keepAliveMs: undefined,
    };
    writeReply(this.#socket, this.#server.failure(error), options);
    this.#enter("over");
    this.#socket.end();
  }
}
