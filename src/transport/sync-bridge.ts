import { ArgumentError, ConfigurationError, SyncError } from "../errors/errors.js";
import type { MonotableError } from "../errors/monotable-error.js";
import { AbortedError } from "../errors/transport-errors.js";
import { parseReply } from "./http-reply.js";
import { monotonicMs } from "./monotonic.js";
import { fromPlainFailure } from "./sync-errors.js";
import type { Outcome } from "./sync-protocol.js";
import { type Call, type Spawn, SyncThread } from "./sync-thread.js";
import {
  bodyOf,
  type SendOptions,
  type TransportRequest,
  type WireObject,
  type WorkerTarget,
} from "./transport.js";

export interface SyncBridgeOptions {
  /** Starts the worker thread; tests put one in whose death they command. @internal */
  readonly spawn?: Spawn;
}

/** How a started call ended. */
export type SyncReply =
  | { readonly ticket: number; readonly operation: string; readonly text: string }
  | { readonly ticket: number; readonly error: MonotableError };

/** Blocking calls, carried out by a worker thread that has an HTTP transport of its own. */
export interface SyncBridge {
  /**
   * Blocks until the reply is here, at most `timeoutMs` and 250 ms more.
   *
   * A signal is looked at once, before anything is sent: none can fire in a blocked thread.
   * @throws what `Transport.send` rejects with; NetworkError (ambiguous) when the worker thread
   * ends before the reply is here.
   */
  send(request: TransportRequest, options?: SendOptions): WireObject;
  /** Starts a call, in the wire's own text, without blocking; its ticket comes back from `next`. */
  start(operation: string, body: string, options?: SendOptions): number;
  /**
   * Blocks until one of the started calls has ended, at most `timeoutMs` (default: no limit, each
   * call ends by its own time-out); undefined when none is in flight or the time is over.
   */
  next(timeoutMs?: number): SyncReply | undefined;
  /** Ends the thread. Calls in flight fail as ambiguous; calls made later start a new thread. */
  close(): Promise<void>;
}

interface Settled {
  readonly call: Call;
  readonly outcome: Outcome;
}

/** The transport's own default for one attempt. */
const TIMEOUT_MS = 3_000;
/** Milliseconds that the worker thread gets to report a time-out itself. */
const GRACE_MS = 125;
/** Milliseconds after which a wait is cut to see whether the thread still runs. */
const SLICE_MS = 50;

/**
 * Makes a bridge; its thread is started by the first call and keeps no process alive.
 *
 * A server that runs in the calling thread cannot answer: that thread is blocked.
 * @throws ConfigurationError when the target holds what cannot cross to a thread.
 */
