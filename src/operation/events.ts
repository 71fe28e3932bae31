import { MonotableError } from "../errors/monotable-error.js";
import { ServiceError } from "../errors/transport-errors.js";
import type {
  ObservedCall,
  ObservedReply,
  ObservedRequest,
  ObservedResult,
  Observer,
} from "./observer.js";

/** How something ended, without what an error says: its text could quote what the caller passed. */
interface Outcome {
  /** `ok`, or an error's code: `THROTTLED`, `NETWORK`, … */
  readonly outcome: string;
  /** The service's name for its error, such as `ThrottlingException`. */
  readonly service: string | undefined;
}

/** An attempt of a request has ended. */
export interface RequestEvent
  extends ObservedCall,
    ObservedRequest,
    Omit<ObservedReply, "error" | "units">,
    Outcome {
  readonly type: "request";
}

/** A call of a repository or a table has ended. */
export interface CallEvent extends ObservedCall, Omit<ObservedResult, "error">, Outcome {
  readonly type: "call";
}

/** What `onEvent` of a table is told: names, numbers and codes, never what is in the items. */
export type TableEvent = RequestEvent | CallEvent;

/** The observer behind `onEvent`. */
export function eventObserver(listener: (event: TableEvent) => void): Observer {
  return {
    call: (call) => ({
      request:
        (request) =>
        ({ durationMs, unprocessed, error }) =>
          listener({
            type: "request",
            ...call,
            ...request,
            durationMs,
            unprocessed,
            ...outcomeOf(error),
          }),
      done: ({ error, ...result }) =>
        listener({ type: "call", ...call, ...result, ...outcomeOf(error) }),
    }),
  };
}

/** How something ended, as a code. */
export function outcomeOf(error: unknown): Outcome {
  const service = error instanceof ServiceError ? error.service : undefined;
  if (error === undefined) return { outcome: "ok", service };
  return { outcome: MonotableError.is(error) ? error.code : "OTHER", service };
}
