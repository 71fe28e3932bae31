import type { MessagePort, Worker, WorkerOptions } from "node:worker_threads";
import { SyncError } from "../errors/errors.js";
import { monotonicMs } from "./monotonic.js";
import { ReplySlot } from "./reply-slot.js";
import type { PlainCause } from "./sync-errors.js";
import type { CallMessage, Outcome, ThreadMessage } from "./sync-protocol.js";
import type { WorkerTarget } from "./transport.js";
import { WORKER_SOURCE } from "./worker-source.generated.js";

/** Starts a worker thread from its source text. */
export type Spawn = (source: string, options: WorkerOptions) => Worker;

/** A call that waits for its outcome. */
export interface Call {
  readonly ticket: number;
  readonly operation: string;
  readonly timeoutMs: number;
  /** In {@link monotonicMs}. */
  readonly deadline: number;
}

/** Milliseconds that a thread may take to start before its silence counts against it. */
const START_MS = 10_000;

/** Loaded by the first blocking call: it takes a tenth of this library's own time to load. */
function threads(): typeof import("node:worker_threads") {
  return process.getBuiltinModule("node:worker_threads");
}

const startWorker: Spawn = (source, options) => new (threads().Worker)(source, options);

/** One worker thread and the calls in flight on it. */
export class SyncThread {
  readonly calls = new Map<number, Call>();
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #slot = new ReplySlot();
  readonly #startedAt = monotonicMs();
  readonly #tellsDelivery: boolean;
  #up = false;
  #fault: PlainCause | undefined;

  constructor(target: WorkerTarget, signal: Int32Array, spawn: Spawn = startWorker) {
    const { port1, port2 } = new (threads().MessageChannel)();
    this.#port = port1;
    try {
      this.#worker = spawn(WORKER_SOURCE, {
        eval: true, // no file beside the application: it may be bundled into one
        name: "monotable-sync",
        env: threads().SHARE_ENV, // AWS settings as they are at the time of a call
        execArgv: [], // none of the application's loaders
        workerData: { port: port2, signal, slot: this.#slot.memory, target },
        transferList: [port2],
      });
    } catch (cause) {
      port1.close();
      throw new SyncError(
        "The worker thread of the blocking mode cannot be started; under Node's permission model " +
          "the process needs --allow-worker.",
        { cause },
      );
    }
    this.#worker.unref();
    // An uncaught error of the thread arrives as a message; unheard here it would end the process.
    this.#worker.on("error", () => {});
    this.#tellsDelivery = this.#post(undefined);
  }

  /** Hands a call over; false when the thread has ended, and then the call has not been sent. */
  send(call: Call, message: CallMessage): boolean {
    if (!this.#post(message) && this.#tellsDelivery) return false;
    this.calls.set(call.ticket, call);
    return true;
  }

  /** Whether the thread runs, be it busy or stuck. */
  isAlive(): boolean {
    return this.#post(undefined) || !this.#tellsDelivery;
  }

  /** Whether the thread has had the time to start, so that silence means that it is stuck. */
  isStarted(): boolean {
    return this.#up || monotonicMs() - this.#startedAt > START_MS;
  }

  /** The uncaught error that ended the thread, where it could still tell. */
  get fault(): PlainCause | undefined {
    return this.#fault;
  }

  /** Takes what has arrived. Outcomes of calls that were given up are dropped. */
  *takeOutcomes(): Generator<[Call, Outcome]> {
    const reply = this.#slot.take();
    const answered = reply && this.#takeCall(reply.ticket);
    if (answered) yield [answered, reply];
    for (;;) {
      const received: { message: ThreadMessage } | undefined = threads().receiveMessageOnPort(
        this.#port,
      );
      if (received === undefined) return;
      const { message } = received;
      this.#up = true;
      if (message.kind === "fault") this.#fault = message.cause;
      if (message.kind !== "settled") continue;
      const call = this.#takeCall(message.ticket);
      if (call !== undefined) yield [call, message.outcome];
    }
  }

  #takeCall(ticket: number): Call | undefined {
    const call = this.calls.get(ticket);
    this.calls.delete(ticket);
    return call;
  }

  async end(): Promise<void> {
    this.#port.close();
    await this.#worker.terminate();
  }

  /**
   * Whether the other end took the message. A blocked thread gets no events and nothing ends its
   * `Atomics.wait` when the worker dies, but the port knows: `postMessage` answers true, and false
   * or nothing once the other end is gone (Node 20, 22 and 24). That is not documented, so where
   * the very first message is not answered with true, only deadlines count.
   */
  #post(message: CallMessage | undefined): boolean {
    const delivered: unknown = this.#port.postMessage(message);
    return delivered === true;
  }
}
