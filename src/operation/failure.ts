import {
  AbortedError,
  NetworkError,
  ServiceError,
  TimeoutError,
} from "../errors/transport-errors.js";
import { type Backoff, THROTTLING_BACKOFF, TRANSIENT_BACKOFF } from "./backoff.js";

/** How a failed attempt is waited out, or `undefined` when another one cannot help. */
export function backoffFor(error: unknown): Backoff | undefined {
  if (error instanceof ServiceError) {
    if (error.kind === "permanent") return undefined;
    return error.kind === "transient" ? TRANSIENT_BACKOFF : THROTTLING_BACKOFF;
  }
  if (error instanceof NetworkError || error instanceof TimeoutError) return TRANSIENT_BACKOFF;
  return undefined;
}

/** Whether the service may have carried out the request that failed like this. */
export function isAmbiguous(error: unknown): boolean {
  if (error instanceof NetworkError) return error.ambiguous;
  if (error instanceof ServiceError) return error.kind === "transient";
  return error instanceof TimeoutError || error instanceof AbortedError;
}

/** Whether the service refused a condition. */
export function isConditionFailure(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.service === "ConditionalCheckFailedException";
}
