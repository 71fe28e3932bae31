import { AbortedError } from "../errors/transport-errors.js";
import type { SendOptions, TransportRequest, WireObject } from "../transport/transport.js";
import type { Bounds, Effect, Program, Settled } from "./effect.js";
import { Flow } from "./flow.js";
import type { Flows } from "./flows.js";
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
      return startPull(effect, inFlight);
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
  if (!inFlight.hasSettled) await change(inFlight, withinMs, signal);
  return inFlight.take();
}

function startPull(effect: Extract<Effect, { type: "pull" }>, inFlight: InFlight): unknown {
  if (inFlight.element !== "none") return pull(undefined, effect, inFlight);
  const result = effect.iterator.next();
  return isThenable(result) ? pull(result, effect, inFlight) : result;
}

/** The next element of an input, unless something else comes first. */
async function pull(
  result: PromiseLike<IteratorResult<unknown>> | undefined,
  { withinMs, signal }: Extract<Effect, { type: "pull" }>,
  inFlight: InFlight,
): Promise<IteratorResult<unknown> | undefined> {
  if (result !== undefined) inFlight.pull(result);
  const isOver = inFlight.element === "there" || inFlight.hasSettled;
  if (!isOver) await change(inFlight, withinMs, signal);
  return inFlight.takeElement();
}

/** Waits until something settles or arrives, the time is over or the signal fires. */
async function change(
  inFlight: InFlight,
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (withinMs <= 0 || signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const stop = interrupt(withinMs, signal, done);
    function done(): void {
      stop();
      resolve();
    }
    inFlight.onChange(done);
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
