import type { MessagePort } from "node:worker_threads";
import type { PlainCause, PlainFailure } from "./sync-errors.js";
import type { WorkerTarget } from "./transport.js";

/** What a worker thread is started with. */
export interface ThreadStart {
  readonly port: MessagePort;
  /** Counts what all worker threads of a bridge have said; the blocked caller waits on it. */
  readonly signal: Int32Array;
  /** The memory of the thread's `ReplySlot`. */
  readonly slot: SharedArrayBuffer;
  readonly target: WorkerTarget;
}

/** One call on its way to the worker thread; `undefined` in its place only asks for a sign of life. */
export interface CallMessage {
  readonly ticket: number;
  readonly operation: string;
  /** The request's JSON. */
  readonly body: string;
  /** On the clock of `monotonicMs()`: a call that waited until then in the queue is not sent any more. */
  readonly deadline: number;
}

/** How a call ended. */
export type Outcome = { readonly text: string } | { readonly failure: PlainFailure };

/** What the worker thread says: it runs, a call ended, or an uncaught error is ending it. */
export type ThreadMessage =
  | { readonly kind: "up" }
  | { readonly kind: "settled"; readonly ticket: number; readonly outcome: Outcome }
  | { readonly kind: "fault"; readonly cause: PlainCause };
