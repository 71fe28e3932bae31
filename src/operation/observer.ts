import type { ConsumedUnits } from "./consumed-units.js";

/** A call of a repository or a table, as observers see it. */
export interface ObservedCall {
  readonly table: string;
  /** Left out where a call is of several models, such as a transaction. */
  readonly model: string | undefined;
  /** The method that was called: `save`, or one of a manager's own. */
  readonly method: string;
  readonly mode: "async" | "sync";
}

/** One attempt of a request, before its reply. */
export interface ObservedRequest {
  /** The operation of DynamoDB's API, such as `PutItem`. */
  readonly operation: string;
  readonly tables: readonly string[];
  readonly index: string | undefined;
  /** How many items a batch or a transaction names. */
  readonly size: number | undefined;
  /** 1, and more for a request that is sent again. */
  readonly attempt: number;
}

/** What came of an attempt. */
export interface ObservedReply {
  readonly durationMs: number;
  /** What was thrown; `undefined` where there is a reply. */
  readonly error: unknown;
  /** Items of a batch that the service left for another request. */
  readonly unprocessed: number;
  /** Empty unless the observer asks for `capacity`; an error tells none. */
  readonly units: readonly ConsumedUnits[];
}

/** What came of a call. */
export interface ObservedResult {
  readonly durationMs: number;
  /** Attempts of requests. */
  readonly requests: number;
  /** Attempts that repeated a request. */
  readonly retries: number;
  /** Attempts that were refused for want of capacity, or answered in part. */
  readonly throttles: number;
  readonly unprocessed: number;
  readonly error: unknown;
}

/** Follows one call. */
export interface CallObserver {
  /** An attempt starts; what this gives back is told how it ends. */
  request?(request: ObservedRequest): ((reply: ObservedReply) => void) | undefined;
  done?(result: ObservedResult): void;
}

/**
 * Is told what repositories do, and never what is in the items: no keys, no values, no
 * conditions. What it throws becomes a warning of the process, not an error of the call.
 */
export interface Observer {
  /** Whether requests are to ask for the capacity that they consume. */
  readonly capacity?: boolean | undefined;
  call(call: ObservedCall): CallObserver | undefined;
}
