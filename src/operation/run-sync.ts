import { SyncError } from "../errors/errors.js";
import { AbortedError, NetworkError } from "../errors/transport-errors.js";
import type { SendOptions, TransportRequest, WireObject } from "../transport/transport.js";
import type { Bounds, Effect, Program, Settled } from "./effect.js";
import { Flow } from "./flow.js";
import type { Flows } from "./flows.js";
import { attemptTimeout, isThenable } from "./in-flight.js";

/** What the blocking driver needs of the outside world; every method answers in this thread. */
export interface SyncPort {
  send(request: TransportRequest, options: SendOptions): WireObject;
  /** Milliseconds that an attempt may take where the call does not say. */
  readonly attemptTimeoutMs: number;
  start(ticket: number, request: TransportRequest, options: SendOptions): void;
  /** Blocks until a started request settles, at most `withinMs` milliseconds. */
  next(withinMs: number): Settled | undefined;
  /** What is known of the tables that are reached through the port; nothing when left out. */
  readonly flows?: Flows | undefined;
  now(): number;
  random(): number;
}

/** Runs an operation to its end in this thread. */
export function runSync<Result>(program: Program<Result>, port: SyncPort): Result {
  return finish(program, program.next(), port);
}

/**
 * Starts an operation: its first request is sent, and nothing waits for its reply before the
 * function that this answers is called; that runs the rest.
 */
export function startSync<Result>(program: Program<Result>, port: SyncPort): () => Result {
  let step: IteratorResult<Effect, Result>;
  try {
    step = program.next();
    while (!step.done && step.value.type !== "send") step = resume(program, step.value, port);
    if (step.done || step.value.type !== "send") return () => finish(program, step, port);
    const { request, bounds } = step.value;
    port.start(0, request, sendOptions(bounds, port));
  } catch (error) {
    return () => {
      throw error;
    };
  }
  return () => {
    const settled = port.next(Number.POSITIVE_INFINITY);
    if (settled !== undefined && "reply" in settled) {
      return finish(program, program.next(settled.reply), port);
    }
    return finish(program, program.throw(settled?.error ?? lost()), port);
  };
}

function lost(): NetworkError {
  return new NetworkError("The connection was closed before the reply arrived.", true);
}

function finish<Result>(
  program: Program<Result>,
  first: IteratorResult<Effect, Result>,
  port: SyncPort,
): Result {
  let step = first;
  while (!step.done) step = resume(program, step.value, port);
  return step.value;
}

/** Performs an effect and tells the program what came of it. */
function resume<Result>(
  program: Program<Result>,
  effect: Effect,
  port: SyncPort,
): IteratorResult<Effect, Result> {
  let answer: unknown;
  try {
    answer = perform(effect, port);
  } catch (error) {
    return program.throw(error);
  }
  return program.next(answer);
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
    case "flow":
      return port.flows?.of(effect.operation, effect.table) ?? new Flow();
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
