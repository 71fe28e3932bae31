import { ConfigurationError } from "../errors/errors.js";
import type { MonotableError } from "../errors/monotable-error.js";
import {
  CredentialsError,
  NetworkError,
  type ServiceError,
  serviceError,
} from "../errors/transport-errors.js";
import { field } from "./sdk-client.js";
import { toWire } from "./sdk-wire.js";

/** Failures of a socket before any byte of the request can have arrived. */
const NOT_CONNECTED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ERR_TLS_.*|CERT_.*|UNABLE_TO_.*|.*SELF_SIGNED_CERT.*)$/;

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An error answer as the SDK reports it, for stacks that hide the reply itself. */
function toServiceError(error: object): ServiceError {
  const metadata = field(error, "$metadata");
  const status = field(metadata, "httpStatusCode");
  const reasons = field(error, "ThrottlingReasons") ?? field(error, "throttlingReasons");
  const cancelled = field(error, "CancellationReasons");
  const item = toWire(field(error, "Item"));
  return serviceError({
    service: text(field(error, "name")) ?? "UnknownError",
    serviceMessage: text(field(error, "message")) ?? "",
    statusCode: typeof status === "number" ? status : 400,
    requestId: text(field(metadata, "requestId")),
    throttlingReasons: Array.isArray(reasons) ? reasons : undefined,
    item: typeof item === "object" && item !== null ? { ...item } : undefined,
    cancellationReasons: Array.isArray(cancelled) ? cancelled.map(toWire) : undefined,
  });
}

/**
 * Turns what the SDK threw without a reply into this library's errors. The SDK's own error is
 * never the cause: it, its message and its hidden fields can hold item contents.
 */
export function fromSdkError(error: unknown, operation: string, sent: boolean): MonotableError {
  const name = text(field(error, "name")) ?? "Error";
  const code = text(field(error, "code")) ?? name;
  if (typeof error === "object" && error !== null && field(error, "$fault") !== undefined) {
    return toServiceError(error);
  }
  if (sent) {
    return new NetworkError(
      `The AWS SDK client got no whole reply to ${operation}: ${code}.`,
      !NOT_CONNECTED.test(code),
    );
  }
  if (/Credentials|Token/.test(name)) {
    return new CredentialsError(
      `The credentials of the DynamoDBClient cannot be used: ${text(field(error, "message"))}`,
    );
  }
  const known = field(error, "message") === "Region is missing" ? "it has no region" : name;
  return new ConfigurationError(`The DynamoDBClient could not send ${operation}: ${known}.`);
}
