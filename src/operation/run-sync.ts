import { SyncError } from "../errors/errors.js";
import { AbortedError } from "../errors/transport-errors.js";
import type { SendOptions, TransportRequest, WireObject } from "../transport/transport.js";
import type { Bounds, Effect, Program, Settled } from "./effect.js";
import { attemptTimeout, isThenable } from "./in-flight.js";

/** What the blocking driver needs of the outside world; every method answers in this thread. */
export interface SyncPort {
  send(request: TransportRequest, options: SendOptions): WireObject;
  /** Milliseconds that an attempt may take where the call does not say. */
  readonly attemptTimeoutMs: number;
  start(ticket: number, request: TransportRequest, options: SendOptions): void;
  /** Blocks until a started request settles, at most `withinMs` milliseconds. */
  next(withinMs: number): Settled | undefined;
  now(): number;
  random(): number;
}

/** Runs an operation to its end in this thread. */
export function runSync<Result>(program: Program<Result>, port: SyncPort): Result {
  let step = program.next();
  while (!step.done) {
    let answer: unknown;
    try {
      answer = perform(step.value, port);
    } catch (error) {
      step = program.throw(error);
      continue;
    }
    step = program.next(answer);
  }
  return step.value;
}

function perform(effect: Effect, port: SyncPort): unknown {
  switch (effect.type) {
    case "send":
      return port.send(effect.request, sendOptions(effect.bounds, port));
    case "start":
      return port.start(effect.ticket, effect.request, sendOptions(effect.bounds, port));
    case "next":
      return port.next(effect.withinMs);
    case "sleep":
      if (effect.signal?.aborted) throw new AbortedError();
      return block(effect.ms);
    case "pull":
      return pullNow(effect.iterator);
    case "now":
      return port.now();
    case "random":
      return port.random();
  }
}

function sendOptions(bounds: Bounds, port: SyncPort): SendOptions {
  return { timeoutMs: attemptTimeout(bounds, port.attemptTimeoutMs, port.now()) };
}

function pullNow(iterator: Iterator<unknown> | AsyncIterator<unknown>): unknown {
  const result = iterator.next();
  if (!isThenable(result)) return result;
  result.then(undefined, () => undefined);
  throw new SyncError("The blocking mode cannot wait for an async iterable; use `objects`.");
}

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
