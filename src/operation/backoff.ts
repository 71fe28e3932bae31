/** How long to wait between attempts, in milliseconds. */
export interface Backoff {
  /** The ceiling before the first retry; it doubles with each further one. */
  readonly baseMs: number;
  /** The highest ceiling. */
  readonly capMs: number;
}

/** For throttling and contention: capacity comes back in seconds. */
export const THROTTLING_BACKOFF: Backoff = { baseMs: 50, capMs: 5_000 };

/** For failures that pass at once, such as a lost connection. */
export const TRANSIENT_BACKOFF: Backoff = { baseMs: 25, capMs: 1_000 };

/**
 * Full jitter: a random delay below a doubling, capped ceiling, so that clients that were
 * throttled together do not come back together. `streak` counts failures in a row, from 1.
 */
export function fullJitter(backoff: Backoff, streak: number, random: number): number {
  return random * Math.min(backoff.capMs, backoff.baseMs * 2 ** (streak - 1));
}
