import { AbortedError, NetworkError, TimeoutError } from "../errors/transport-errors.js";
import type { Attempt } from "./attempt.js";
import { endOfTurn } from "./end-of-turn.js";
import { HttpSocket, type SocketEvents, SocketTarget } from "./http-socket.js";
import { monotonicMs } from "./monotonic.js";
import type { HttpReply } from "./reply-parser.js";

/**
 * Milliseconds that an unused connection is kept: a server closes idle connections without
 * notice, and a write sent into one of those has an unknown outcome.
 */
const IDLE_MS = 20_000;

/** Milliseconds before a server's own limit at which a connection is given up. */
const IDLE_MARGIN_MS = 1_000;

/** The one place that exchanges bytes with a server. */
export interface HttpConnection {
  /**
   * Sends the whole of one request and reads its whole reply.
   * @throws NetworkError, not ambiguous only where nothing was sent; TimeoutError; AbortedError.
   */
  exchange(request: string | Buffer, attempt: Attempt): Promise<HttpReply>;
  /** Ends all sockets; later exchanges open new ones. */
  close(): void;
}

export interface HttpConnectionOptions {
  readonly connectTimeoutMs: number;
  readonly maxSockets: number;
}

/** An exchange that has not ended. */
interface Call {
  readonly request: string | Buffer;
  readonly attempt: Attempt;
  readonly resolve: (reply: HttpReply) => void;
  readonly reject: (error: Error) => void;
  readonly onAbort: (() => void) | undefined;
  socket: HttpSocket | undefined;
}

/** Opens connections to the host of `origin`; idle ones do not keep the process alive. */
export function createHttpConnection(origin: URL, options: HttpConnectionOptions): HttpConnection {
  const pool = new Pool(origin, options);
  return {
    exchange: (request, attempt) =>
      new Promise((resolve, reject) => pool.start(request, attempt, resolve, reject)),
    close: () => pool.close(),
  };
}

/** Keep-alive connections, the one used last first; each carries one call at a time. */
class Pool implements SocketEvents {
  readonly #host: string;
  readonly #target: SocketTarget;
  readonly #options: HttpConnectionOptions;
  /**
   * Calls that have not ended, in number. A `Set` that each enters and leaves makes tables without
   * end, of which one that V8 takes for old keeps all later ones until the next full collection.
   */
  #unsettled = 0;
  /** Calls without a socket, the first one first. */
  readonly #waiting: Call[] = [];
  /** Every open socket, with the call that it carries or is opened for. */
  readonly #sockets = new Map<HttpSocket, Call | undefined>();
  readonly #idle: HttpSocket[] = [];
  /** Until when each socket must be connected. */
  readonly #connecting = new Map<HttpSocket, number>();
  /** One timer for all limits, set to the earliest: a timer for each call costs more than all else. */
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(origin: URL, options: HttpConnectionOptions) {
    this.#host = origin.host;
    this.#target = new SocketTarget(origin);
    this.#options = options;
  }

