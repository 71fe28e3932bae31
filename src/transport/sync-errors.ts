import {
  ArgumentError,
  ConfigurationError,
  InternalError,
  SyncError,
  UnsupportedError,
} from "../errors/errors.js";
import type { MonotableError } from "../errors/monotable-error.js";
import {
  AbortedError,
  CredentialsError,
  NetworkError,
  ServiceError,
  type ServiceFailure,
  serviceError,
  TimeoutError,
} from "../errors/transport-errors.js";

/**
 * An error as plain data. Structured clone would lose the class and its fields, and throws on what
 * cannot be cloned, so errors are taken apart by hand in the worker thread and rebuilt in the caller's.
 */
export type PlainFailure =
  | { readonly code: "SERVICE"; readonly failure: ServiceFailure }
  | {
      readonly code: "NETWORK";
      readonly message: string;
      readonly ambiguous: boolean;
      readonly cause: PlainCause | undefined;
    }
  | { readonly code: "TIMEOUT" }
  | { readonly code: "ABORTED"; readonly cause: PlainCause | undefined }
  | {
      readonly code: keyof typeof MESSAGE_ONLY;
      readonly message: string;
      readonly cause: PlainCause | undefined;
    };

/** What is kept of an error's cause: enough to tell `ECONNREFUSED` from a defect. */
export interface PlainCause {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string | undefined;
  readonly cause: PlainCause | undefined;
}

/** The classes that carry nothing but a message and a cause. */
const MESSAGE_ONLY = {
  ARGUMENT: ArgumentError,
  CONFIGURATION: ConfigurationError,
  CREDENTIALS: CredentialsError,
  INTERNAL: InternalError,
  SYNC: SyncError,
  UNSUPPORTED: UnsupportedError,
} as const;

/** Causes are followed this deep: a cause can lead back to itself. */
const CAUSE_DEPTH = 4;

/** Takes an error apart; one that no transport may throw becomes the cause of a `SyncError`. */
export function toPlainFailure(error: unknown): PlainFailure {
  if (error instanceof ServiceError) return { code: "SERVICE", failure: error.toFailure() };
  if (error instanceof TimeoutError) return { code: "TIMEOUT" };
  const cause = error instanceof Error ? toPlainCause(error.cause) : undefined;
  if (error instanceof NetworkError) {
    return { code: "NETWORK", message: error.message, ambiguous: error.ambiguous, cause };
  }
  if (error instanceof AbortedError) return { code: "ABORTED", cause };
  for (const errorClass of Object.values(MESSAGE_ONLY)) {
    if (error instanceof errorClass) return { code: error.code, message: error.message, cause };
  }
  const message = "The worker thread of the blocking mode met an unexpected error (see its cause).";
  return { code: "SYNC", message, cause: toPlainCause(error) };
}

/**
 * Builds the error of a call again; its stack is that of the thread that calls this. A time-out
 * names the time that the caller gave, not what was left of it in the worker thread.
 */
export function fromPlainFailure(
  plain: PlainFailure,
  call: { readonly operation: string; readonly timeoutMs: number },
): MonotableError {
  switch (plain.code) {
    case "SERVICE":
      return serviceError(plain.failure);
    case "NETWORK":
      return new NetworkError(plain.message, plain.ambiguous, causeOption(plain.cause));
    case "TIMEOUT":
      return new TimeoutError(call.timeoutMs, call.operation);
    case "ABORTED":
      return new AbortedError(causeOption(plain.cause));
    default:
      return new MESSAGE_ONLY[plain.code](plain.message, causeOption(plain.cause));
  }
}

/** Takes the cause of an error apart; what is no `Error` is left out, it may be anything. */
export function toPlainCause(value: unknown, depth = CAUSE_DEPTH): PlainCause | undefined {
  if (!(value instanceof Error) || depth === 0) return undefined;
  return {
    name: value.name,
    message: value.message,
    code: "code" in value && typeof value.code === "string" ? value.code : undefined,
    stack: value.stack,
    cause: toPlainCause(value.cause, depth - 1),
  };
}

function causeOption(plain: PlainCause | undefined): { cause: Error } | undefined {
  return plain && { cause: fromPlainCause(plain) };
}

function fromPlainCause(plain: PlainCause): Error {
  const error = new Error(plain.message, causeOption(plain.cause));
  const { name, code, stack } = plain;
  // The worker's own stack is kept: the caller's is on the error that this is the cause of.
  for (const [field, value] of Object.entries({ name, code, stack })) {
    if (value !== undefined) {
      Object.defineProperty(error, field, { value, configurable: true, writable: true });
    }
  }
  return error;
}
