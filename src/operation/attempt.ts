import { AbortedError, ServiceError, TimeoutError } from "../errors/transport-errors.js";
import type { TransportRequest, WireObject } from "../transport/transport.js";
import { fullJitter } from "./backoff.js";
import { type Bounds, flowOf, now, type Program, random, send, sleep } from "./effect.js";
import { backoffFor, isAmbiguous } from "./failure.js";
import type { Flow } from "./flow.js";

/** Attempts of one request; about 3 s of waiting in all when every one is throttled. */
const MAX_ATTEMPTS = 8;

/** What the attempts of a request came to. */
export interface Attempted {
  readonly reply: WireObject | undefined;
  /** The last attempt's error, where there is no reply. */
  readonly error: unknown;
  /** Whether an attempt before the last may have been carried out without our knowing. */
  readonly replayed: boolean;
}

/**
 * Sends a request until it is answered, for good or ill: throttling, contention and passing
 * failures are waited out with full jitter. The only place that retries single requests. One that
 * is throttled takes part in its table's `Flow` from then on.
 * @param repeatable whether the request may be sent again after an attempt whose outcome is
 *   unknown: false where that could count something twice.
 * @throws AbortedError, TimeoutError when the call is over before an attempt.
 */
export function* attempt(
  request: TransportRequest,
  bounds: Bounds,
  repeatable = true,
): Program<Attempted> {
  let replayed = false;
  let flow: Flow | undefined;
  let throttles = 0;
  for (let attempts = 1; ; attempts++) {
    yield* checkBounds(bounds);
    let error: unknown;
    try {
      const reply = yield* send(request, bounds);
      flow?.recovered(throttles);
      return { reply, error: undefined, replayed };
    } catch (failure) {
      error = failure;
    }
    const backoff = backoffFor(error);
    const unknown = isAmbiguous(error);
    if (backoff === undefined || attempts >= MAX_ATTEMPTS || (unknown && !repeatable)) {
      return { reply: undefined, error, replayed };
    }
    const asked = error instanceof ServiceError ? (error.retryAfterMs ?? 0) : 0;
    let delay = Math.max(asked, fullJitter(backoff, attempts, yield* random()));
    const time = yield* now();
    if (error instanceof ServiceError && error.kind === "throttling") {
      flow ??= yield* sharedFlow(request);
      if (flow?.throttledAlone(time) === false) return { reply: undefined, error, replayed };
      throttles += 1;
      delay = Math.max(delay, flow?.delayMs(time) ?? 0);
      flow?.sent(1, time);
    }
    if (time + delay >= bounds.deadline) return { reply: undefined, error, replayed };
    replayed ||= unknown;
    yield* sleep(delay, bounds.signal);
  }
}

const READS: ReadonlySet<string> = new Set(["GetItem", "Query", "Scan"]);

/** What batches know of the request's table; transactions have several tables, and none of this. */
function* sharedFlow({ operation, input }: TransportRequest): Program<Flow | undefined> {
  const { TableName } = input;
  if (typeof TableName !== "string") return undefined;
  return yield* flowOf(READS.has(operation) ? "BatchGetItem" : "BatchWriteItem", TableName);
}

/** Nothing is sent when the call is over: then its outcome is not in doubt. */
function* checkBounds(bounds: Bounds): Program<void> {
  if (bounds.signal?.aborted) throw new AbortedError();
  if ((yield* now()) >= bounds.deadline) {
    throw new TimeoutError(0, "the call");
  }
}

/** Sends a request that is safe to repeat, and gives its reply. */
export function* request(
  operation: string,
  input: WireObject,
  bounds: Bounds,
  read?: TransportRequest["read"],
): Program<WireObject> {
  const { reply, error } = yield* attempt({ operation, input, read }, bounds);
  if (reply === undefined) throw error;
  return reply;
}
