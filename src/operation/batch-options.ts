import type { BatchProgress } from "../errors/batch-write-error.js";
import { ArgumentError } from "../errors/errors.js";
import type { CallOptions } from "./effect.js";

const DEFAULT_CONCURRENCY = 8;

const MEGABYTE = 1024 * 1024;
/** BatchWriteItem takes 16 MB on the wire, the frame of the request included. */
const MAX_BATCH_BYTES = 16 * MEGABYTE - 64 * 1024;
const SOFT_BATCH_BYTES = 4 * MEGABYTE;

export interface BatchOptions extends CallOptions {
  /** Requests in flight at a time, 1 to 1,000; 8 when left out. */
  readonly concurrency?: number | undefined;
  /**
   * What becomes of an input whose key an earlier one has: `last` (the default) writes the last one
   * and counts the others as superseded, `error` lists the later one as failed. Looked for in the
   * whole of an array, and among what is held of other inputs.
   */
  readonly onDuplicate?: "last" | "error" | undefined;
  /**
   * Bytes on the wire at which a request is sent though it has room for more items, 1 to 16,711,680;
   * 4 MB when left out. An item that is larger goes alone.
   */
  readonly softBatchBytes?: number | undefined;
  /** Called after every settled request. */
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined;
}

/** The options of a batch, checked and with their defaults. */
export interface BatchSettings {
  readonly concurrency: number;
  readonly refuseDuplicates: boolean;
  readonly maxBytes: number;
  readonly onProgress: BatchOptions["onProgress"];
}

/** @throws ArgumentError */
export function batchSettings(options: BatchOptions | undefined, caller: string): BatchSettings {
  const { onDuplicate = "last", softBatchBytes = SOFT_BATCH_BYTES, onProgress } = options ?? {};
  if (onDuplicate !== "last" && onDuplicate !== "error") {
    throw new ArgumentError(`${caller}: onDuplicate is "last" or "error".`);
  }
  if (!(softBatchBytes >= 1 && softBatchBytes <= MAX_BATCH_BYTES)) {
    throw new ArgumentError(
      `${caller}: softBatchBytes is a number of bytes from 1 to ${MAX_BATCH_BYTES}, not ${String(softBatchBytes)}.`,
    );
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new ArgumentError(`${caller}: onProgress is a function.`);
  }
  return {
    concurrency: checkConcurrency(options?.concurrency, caller),
    refuseDuplicates: onDuplicate === "error",
    maxBytes: softBatchBytes,
    onProgress,
  };
}

/** How many requests of a batch are in flight at a time. @throws ArgumentError */
export function checkConcurrency(concurrency = DEFAULT_CONCURRENCY, caller: string): number {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1000) return concurrency;
  throw new ArgumentError(
    `${caller}: concurrency is an integer from 1 to 1000, not ${String(concurrency)}.`,
  );
}
