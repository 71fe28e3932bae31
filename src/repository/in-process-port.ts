import type { Settled } from "../operation/effect.js";
import type { AsyncPort } from "../operation/run-async.js";
import type { SyncPort } from "../operation/run-sync.js";
import { blockFor } from "./bridge-port.js";

/** Blocking calls of an engine in this process: a plain function call, no thread. */
export class InProcessPort implements SyncPort {
  readonly attemptTimeoutMs: number;
  readonly flows: AsyncPort["flows"];
  readonly send: SyncPort["send"];
  readonly #connection: AsyncPort;
  readonly #settled: Settled[] = [];

  constructor(connection: AsyncPort, send: SyncPort["send"]) {
    this.attemptTimeoutMs = connection.attemptTimeoutMs;
    this.flows = connection.flows;
    this.#connection = connection;
    this.send = send;
  }

  now(): number {
    return this.#connection.now();
  }

  random(): number {
    return this.#connection.random();
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
