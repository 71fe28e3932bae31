import { AbortedError } from "../errors/transport-errors.js";
import { monotonicMs } from "./monotonic.js";

/** How long one attempt may go on. */
export interface Attempt {
  /** What the attempt was given, for messages. */
  readonly timeoutMs: number;
  /** When it is over, on the clock of `monotonicMs()`. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

/** Starts the time of an attempt. */
export function startAttempt(timeoutMs: number, signal: AbortSignal | undefined): Attempt {
  return { timeoutMs, deadline: monotonicMs() + timeoutMs, signal };
}

/** Milliseconds left, never negative. */
export function remainingMs(attempt: Attempt): number {
  return Math.max(0, attempt.deadline - monotonicMs());
}

/**
 * Waits for `work` no longer than the attempt lasts. The work itself goes on; its late failure is
 * dropped.
 * @throws AbortedError, or what `late` makes when the time is over.
 */
export async function within<T>(attempt: Attempt, work: Promise<T>, late: () => Error): Promise<T> {
  const { signal } = attempt;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      onAbort = () => reject(new AbortedError({ cause: signal?.reason }));
      timer = setTimeout(() => reject(late()), remainingMs(attempt));
      signal?.addEventListener("abort", onAbort, { once: true });
      if (signal?.aborted) onAbort();
      work.then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener("abort", onAbort);
  }
}
