import { AbortedError, TimeoutError } from "../errors/transport-errors.js";
import type { SendOptions, TransportRequest, WireObject } from "../transport/transport.js";
import type { Bounds, Effect, Program, Settled } from "./effect.js";
import { Flow, type Flows } from "./flow.js";
import { attemptTimeout, InFlight, isThenable } from "./in-flight.js";

/** What the async driver needs of the outside world. */
export interface AsyncPort {
  send(request: TransportRequest, options: SendOptions): Promise<WireObject>;
  /** Milliseconds that an attempt may take where the call does not say. */
  readonly attemptTimeoutMs: number;
  /** What is known of the tables that are reached through the port; nothing when left out. */
  readonly flows?: Flows | undefined;
  now(): number;
  random(): number;
}

/** Runs an operation with promises. */
export async function runAsync<Result>(program: Program<Result>, port: AsyncPort): Promise<Result> {
  const inFlight = new InFlight();
  let step = program.next();
  while (!step.done) {
    let answer: unknown;
    try {
      answer = perform(step.value, port, inFlight);
      if (isThenable(answer)) answer = await answer;
    } catch (error) {
      step = program.throw(error);
      continue;
    }
    step = program.next(answer);
  }
  return step.value;
}

function perform(effect: Effect, port: AsyncPort, inFlight: InFlight): unknown {
  switch (effect.type) {
    case "send":
      return port.send(effect.request, sendOptions(effect.bounds, port));
    case "start":
      inFlight.add(effect.ticket, port.send(effect.request, sendOptions(effect.bounds, port)));
      return undefined;
    case "next":
      return nextSettled(inFlight, effect.withinMs, effect.signal);
    case "sleep":
      return wait(effect.ms, effect.signal);
    case "pull":
      return pull(effect.iterator, effect.bounds, port);
    case "flow":
      return port.flows?.of(effect.operation, effect.table) ?? new Flow();
    case "now":
      return port.now();
    case "random":
      return port.random();
  }
}

function sendOptions(bounds: Bounds, port: AsyncPort): SendOptions {
  const timeoutMs = attemptTimeout(bounds, port.attemptTimeoutMs, port.now());
  return bounds.signal === undefined ? { timeoutMs } : { timeoutMs, signal: bounds.signal };
}

async function nextSettled(
  inFlight: InFlight,
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<Settled | undefined> {
  const ready = inFlight.take();
  if (ready !== undefined || withinMs <= 0 || signal?.aborted) return ready;
  await new Promise<void>((resolve) => {
    const stop = interrupt(withinMs, signal, done);
    function done(): void {
      stop();
      resolve();
    }
    inFlight.onChange(done);
  });
  return inFlight.take();
}

/** The next element of an input; the wait for one that never comes ends with the call. */
function pull(
  iterator: Iterator<unknown> | AsyncIterator<unknown>,
  { signal, deadline }: Bounds,
  port: AsyncPort,
): unknown {
  const result = iterator.next();
  if (!isThenable(result) || (signal === undefined && deadline === Infinity)) return result;
  if (signal?.aborted) throw new AbortedError();
  return new Promise((resolve, reject) => {
    const stop = interrupt(deadline - port.now(), signal, () => {
      stop();
      reject(signal?.aborted ? new AbortedError() : new TimeoutError(0, "the input"));
    });
    result.then(
      (element) => {
        stop();
        resolve(element);
      },
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}

/**
 * Calls `end` when the time is over or the signal fires, unless the function that it answers is
 * called before. Cheaper than signals made for each wait, of which a long-lived one keeps a part.
 */
function interrupt(withinMs: number, signal: AbortSignal | undefined, end: () => void): () => void {
  const timer =
    withinMs === Number.POSITIVE_INFINITY
      ? undefined
      : setTimeout(end, Math.min(withinMs, LONGEST_TIMER_MS));
  signal?.addEventListener("abort", end);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  };
}

/** Node's longest timer; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AbortedError());
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(new AbortedError());
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