  start(
    request: Call["request"],
    attempt: Attempt,
    resolve: Call["resolve"],
    reject: Call["reject"],
  ): void {
    const { signal, deadline } = attempt;
    if (signal?.aborted) {
      reject(new AbortedError({ cause: signal.reason }));
      return;
    }
    const onAbort = signal && (() => this.#fail(call, new AbortedError({ cause: signal.reason })));
    const call: Call = { request, attempt, resolve, reject, onAbort, socket: undefined };
    if (onAbort) signal.addEventListener("abort", onAbort, { once: true });
    this.#unsettled += 1;
    this.#wakeBy(deadline);
    const idle = this.#takeIdle();
    if (idle !== undefined) this.#send(call, idle);
    else if (this.#sockets.size < this.#options.maxSockets) this.#open(call);
    else this.#waiting.push(call);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timerAt = Number.POSITIVE_INFINITY;
    const calls = this.#calls();
    for (const socket of this.#sockets.keys()) socket.destroy();
    this.#sockets.clear();
    this.#connecting.clear();
    this.#idle.length = 0;
    this.#waiting.length = 0;
    for (const call of calls) {
      const sent = call.socket?.ready === true;
      this.#fail(call, new NetworkError(`The connection to ${this.#host} was closed.`, sent));
    }
  }

  onReady(socket: HttpSocket): void {
    this.#connecting.delete(socket);
    const call = this.#sockets.get(socket);
    if (call === undefined) this.#release(socket);
    else socket.send(call.request);
  }

  onReply(socket: HttpSocket, reply: HttpReply): void {
    const call = this.#sockets.get(socket);
    if (socket.reusable) this.#release(socket);
    else this.#drop(socket);
    if (call === undefined) return;
    this.#settle(call);
    call.resolve(reply);
  }

  onEnd(socket: HttpSocket, why: string): void {
    const call = this.#sockets.get(socket);
    const error = socket.ready
      ? new NetworkError(
          `The connection to ${this.#host} ended before a whole reply: ${why}.`,
          true,
        )
      : new NetworkError(`Cannot connect to ${this.#host}: ${why}.`, false);
    if (call !== undefined) this.#fail(call, error);
    else this.#drop(socket);
  }

  #open(call: Call): void {
    const connectBy = monotonicMs() + this.#options.connectTimeoutMs;
    const socket = new HttpSocket(this.#target, this);
    call.socket = socket;
    this.#sockets.set(socket, call);
    this.#connecting.set(socket, connectBy);
    this.#wakeBy(connectBy);
  }

  /**
   * Sends a call, with others at the end of this turn: each write while the server sleeps wakes it,
   * which costs more than all else.
   */
  #send(call: Call, socket: HttpSocket): void {
    call.socket = socket;
    this.#sockets.set(socket, call);
    if (this.#unsettled === 1) {
      socket.send(call.request);
      return;
    }
    // The socket of a call that has failed by then has ended, and sends nothing.
    void endOfTurn().then(() => socket.send(call.request));
  }

  #takeIdle(): HttpSocket | undefined {
    const socket = this.#idle.pop();
    if (socket === undefined || socket.idleUntil > monotonicMs()) return socket;
    // Those below it have been idle for longer, but their servers may allow more.
    this.#drop(socket);
    return this.#takeIdle();
  }

  /** Gives a socket to the call that waits longest, or keeps it. */
  #release(socket: HttpSocket): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#send(next, socket);
      return;
    }
    this.#sockets.set(socket, undefined);
    socket.idleUntil = monotonicMs() + Math.min(IDLE_MS, socket.idleMs - IDLE_MARGIN_MS);
    this.#idle.push(socket);
    socket.rest();
    this.#wakeBy(socket.idleUntil);
  }

  /** Ends a socket; a call that waits gets another. */
  #drop(socket: HttpSocket): void {
    socket.destroy();
    this.#sockets.delete(socket);
    this.#connecting.delete(socket);
    const index = this.#idle.indexOf(socket);
    if (index >= 0) this.#idle.splice(index, 1);
    const next = this.#waiting.shift();
    if (next !== undefined) this.#open(next);
  }

  /** All calls that have not ended. */
  #calls(): readonly Call[] {
    const carried = [...this.#sockets.values()].filter((call) => call !== undefined);
    return [...carried, ...this.#waiting];
  }

  #settle(call: Call): void {
    this.#unsettled -= 1;
    const place = call.socket === undefined ? this.#waiting.indexOf(call) : -1;
    if (place >= 0) this.#waiting.splice(place, 1);
    if (call.onAbort) call.attempt.signal?.removeEventListener("abort", call.onAbort);
  }

  #fail(call: Call, error: Error): void {
    this.#settle(call);
    call.reject(error);
    if (call.socket !== undefined && this.#sockets.has(call.socket)) this.#drop(call.socket);
  }

  /** Sees to it that the limits are looked at when the first of them is reached. */
  #wakeBy(at: number): void {
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#sweep(), Math.max(1, Math.ceil(at - monotonicMs())));
    this.#timer.unref(); // a socket that is connecting or carries a call keeps the process alive
  }

  #sweep(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = monotonicMs();
    for (const call of this.#calls()) {
      const { deadline, timeoutMs } = call.attempt;
      if (deadline <= now) this.#fail(call, new TimeoutError(timeoutMs));
    }
    for (const [socket, connectBy] of this.#connecting) {
      if (connectBy > now) continue;
      const why = `No connection to ${this.#host} within ${this.#options.connectTimeoutMs} ms.`;
      const call = this.#sockets.get(socket);
      if (call !== undefined) this.#fail(call, new NetworkError(why, false));
    }
    for (const socket of [...this.#idle]) if (socket.idleUntil <= now) this.#drop(socket);
    for (const { attempt } of this.#calls()) this.#wakeBy(attempt.deadline);
    for (const connectBy of this.#connecting.values()) this.#wakeBy(connectBy);
    for (const { idleUntil } of this.#idle) this.#wakeBy(idleUntil);
  }
}
