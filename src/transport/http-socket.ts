import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type HttpReply, MalformedReply, ReplyParser } from "./reply-parser.js";

/** Bytes read at once. */
const READ_BYTES = 64 * 1024;

/** What a socket tells the pool that it belongs to. */
export interface SocketEvents {
  /** It can carry its first request. */
  onReady(socket: HttpSocket): void;
  /** The reply to its request is whole. */
  onReply(socket: HttpSocket, reply: HttpReply): void;
  /** It has ended, and cannot carry anything any more. */
  onEnd(socket: HttpSocket, why: string): void;
}

/** Where sockets lead, and what they share. */
export class SocketTarget {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Spares later connections a part of the TLS greeting. */
  session: Buffer | undefined;

  constructor(origin: URL) {
    this.secure = origin.protocol === "https:";
    this.host = origin.hostname.replace(/^\[|\]$/g, "");
    this.port = Number(origin.port) || (this.secure ? 443 : 80);
  }
}

/** Errors of TLS can quote what was read, so only their names are passed on. */
function nameOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name;
}

/** One connection, which carries one request at a time. */
export class HttpSocket {
  /** Until when it may be idle, on the clock of `monotonicMs()`. */
  idleUntil = 0;
  ready = false;
  /** Whether it can carry another request after the last reply. */
  reusable = false;
  /** What the server allows it to be idle. */
  idleMs = Number.POSITIVE_INFINITY;
  readonly #socket: Socket;
  readonly #events: SocketEvents;
  #parser: ReplyParser | undefined;
  #ended = false;

  constructor(target: SocketTarget, events: SocketEvents) {
    this.#events = events;
    this.#socket = this.#open(target);
    this.#socket
      .once(target.secure ? "secureConnect" : "connect", () => {
        if (this.#ended) return;
        this.ready = true;
        this.#socket.setNoDelay(true).setKeepAlive(true, 1_000);
        events.onReady(this);
      })
      .once("error", (error) => {
        if (!this.ready) target.session = undefined;
        this.#end(nameOf(error));
      })
      .once("end", () => this.#onEnd())
      .once("close", () => this.#end("the reply is cut"));
  }

  /** Sends a request; the process does not end before its reply. */
  send(request: string | Buffer): void {
    this.#parser = new ReplyParser();
    this.#socket.ref();
    this.#socket.write(request);
  }

  /** Lets the process end while there is nothing to do. */
  rest(): void {
    this.#socket.unref();
  }

  /** Ends the connection; nothing is told of it. */
  destroy(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  #open(target: SocketTarget): Socket {
    const { host, port, secure, session } = target;
    // Read into one buffer: a stream would allocate, copy and queue.
    const onread = {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback: (length: number, buffer: Uint8Array) => this.#onRead(length, buffer),
    };
    const { connect, isIP } = process.getBuiltinModule("node:net");
    if (!secure) return connect({ host, port, onread });
    const tls = process.getBuiltinModule("node:tls");
    const options = {
      host,
      port,
      onread,
      ALPNProtocols: ["http/1.1"],
      servername: isIP(host) === 0 ? host : "",
      ...(session && { session }),
    };
    const socket: TLSSocket = tls.connect(options);
    return socket.on("session", (given) => {
      target.session = given;
    });
  }

  #onRead(length: number, buffer: Uint8Array): boolean {
    const parser = this.#parser;
    if (parser === undefined) {
      // Nobody asked for it, and it would be taken for the answer to the next request.
      this.#end("it sent more than was asked for");
      return true;
    }
    try {
      const reply = parser.push(Buffer.from(buffer.buffer, buffer.byteOffset, length));
      if (reply !== undefined) this.#onReply(parser, reply);
    } catch (error) {
      if (!(error instanceof MalformedReply)) throw error;
      this.#end(error.message);
    }
    return true;
  }

  #onEnd(): void {
    const parser = this.#parser;
    const reply = parser?.end();
    if (parser !== undefined && reply !== undefined) this.#onReply(parser, reply);
    else this.#end("the reply is cut");
  }

  #onReply(parser: ReplyParser, reply: HttpReply): void {
    this.#parser = undefined;
    this.idleMs = parser.idleMs;
    // A server that answers before it has read the request goes on reading what it is.
    this.reusable = parser.reusable && this.#socket.writableLength === 0;
    this.#events.onReply(this, reply);
  }

  #end(why: string): void {
    if (this.#ended) return;
    this.destroy();
    this.#events.onEnd(this, why);
  }
}
