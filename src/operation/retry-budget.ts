/** What a process may spend on retries of one table before it gives up. */
const CAPACITY = 500;
/** What comes back: with every request that was carried out whole, and with time. */
const PER_SUCCESS = 1;
const PER_SECOND = 5;

/**
 * Bounds how much retries can add to the load of a service that is down: a bucket of tokens that
 * failures empty and successes fill.
 */
export class RetryBudget {
  #tokens = CAPACITY;
  #at = Number.NEGATIVE_INFINITY;

  /** Pays for the retries of one request; false when there is not enough left. */
  spend(tokens: number, now: number): boolean {
    if (now > this.#at) {
      const gained = ((now - this.#at) / 1_000) * PER_SECOND;
      this.#tokens = Math.min(CAPACITY, this.#tokens + gained);
      this.#at = now;
    }
    if (this.#tokens < tokens) return false;
    this.#tokens -= tokens;
    return true;
  }

  /** Gives back what was paid for retries that came to something. */
  refund(tokens: number): void {
    this.#tokens = Math.min(CAPACITY, this.#tokens + tokens);
  }

  succeeded(): void {
    this.#tokens = Math.min(CAPACITY, this.#tokens + PER_SUCCESS);
  }
}
