/** Taken once: a test's fake clock would stand still, and the worker thread has the true one. */
const { bigint: nanoseconds } = process.hrtime;

/**
 * Milliseconds of the system's monotonic clock, the same in all threads. `performance.now()` is not, and
 * its first call loads more of Node than a connection does.
 */
export function monotonicMs(): number {
  return Number(nanoseconds()) / 1e6;
}
