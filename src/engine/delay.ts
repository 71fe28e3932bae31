import { AbortedError, TimeoutError } from "../errors/transport-errors.js";
import type { SendOptions } from "../transport/transport.js";

/**
 * Runs `work` after some milliseconds. A caller who gives up before that gets his error at once;
 * the work is done nevertheless, as a service would that does not know.
 */
export function delay<Result>(
  ms: number,
  { timeoutMs, signal }: SendOptions,
  operation: string,
  work: () => Result,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AbortedError({ cause: signal?.reason }));
    const settle = (): void => {
      clearTimeout(timeout);
      signal?.removeEventListener("abort", abort);
    };
    const timeout =
      timeoutMs !== undefined && timeoutMs < ms
        ? setTimeout(() => reject(new TimeoutError(timeoutMs, operation)), timeoutMs)
        : undefined;
    signal?.addEventListener("abort", abort, { once: true });
    setTimeout(() => {
      settle();
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    }, ms);
  });
}

/** Blocks the thread. */
export function delaySync(ms: number): void {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
