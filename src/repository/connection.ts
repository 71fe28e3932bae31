import { ConfigurationError, SyncError } from "../errors/errors.js";
import type { Settled } from "../operation/effect.js";
import type { AsyncPort } from "../operation/run-async.js";
import type { SyncPort } from "../operation/run-sync.js";
import {
  createSdkTransport,
  type DynamoDBClientLike,
  isDynamoDBClient,
} from "../transport/aws-sdk.js";
import { createHttpTransport } from "../transport/http.js";
import type { HttpTransportOptions } from "../transport/http-options.js";
import { createSyncBridge, type SyncBridge } from "../transport/sync-bridge.js";
import type { Transport } from "../transport/transport.js";

/** What a table can talk to. */
export type ConnectionTarget = Transport | DynamoDBClientLike | HttpTransportOptions;

/** Milliseconds that an attempt may take where neither call nor connection says. */
const ATTEMPT_TIMEOUT_MS = 3_000;

/** What the bridge takes as a limit on a wait; it waits for as long as it takes without one. */
const SHORTEST_WAIT_MS = 0.01;
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * A table's way to its engine, in both modes. Nothing is opened, and no environment read, before
 * the first call.
 */
export class Connection implements AsyncPort {
  readonly attemptTimeoutMs: number;
  readonly #transport: Transport;
  #bridge: SyncBridge | undefined;

  /** @throws ConfigurationError when the target is none. */
  constructor(target: ConnectionTarget = {}) {
    this.#transport = toTransport(target);
    this.attemptTimeoutMs =
      ("timeoutMs" in target && Number(target.timeoutMs)) || ATTEMPT_TIMEOUT_MS;
  }

  send: AsyncPort["send"] = (request, options) => this.#transport.send(request, options);

  now(): number {
    return Date.now();
  }

  random(): number {
    return Math.random();
  }

  /** A blocking port for one operation: what other operations started never reaches it. */
  syncPort(): SyncPort {
    const { sendSync } = this.#transport;
    if (sendSync !== undefined) {
      return new InProcessPort(this, sendSync.bind(this.#transport));
    }
    return new BridgePort(this, this.#openBridge());
  }

  /** Ends sockets and the worker thread; later calls open new ones. */
  async close(): Promise<void> {
    const bridge = this.#bridge;
    this.#bridge = undefined;
    await Promise.all([bridge?.close(), this.#transport.close()]);
  }

  #openBridge(): SyncBridge {
    const { workerTarget } = this.#transport;
    if (workerTarget === undefined) {
      throw new SyncError(
        "This transport has no blocking mode: it has neither sendSync() nor workerTarget().",
      );
    }
    this.#bridge ??= createSyncBridge(workerTarget.call(this.#transport));
    return this.#bridge;
  }
}

abstract class Port {
  readonly attemptTimeoutMs: number;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.attemptTimeoutMs = connection.attemptTimeoutMs;
  }

  now(): number {
    return this.#connection.now();
  }

  random(): number {
    return this.#connection.random();
  }
}

/** Blocking calls of an engine in this process: a plain function call, no thread. */
class InProcessPort extends Port implements SyncPort {
  readonly send: SyncPort["send"];
  readonly #settled: Settled[] = [];

  constructor(connection: Connection, send: SyncPort["send"]) {
    super(connection);
    this.send = send;
  }

  start: SyncPort["start"] = (ticket, request, options) => {
    try {
      this.#settled.push({ ticket, reply: this.send(request, options) });
    } catch (error) {
      this.#settled.push({ ticket, error });
    }
  };

  next(withinMs: number): Settled | undefined {
    return this.#settled.shift() ?? blockFor(withinMs);
  }
}

/** Blocking calls through the worker thread. */
class BridgePort extends Port implements SyncPort {
  readonly #bridge: SyncBridge;
  /** The operation's own ticket for each of the bridge's. */
  readonly #tickets = new Map<number, number>();

  constructor(connection: Connection, bridge: SyncBridge) {
    super(connection);
    this.#bridge = bridge;
  }

  send: SyncPort["send"] = (request, options) => this.#bridge.send(request, options);

  start: SyncPort["start"] = (ticket, request, options) => {
    this.#tickets.set(this.#bridge.start(request, options), ticket);
  };

  next(withinMs: number): Settled | undefined {
    if (this.#tickets.size === 0) return blockFor(withinMs);
    const end = performance.now() + withinMs;
    do {
      const left = end - performance.now();
      const settled = this.#bridge.next(
        left > LONGEST_WAIT_MS ? undefined : Math.max(left, SHORTEST_WAIT_MS),
      );
      if (settled === undefined) return undefined;
      const ticket = this.#tickets.get(settled.ticket);
      this.#tickets.delete(settled.ticket);
      // Others belong to an operation that ended without waiting for them.
      if (ticket !== undefined) return { ...settled, ticket };
    } while (performance.now() < end);
    return undefined;
  }
}

/** Waits out a retry's delay when nothing is in flight. */
function blockFor(ms: number): undefined {
  if (Number.isFinite(ms) && ms > 0) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  }
  return undefined;
}

function toTransport(target: ConnectionTarget): Transport {
  if (typeof target !== "object" || target === null) {
    throw new ConfigurationError(
      "connect() takes a Transport, a DynamoDBClient, or { region, endpoint, credentials }.",
    );
  }
  if (isDynamoDBClient(target)) return createSdkTransport(target);
  return isTransport(target) ? target : createHttpTransport(target);
}

function isTransport(target: object): target is Transport {
  return "send" in target && "capabilities" in target && "close" in target;
}
