import { hidden, MonotableError } from "./monotable-error.js";
import { type ThrottlingReason, throttlingReason, throttlingText } from "./throttling-reason.js";

/** What the service said, as the transports report it. */
export interface ServiceFailure {
  /** The exception's short name, such as `"ConditionalCheckFailedException"`. */
  readonly service: string;
  /** The service's own text; it may echo item contents. */
  readonly serviceMessage: string;
  readonly statusCode: number;
  readonly requestId?: string | undefined;
  /** Milliseconds that the service asks to wait before a retry (`x-amz-retry-after`). */
  readonly retryAfterMs?: number | undefined;
  readonly throttlingReasons?: readonly unknown[] | undefined;
  /** The stored item returned with a failed condition, in DynamoDB JSON. */
  readonly item?: Readonly<Record<string, unknown>> | undefined;
  readonly cancellationReasons?: readonly unknown[] | undefined;
}

const THROTTLING = new Set([
  "ProvisionedThroughputExceededException",
  "ProvisionedThroughputExceeded",
  "ThrottlingException",
  "Throttling",
  "RequestLimitExceeded",
  "LimitExceededException",
  "TooManyRequestsException",
]);

const TRANSIENT = new Set([
  "InternalServerError",
  "InternalFailure",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "RequestTimeout",
  "RequestTimeoutException",
]);

const CONTENTION = new Set([
  "TransactionConflictException",
  "TransactionInProgressException",
  "ReplicatedWriteConflictException",
]);

/** Where the service's texts echo values of a request: from which words up to which. */
const ECHOES: readonly (readonly [from: string, to: string])[] = [
  ["Value '", "' at '"],
  ["Input collection [", "]"],
  ["operand: AttributeValue: {", ""],
  ["to a numeric value: ", ""],
  ["type name found; type: ", ", valid types"],
];

/** Cuts the echoes: up to the last end of each, since the values may hold the same words. */
function redact(text: string): string {
  let cut = text;
  for (const [from, to] of ECHOES) {
    const start = cut.indexOf(from);
    if (start < 0) continue;
    const end = to === "" ? -1 : cut.lastIndexOf(to);
    cut = `${cut.slice(0, start + from.length)}...${end > start ? cut.slice(end) : ""}`;
  }
  return cut.slice(0, 500);
}

/** What to look at first, where the service does not say. */
const HINTS: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    "Check the table's name, the region and the endpoint; in development, table.create() makes it.",
  UnrecognizedClientException: "Check the credentials: the service does not know them.",
};

function hintFor(service: string): string {
  return Object.hasOwn(HINTS, service) ? (HINTS[service] ?? "") : "";
}

/** The service answered with an error. */
export class ServiceError extends MonotableError {
  override get code(): "SERVICE" | "THROTTLED" {
    return "SERVICE";
  }
  /** The exception's short name, such as `"ValidationException"`. */
  readonly service: string;
  readonly statusCode: number;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** The service's whole text, hidden from logs: it may echo item contents. */
  declare readonly serviceMessage: string;
  /** The stored item of a failed condition, in DynamoDB JSON: hidden from logs. */
  declare readonly item: Readonly<Record<string, unknown>> | undefined;
  /** One entry per operation of a cancelled transaction: hidden from logs, it may carry items. */
  declare readonly cancellationReasons: readonly unknown[] | undefined;

  constructor(failure: ServiceFailure, hint = hintFor(failure.service)) {
    super(`${failure.service}: ${redact(failure.serviceMessage)}${hint && ` ${hint}`}`);
    this.service = failure.service;
    this.statusCode = failure.statusCode;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
    hidden<ServiceError>(this, {
      serviceMessage: failure.serviceMessage,
      item: failure.item,
      cancellationReasons: failure.cancellationReasons,
    });
  }

  /** How the failure is to be treated: only `permanent` ones are not worth sending again. */
  get kind(): "throttling" | "contention" | "transient" | "permanent" {
    if (THROTTLING.has(this.service) || this.statusCode === 429) return "throttling";
    if (CONTENTION.has(this.service)) return "contention";
    if (TRANSIENT.has(this.service) || this.statusCode >= 500) return "transient";
    return "permanent";
  }

  /** The failure as plain data that a thread boundary does not change. */
  toFailure(): ServiceFailure {
    const { service, serviceMessage, statusCode, requestId, retryAfterMs } = this;
    const { item, cancellationReasons } = this;
    const throttlingReasons = this instanceof ThrottledError ? this.reasons : undefined;
    return {
      service,
      serviceMessage,
      statusCode,
      requestId,
      retryAfterMs,
      throttlingReasons,
      item,
      cancellationReasons,
    };
  }
}

/** The table, an index or the account is over its throughput. */
export class ThrottledError extends ServiceError {
  override get code() {
    return "THROTTLED" as const;
  }
  /** AWS's `ThrottlingReasons`, where given: which key, table or index, and why. */
  readonly reasons: readonly ThrottlingReason[];

  constructor(failure: ServiceFailure) {
    const reasons = (failure.throttlingReasons ?? [])
      .map(throttlingReason)
      .filter((reason) => reason !== undefined);
    super(failure, [...new Set(reasons.map(throttlingText))].join(" "));
    this.reasons = reasons;
  }
}

/** Builds the error class that fits what the service said. */
export function serviceError(failure: ServiceFailure): ServiceError {
  const error = new ServiceError(failure);
  return error.kind === "throttling" ? new ThrottledError(failure) : error;
}

/** The connection failed, or the reply was not a whole, intact DynamoDB reply. */
export class NetworkError extends MonotableError {
  override get code() {
    return "NETWORK" as const;
  }

  constructor(
    message: string,
    /**
     * Whether the service may have carried the request out: false only when no byte of it can
     * have arrived (connection refused, name not found, TLS refused).
     */
    readonly ambiguous: boolean,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** An attempt or a whole call took longer than it may; a write may have been carried out. */
export class TimeoutError extends MonotableError {
  override get code() {
    return "TIMEOUT" as const;
  }

  constructor(
    readonly timeoutMs: number,
    what = "the request",
  ) {
    super(
      timeoutMs > 0
        ? `No reply to ${what} within ${timeoutMs} ms.`
        : `The deadline of ${what} has passed; it is a point in time, such as Date.now() + 2_000.`,
    );
  }
}

/** The caller's `AbortSignal` ended the call; a write in flight may have been carried out. */
export class AbortedError extends MonotableError {
  override get code() {
    return "ABORTED" as const;
  }

  constructor(options?: { readonly cause?: unknown }) {
    super("The call was aborted by its signal.", options);
  }
}

/** No usable credentials were found, or a credential source failed. */
export class CredentialsError extends MonotableError {
  override get code() {
    return "CREDENTIALS" as const;
  }
}

/** A table failed so often, with so little success, that sending again would only add to its load. */
export class RetryBudgetError extends MonotableError {
  override get code() {
    return "RETRY_BUDGET" as const;
  }

  constructor(options?: { readonly cause?: unknown }) {
    super(
      "The retry budget is used up: almost nothing that was sent to the table lately was carried " +
        "out. See error.cause for the last failure; send what is left again later.",
      options,
    );
  }
}
