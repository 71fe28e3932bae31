import { ArgumentError } from "../errors/errors.js";

const DEFAULT_CONCURRENCY = 8;

/** How many requests of a batch are in flight at a time. @throws ArgumentError */
export function checkConcurrency(concurrency = DEFAULT_CONCURRENCY, caller: string): number {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1000) return concurrency;
  throw new ArgumentError(
    `${caller}: concurrency is an integer from 1 to 1000, not ${String(concurrency)}.`,
  );
}
