import { ConfigurationError, SyncError, UnsupportedError } from "../errors/errors.js";
import { Flows } from "../operation/flows.js";
import type { AsyncPort } from "../operation/run-async.js";
import type { SyncPort } from "../operation/run-sync.js";
import { createHttpTransport } from "../transport/http.js";
import type { HttpTransportOptions } from "../transport/http-options.js";
import { type DynamoDBClientLike, isDynamoDBClient } from "../transport/sdk-client.js";
import { createSdkTransport } from "../transport/sdk-transport.js";
import { createSyncBridge, type SyncBridge } from "../transport/sync-bridge.js";
import type { Transport, TransportRequest } from "../transport/transport.js";
import { BridgePort } from "./bridge-port.js";
import { InProcessPort } from "./in-process-port.js";

/** What a table can talk to. */
export type ConnectionTarget = Transport | DynamoDBClientLike | HttpTransportOptions;

/** Milliseconds that an attempt may take where neither call nor connection says. */
const ATTEMPT_TIMEOUT_MS = 3_000;

/**
 * A table's way to its engine, in both modes. Nothing is opened, and no environment read, before
 * the first call.
 */
export class Connection implements AsyncPort {
  readonly attemptTimeoutMs: number;
  readonly flows: Flows;
  readonly #transport: Transport;
  #bridge: SyncBridge | undefined;

  /** @throws ConfigurationError when the target is none. */
  constructor(target: ConnectionTarget = {}) {
    this.#transport = toTransport(target);
    this.flows = flowsOf(target);
    this.attemptTimeoutMs =
      ("timeoutMs" in target && Number(target.timeoutMs)) || ATTEMPT_TIMEOUT_MS;
  }

  send: AsyncPort["send"] = (request, options) => {
    this.checkSupport(request);
    return this.#transport.send(request, options);
  };

  /** @throws UnsupportedError for what the transport says that its engine cannot do. */
  checkSupport({ operation }: TransportRequest): void {
    if (this.#transport.capabilities.transactions || !operation.startsWith("Transact")) return;
    throw new UnsupportedError(
      "The engine behind the table has no transactions, which this call needs; unique attributes need them too.",
    );
  }

  now(): number {
    return Date.now();
  }

  random(): number {
    return Math.random();
  }

  /** A blocking port for one operation: what other operations started never reaches it. */
  syncPort(): SyncPort {
    const { sendSync } = this.#transport;
    const port =
      sendSync === undefined
        ? new BridgePort(this.#openBridge(), this)
        : new InProcessPort(this, sendSync.bind(this.#transport));
    const { send } = port;
    return Object.assign(port, {
      send: ((request, options) => {
        this.checkSupport(request);
        return send(request, options);
      }) satisfies SyncPort["send"],
    });
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

/** What is known of the tables behind a target, for as long as the process lives. */
const flowsByTarget = new WeakMap<ConnectionTarget, Flows>();
const flowsByAddress = new Map<string, Flows>();

/** Connections to one address share what they know of its tables. */
function flowsOf(target: ConnectionTarget): Flows {
  if (isDynamoDBClient(target) || isTransport(target)) {
    const flows = flowsByTarget.get(target) ?? new Flows();
    flowsByTarget.set(target, flows);
    return flows;
  }
  const { endpoint, region, profile } = target;
  const address = JSON.stringify([endpoint, region, profile]);
  const flows = flowsByAddress.get(address) ?? new Flows();
  flowsByAddress.set(address, flows);
  return flows;
}
