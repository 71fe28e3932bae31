/** The pace after the first throttle where nothing was taken lately, in units per second. */
const FIRST_RATE = 10;
const LEAST_RATE = 1;
/** What a throttle leaves of the pace, or of what was taken lately if that is less. */
const CUT = 0.7;
/** What one throttle leaves of the pace at least: it says little of how much there is. */
const DEEPEST_CUT = 0.5;
/** Milliseconds between two cuts: the throttles of what was in flight together are one signal. */
const CUT_EVERY_MS = 500;
/** What the pace gains in a second without throttles, as a share of it, */
const GROWTH_SHARE = 0.5;
/** and as a multiple of its square root, which lets the slow catch up with the fast. */
const GROWTH_ROOTS = 3;
/** Replies further apart than this say nothing of the time between them. */
const GROWTH_GAP_MS = 1_000;
/** Milliseconds over which throughput is averaged: about what tables let pass in one burst. */
const AVERAGE_MS = 1_000;

/**
 * Spreads requests over time so that a table is asked for about what it can take: additive
 * increase, multiplicative decrease, on units of capacity per second. Off, and free, until the table
 * throttles for the first time. The constants are those that did best in `test/simulation`.
 */
export class Pacer {
  #rate = Number.POSITIVE_INFINITY;
  /** When what was sent is paid off. */
  #freeAt = Number.NEGATIVE_INFINITY;
  #cutAt = Number.NEGATIVE_INFINITY;
  #grownAt = Number.NEGATIVE_INFINITY;
  /** Units per millisecond that the table took lately, as an exponential average. */
  #average = 0;
  #averagedAt = 0;

  /** Units per second; `Infinity` while the table has not throttled. */
  get rate(): number {
    return this.#rate;
  }

  /** Milliseconds until a request may be sent. */
  delayMs(now: number): number {
    return Math.max(0, this.#freeAt - now);
  }

  /** Takes up that units were asked for. */
  sent(units: number, now: number): void {
    if (this.#rate === Number.POSITIVE_INFINITY) return;
    this.#freeAt = Math.max(now, this.#freeAt) + (units / this.#rate) * 1_000;
  }

  /** Takes up that the table took units; `clean` where it took all that it was asked for. */
  accepted(units: number, now: number, clean: boolean): void {
    this.#average = this.#averageAt(now) + units / AVERAGE_MS;
    if (!clean || this.#rate === Number.POSITIVE_INFINITY) return;
    const elapsed = Math.min(GROWTH_GAP_MS, now - this.#grownAt);
    this.#grownAt = now;
    const perSecond = Math.min(GROWTH_SHARE * this.#rate, GROWTH_ROOTS * Math.sqrt(this.#rate));
    this.#rate += (perSecond * elapsed) / 1_000;
  }

  /** Takes up that the table took less than it was asked for. */
  throttled(now: number): void {
    if (now - this.#cutAt < CUT_EVERY_MS) return;
    this.#cutAt = now;
    this.#grownAt = now;
    const taken = this.#averageAt(now) * 1_000;
    this.#rate =
      this.#rate === Number.POSITIVE_INFINITY
        ? Math.max(FIRST_RATE, CUT * taken)
        : Math.max(LEAST_RATE, DEEPEST_CUT * this.#rate, CUT * Math.min(this.#rate, taken));
  }

  #averageAt(now: number): number {
    const faded = this.#average * Math.exp(-(now - this.#averagedAt) / AVERAGE_MS);
    this.#averagedAt = now;
    return faded;
  }
}
