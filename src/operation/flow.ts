import { fullJitter, TRANSIENT_BACKOFF } from "./backoff.js";
import { Pacer } from "./pacer.js";
import { RetryBudget } from "./retry-budget.js";

/** What a failed request takes from the retry budget. */
const TRANSIENT_COST = 14;
const THROTTLED_COST = 5;
/** Failures in a row after which a table is no longer waited for: about 12 s of waiting. */
const MAX_FAILURES = 30;
/** Throttles in a row, with nothing taken, after which it is not: a minute and a half at the least pace. */
const MAX_THROTTLES = 100;

/** What came of a request, as far as it says how much the table can take. */
export interface FlowSignal {
  /** Units of capacity that were taken, and that were asked for. */
  readonly taken: number;
  readonly asked: number;
}

/**
 * What a process knows of how much one table can take: its pace, its retry budget, and whether it
 * answers at all. Shared by everything that reads, or writes, the table in batches, and by single requests
 * that are throttled.
 */
export class Flow {
  readonly #pacer = new Pacer();
  readonly #budget = new RetryBudget();
  /** Requests in a row that nothing came of but an error of the connection or the service. */
  #failures = 0;
  /** Requests in a row of which nothing was taken for want of capacity. */
  #throttles = 0;
  #resumeAt = Number.NEGATIVE_INFINITY;
  #mostInFlight = 1;
  /** Requests in flight below which their number grows fast again: half of what was too many. */
  #threshold = Number.POSITIVE_INFINITY;

  /**
   * Requests that may be in flight: one at first and after a failure, to find out how the table
   * answers, and then one more with every answer, so that many processes that begin together do not
   * ask at once for far more than there is.
   */
  get mostInFlight(): number {
    return Math.floor(this.#mostInFlight);
  }

  /** Whether the table answers nothing: then a failure says nothing of the items that were sent. */
  get isDown(): boolean {
    return this.#failures > 0;
  }

  /** Units per second that are sent; `Infinity` while the table has not throttled. */
  get rate(): number {
    return this.#pacer.rate;
  }

  /** Milliseconds until a request may be sent. */
  delayMs(now: number): number {
    return Math.max(this.#pacer.delayMs(now), this.#resumeAt - now);
  }

  /** What one request may ask for, so that a slow table says soon enough how it does. */
  get mostUnits(): number {
    return Math.ceil(this.#pacer.rate);
  }

  sent(units: number, now: number): void {
    this.#pacer.sent(units, now);
  }

  /** Takes up a reply, whole or in part. False when the budget does not pay for what is left. */
  answered({ taken, asked }: FlowSignal, now: number): boolean {
    this.#failures = 0;
    const isSteep = this.#mostInFlight < this.#threshold;
    this.#mostInFlight += isSteep ? 1 : 1 / this.#mostInFlight;
    const clean = taken >= asked;
    const fruitful = taken > 0 || clean;
    this.#pacer.accepted(taken, now, clean);
    if (clean) this.#budget.succeeded();
    else this.#pacer.throttled(now);
    if (!fruitful) return this.#mayRetryThrottled(now);
    this.#throttles = 0;
    return true;
  }

  /** Takes up that a request was throttled whole. False when the budget does not pay for another one. */
  throttled(askedMs: number, now: number): boolean {
    this.#failures = 0;
    this.#pacer.throttled(now);
    this.#pause(askedMs, now);
    return this.#mayRetryThrottled(now);
  }

  /**
   * Takes up that a single request was throttled. It cuts a pace that batches keep; it begins none,
   * because it says too little of how much the table takes. False when the budget does not pay for
   * another attempt.
   */
  throttledAlone(now: number): boolean {
    if (this.rate < Number.POSITIVE_INFINITY) this.#pacer.throttled(now);
    return this.#budget.spend(THROTTLED_COST, now);
  }

  /** Takes up that a single request was carried out after so many throttles: the budget gets back their price. */
  recovered(throttles: number): void {
    this.#budget.refund(throttles * THROTTLED_COST);
  }

  /**
   * Takes up a failure that passes, and how many requests were in flight with it. False when the
   * table has not answered for too long, or the budget does not pay for another request.
   */
  failed(askedMs: number, inFlight: number, now: number, random: number): boolean {
    // What was in flight together fails together: that is one sign, not several.
    if (now >= this.#resumeAt) {
      this.#failures += 1;
      this.#threshold = Math.max(1, Math.floor(Math.min(inFlight, this.#mostInFlight) / 2));
      this.#mostInFlight = 1;
    }
    this.#pause(Math.max(askedMs, fullJitter(TRANSIENT_BACKOFF, this.#failures, random)), now);
    if (this.#failures <= MAX_FAILURES) return this.#budget.spend(TRANSIENT_COST, now);
    this.#failures = 0; // a later load has its own
    return false;
  }

  #mayRetryThrottled(now: number): boolean {
    this.#throttles += 1;
    if (this.#throttles <= MAX_THROTTLES) return this.#budget.spend(THROTTLED_COST, now);
    this.#throttles = 0; // a later load has its own
    return false;
  }

  #pause(ms: number, now: number): void {
    if (ms > 0) this.#resumeAt = Math.max(this.#resumeAt, now + ms);
  }
}
