import { ArgumentError } from "../errors/errors.js";
import type { TransportRequest, WireObject } from "../transport/transport.js";
import type { Flow } from "./flow.js";

/** What a request in flight came to. */
export type Settled =
  | { readonly ticket: number; readonly reply: WireObject }
  | { readonly ticket: number; readonly error: unknown };

/** Bounds of one call, in all modes. */
export interface CallOptions {
  /** Ends the call; in the blocking mode it is looked at between requests only. */
  readonly signal?: AbortSignal | undefined;
  /** When the call must be over: milliseconds since 1970, or a `Date`. */
  readonly deadline?: number | Date | undefined;
  /** Milliseconds that one attempt of a request may take; the connection's own when left out. */
  readonly attemptTimeout?: number | undefined;
}

/** The bounds of a call, ready for the drivers. */
export interface Bounds {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds since 1970, or `Infinity`. */
  readonly deadline: number;
  readonly attemptTimeout: number | undefined;
}

/**
 * What an operation asks of the driver that runs it: plain data. No operation does I/O, waits or
 * looks at the clock itself, so one program serves both modes and tests step it without either.
 */
export type Effect =
  | { readonly type: "send"; readonly request: TransportRequest; readonly bounds: Bounds }
  | {
      /** Sends without waiting; `next` gives what comes of it. */
      readonly type: "start";
      readonly ticket: number;
      readonly request: TransportRequest;
      readonly bounds: Bounds;
    }
  /**
   * Waits until a started request settles (its `Settled`), or an element of the input arrives, the
   * time is over or the signal fires (`undefined`).
   */
  | { readonly type: "next"; readonly withinMs: number; readonly signal: AbortSignal | undefined }
  | { readonly type: "sleep"; readonly ms: number; readonly signal: AbortSignal | undefined }
  /**
   * Takes the next element of an input; `undefined` where a request settles, the time is over or the
   * signal fires before it is there: then the next pull takes it.
   */
  | {
      readonly type: "pull";
      readonly iterator: Iterator<unknown> | AsyncIterator<unknown>;
      readonly withinMs: number;
      readonly signal: AbortSignal | undefined;
    }
  /** Asks for what is known of how much of an operation a table can take. */
  | { readonly type: "flow"; readonly operation: string; readonly table: string }
  | { readonly type: "now" }
  | { readonly type: "random" };

/** An operation in progress: yields effects, returns its result. */
export type Program<Result> = Generator<Effect, Result, unknown>;

/** Sends one request, once. */
export function* send(request: TransportRequest, bounds: Bounds): Program<WireObject> {
  return (yield { type: "send", request, bounds }) as WireObject; // what drivers answer to `send`
}

/** Starts a request whose result `next` will give. */
export function* start(ticket: number, request: TransportRequest, bounds: Bounds): Program<void> {
  yield { type: "start", ticket, request, bounds };
}

/** Waits for a started request to settle, at most `withinMs` milliseconds. */
export function* next(
  withinMs: number,
  signal: AbortSignal | undefined,
): Program<Settled | undefined> {
  return (yield { type: "next", withinMs, signal }) as Settled | undefined; // drivers' answer to `next`
}

/** Waits. */
export function* sleep(ms: number, signal: AbortSignal | undefined): Program<void> {
  yield { type: "sleep", ms, signal };
}

/** Takes the next element of an input, if it comes in time; async iterators only in the async mode. */
export function* pull<Element>(
  iterator: Iterator<Element> | AsyncIterator<Element>,
  withinMs: number,
  signal: AbortSignal | undefined,
): Program<IteratorResult<Element> | undefined> {
  const result = yield { type: "pull", iterator, withinMs, signal };
  return result as IteratorResult<Element> | undefined; // the iterator's own answer
}

/** What the process knows of how much of an operation a table can take. */
export function* flowOf(operation: string, table: string): Program<Flow> {
  return (yield { type: "flow", operation, table }) as Flow; // drivers' answer to `flow`
}

/** The time, in milliseconds since 1970. */
export function* now(): Program<number> {
  return (yield { type: "now" }) as number; // drivers' answer to `now`
}

/** A random number from 0 up to 1. */
export function* random(): Program<number> {
  return (yield { type: "random" }) as number; // drivers' answer to `random`
}

/** The bounds that a call's options set. @throws ArgumentError */
export function boundsOf(options: CallOptions | undefined): Bounds {
  const deadline = Number(options?.deadline ?? Number.POSITIVE_INFINITY);
  const attemptTimeout = options?.attemptTimeout;
  if (Number.isNaN(deadline)) {
    throw new ArgumentError("deadline is milliseconds since 1970 or a valid Date.");
  }
  if (attemptTimeout !== undefined && !(attemptTimeout > 0)) {
    throw new ArgumentError("attemptTimeout is a number of milliseconds over 0.");
  }
  return { signal: options?.signal, deadline, attemptTimeout };
}
