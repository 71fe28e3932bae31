import type { Settled } from "../operation/effect.js";
import type { SyncPort } from "../operation/run-sync.js";
import { parseReply } from "../transport/http-reply.js";
import type { SyncBridge, SyncReply } from "../transport/sync-bridge.js";
import { bodyOf } from "../transport/transport.js";

/** What the bridge takes as a limit on a wait; it waits for as long as it takes without one. */
const SHORTEST_WAIT_MS = 0.01;
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** What a port needs to know beside the bridge. */
type Surroundings = Pick<SyncPort, "attemptTimeoutMs" | "flows" | "now" | "random">;

/** A started call: whose it is, and the operation's own ticket for it. */
interface Started {
  readonly port: BridgePort;
  readonly ticket: number;
}

/**
 * The calls that the operations on one bridge have started. An operation that waits may be told of
 * another's reply (a page that is read ahead while its loop's body does something else): it is kept
 * for that one.
 */
const startedOn = new WeakMap<SyncBridge, Map<number, Started>>();

/** Blocking calls of one operation through the worker thread. */
export class BridgePort implements SyncPort {
  readonly attemptTimeoutMs: number;
  readonly flows: SyncPort["flows"];
  readonly #bridge: SyncBridge;
  readonly #surroundings: Surroundings;
  readonly #started: Map<number, Started>;
  readonly #settled: Settled[] = [];
  #inFlight = 0;

  constructor(bridge: SyncBridge, surroundings: Surroundings) {
    this.attemptTimeoutMs = surroundings.attemptTimeoutMs;
    this.flows = surroundings.flows;
    this.#bridge = bridge;
    this.#surroundings = surroundings;
    this.#started = startedOn.get(bridge) ?? new Map();
    startedOn.set(bridge, this.#started);
  }

  now(): number {
    return this.#surroundings.now();
  }

  random(): number {
    return this.#surroundings.random();
  }

  send: SyncPort["send"] = (request, options) => this.#bridge.send(request, options);

  start: SyncPort["start"] = (ticket, request, options) => {
    this.#started.set(this.#bridge.start(request.operation, bodyOf(request), options), {
      port: this,
      ticket,
    });
    this.#inFlight += 1;
  };

  next(withinMs: number): Settled | undefined {
    const end = performance.now() + withinMs;
    while (this.#settled.length === 0) {
      if (this.#inFlight === 0) return blockFor(withinMs);
      const left = end - performance.now();
      const settled = this.#bridge.next(
        left > LONGEST_WAIT_MS ? undefined : Math.max(left, SHORTEST_WAIT_MS),
      );
      if (settled === undefined) return undefined;
      const started = this.#started.get(settled.ticket);
      this.#started.delete(settled.ticket);
      if (started !== undefined) started.port.#take(read(settled, started.ticket));
      if (performance.now() >= end) break;
    }
    return this.#settled.shift();
  }

  #take(settled: Settled): void {
    this.#inFlight -= 1;
    this.#settled.push(settled);
  }
}

/** A reply of the bridge, for the operation that knows it by another ticket. */
function read(settled: SyncReply, ticket: number): Settled {
  if ("error" in settled) return { ticket, error: settled.error };
  try {
    return { ticket, reply: parseReply(settled.operation, settled.text) };
  } catch (error) {
    return { ticket, error };
  }
}

/** Waits out a retry's delay when nothing is in flight. */
export function blockFor(ms: number): undefined {
  if (Number.isFinite(ms) && ms > 0) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  }
  return undefined;
}