export function createSyncBridge(
  target: WorkerTarget,
  options: SyncBridgeOptions = {},
): SyncBridge {
  const settings = copyTarget(target);
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const threads = new Set<SyncThread>();
  /** Takes new calls. The others only finish what they have. */
  let current: SyncThread | undefined;
  /** What has ended and was not asked for yet. */
  const settled: Settled[] = [];
  let lastTicket = 0;
  let probedAt = 0;

  function start(operation: string, body: string, sendOptions: SendOptions = {}): number {
    const timeoutMs = sendOptions.timeoutMs ?? settings.timeoutMs ?? TIMEOUT_MS;
    checkTimeout(timeoutMs);
    if (sendOptions.signal?.aborted) throw new AbortedError({ cause: sendOptions.signal.reason });
    lastTicket += 1;
    const deadline = monotonicMs() + timeoutMs;
    const call = { ticket: lastTicket, operation, timeoutMs, deadline };
    const message = { ticket: call.ticket, deadline, operation, body };
    if (current?.send(call, message)) return call.ticket;
    current = new SyncThread(settings, signal, options.spawn);
    threads.add(current);
    if (current.send(call, message)) return call.ticket;
    throw new SyncError("The worker thread of the blocking mode ended while it was starting.");
  }

  /**
   * Settles what can be settled: replies, calls of a thread that has ended, calls whose time is over.
   * Answers the state of the signal to wait on: whatever arrives after this has changed it.
   */
  function collect(): number {
    const seen = Atomics.load(signal, 0);
    const now = monotonicMs();
    const probe = now - probedAt >= SLICE_MS;
    if (probe) probedAt = now;
    for (const thread of threads) {
      // Asked before the replies are read, because those of a thread that has ended still count.
      const alive = !probe || thread.isAlive();
      for (const [call, outcome] of thread.takeOutcomes()) settle(call, outcome);
      if (alive) giveUpOverdue(thread, now);
      else failAll(thread, "ended before the reply arrived");
      if (!alive && thread === current) current = undefined;
      if (thread !== current && thread.calls.size === 0) void end(thread);
    }
    return seen;
  }

  function settle(call: Call, outcome: Outcome): void {
    settled.push({ call, outcome });
  }

  function giveUpOverdue(thread: SyncThread, now: number): void {
    for (const call of thread.calls.values()) {
      if (now < call.deadline + GRACE_MS) continue;
      thread.calls.delete(call.ticket);
      settle(call, { failure: { code: "TIMEOUT" } });
      // The thread should have said so itself: it is stuck. Its other calls may yet be answered.
      if (thread === current && thread.isStarted()) current = undefined;
    }
  }

  function failAll(thread: SyncThread, what: string): void {
    const message = `The worker thread of the blocking mode ${what}; a write may have been carried out.`;
    const failure = { code: "NETWORK", message, ambiguous: true, cause: thread.fault } as const;
    for (const call of thread.calls.values()) settle(call, { failure });
    thread.calls.clear();
  }

  async function end(thread: SyncThread): Promise<void> {
    threads.delete(thread);
    await thread.end();
  }

  function take(ticket: number): SyncReply | undefined {
    const place = settled.findIndex(({ call }) => call.ticket === ticket);
    const [entry] = place < 0 ? [] : settled.splice(place, 1);
    if (entry === undefined) return undefined;
    const { call, outcome } = entry;
    if ("text" in outcome) return { ticket, operation: call.operation, text: outcome.text };
    return { ticket, error: fromPlainFailure(outcome.failure, call) };
  }

  return {
    start,

    send(request, sendOptions) {
      const ticket = start(request.operation, bodyOf(request), sendOptions);
      for (;;) {
        const seen = collect();
        const result = take(ticket);
        if (result === undefined) Atomics.wait(signal, 0, seen, SLICE_MS);
        else if ("text" in result) return parseReply(request.operation, result.text);
        else throw result.error;
      }
    },

    next(timeoutMs) {
      if (timeoutMs !== undefined) checkTimeout(timeoutMs);
      const limit = monotonicMs() + (timeoutMs ?? Number.POSITIVE_INFINITY);
      for (;;) {
        const seen = collect();
        const [first] = settled;
        if (first !== undefined) return take(first.call.ticket);
        const inFlight = [...threads].some((thread) => thread.calls.size > 0);
        const left = limit - monotonicMs();
        if (!inFlight || left <= 0) return undefined;
        Atomics.wait(signal, 0, seen, Math.min(left, SLICE_MS));
      }
    },

    async close() {
      collect();
      current = undefined;
      const ending = [...threads];
      for (const thread of ending) failAll(thread, "was closed before the reply arrived");
      await Promise.all(ending.map(end));
    },
  };
}

/** A copy of its own, because the thread may be started again long after the caller changed theirs. */
function copyTarget(target: WorkerTarget): WorkerTarget {
  try {
    return structuredClone(target);
  } catch {
    throw new ConfigurationError(
      "The connection has settings that cannot cross to the worker thread of the blocking mode; " +
        "give plain data, such as static credentials instead of a function.",
    );
  }
}

function checkTimeout(timeoutMs: number): void {
  if (timeoutMs > 0 && timeoutMs < 2 ** 31) return; // what Node's timers take
  throw new ArgumentError(
    `timeoutMs is ${timeoutMs}; it must be over 0 and under 2^31 milliseconds.`,
  );
}
