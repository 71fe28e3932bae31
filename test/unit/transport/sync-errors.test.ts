import { describe, expect, test } from "vitest";
import {
  ArgumentError,
  ConfigurationError,
  SyncError,
  UnsupportedError,
} from "../../../src/errors/errors.js";
import type { MonotableError } from "../../../src/errors/monotable-error.js";
import {
  AbortedError,
  CredentialsError,
  NetworkError,
  ServiceError,
  serviceError,
  ThrottledError,
  TimeoutError,
} from "../../../src/errors/transport-errors.js";
import { fromPlainFailure, toPlainFailure } from "../../../src/transport/sync-errors.js";

const call = { operation: "PutItem", timeoutMs: 3_000 };

/** The error as it comes out at the other end of a thread boundary. */
function cross(error: unknown): MonotableError {
  return fromPlainFailure(structuredClone(toPlainFailure(error)), call);
}

/** All that an error says, hidden fields included, but for its stack. */
function allOf(error: Error): object {
  const fields = Object.getOwnPropertyNames(error).filter((name) => name !== "stack");
  return Object.fromEntries(
    fields.map((name) => [
      name,
      {
        value: Reflect.get(error, name),
        enumerable: Object.prototype.propertyIsEnumerable.call(error, name),
      },
    ]),
  );
}

function withCode(error: Error, code: string): Error {
  return Object.assign(error, { code });
}

describe("an error that crosses a thread boundary", () => {
  const failure = {
    service: "ConditionalCheckFailedException",
    serviceMessage: "The conditional request failed",
    statusCode: 400,
    requestId: "REQUEST1",
    retryAfterMs: 20,
    throttlingReasons: undefined,
    item: { PK: { S: "a" }, ["__proto__"]: { S: "data" } },
    cancellationReasons: [
      { Code: "None" },
      { Code: "TransactionConflict", Item: { n: { N: "1" } } },
    ],
  };
  const throttled = {
    ...failure,
    service: "ThrottlingException",
    throttlingReasons: [{ reason: "TableReadKeyRangeThroughputExceeded", resource: "arn" }],
  };

  test.each([
    ["ServiceError", serviceError(failure), ServiceError],
    ["ThrottledError", serviceError(throttled), ThrottledError],
    [
      "an ambiguous NetworkError",
      new NetworkError("The connection was reset.", true),
      NetworkError,
    ],
    ["a harmless NetworkError", new NetworkError("Connection refused.", false), NetworkError],
    ["AbortedError", new AbortedError(), AbortedError],
    ["CredentialsError", new CredentialsError("None found."), CredentialsError],
    ["ConfigurationError", new ConfigurationError("No region."), ConfigurationError],
    ["ArgumentError", new ArgumentError("timeoutMs is -1."), ArgumentError],
    ["UnsupportedError", new UnsupportedError("No transactions."), UnsupportedError],
  ])("keeps class, name, code and fields: %s", (_name, error, errorClass) => {
    const rebuilt = cross(error);
    expect(rebuilt).toBeInstanceOf(errorClass);
    expect(rebuilt.constructor).toBe(error.constructor);
    expect(allOf(rebuilt)).toEqual(allOf(error));
  });

  test("says as a time-out what the caller gave, not what the thread had left", () => {
    const rebuilt = cross(new TimeoutError(2_871));
    expect(rebuilt).toBeInstanceOf(TimeoutError);
    expect(allOf(rebuilt)).toEqual(allOf(new TimeoutError(3_000, "PutItem")));
  });

  test("keeps name, message, code and stack of its causes", () => {
    const inner = withCode(new RangeError("connect"), "ECONNREFUSED");
    const outer = new TypeError("fetch failed", { cause: inner });
    const rebuilt = cross(new NetworkError("No connection.", false, { cause: outer }));
    expect(describeCauses(rebuilt)).toEqual([
      { name: "TypeError", message: "fetch failed", code: undefined, stack: outer.stack },
      { name: "RangeError", message: "connect", code: "ECONNREFUSED", stack: inner.stack },
    ]);
  });

  test("follows causes that lead back to themselves four deep", () => {
    const error = new Error("round");
    error.cause = error;
    expect(describeCauses(cross(new AbortedError({ cause: error })))).toHaveLength(4);
  });

  test("leaves out a cause that is no error", () => {
    const rebuilt = cross(new AbortedError({ cause: () => "cannot be cloned" }));
    expect("cause" in rebuilt).toBe(false);
  });

  test("becomes the cause of a SyncError when no transport may throw it", () => {
    const error = new RangeError("a defect");
    const rebuilt = cross(error);
    expect(rebuilt).toBeInstanceOf(SyncError);
    expect(rebuilt.code).toBe("SYNC");
    expect(rebuilt.message).toBe(
      "The worker thread of the blocking mode met an unexpected error (see its cause).",
    );
    expect(describeCauses(rebuilt)).toEqual([
      { name: "RangeError", message: "a defect", code: undefined, stack: error.stack },
    ]);
    expect(cross("not even an error").code).toBe("SYNC");
  });

  test("has the stack of the thread that waits", () => {
    const plain = toPlainFailure(new NetworkError("The connection was reset.", true));
    function waiting(): MonotableError {
      return fromPlainFailure(plain, call);
    }
    expect(waiting().stack).toContain("waiting");
  });
});

function describeCauses(error: Error): object[] {
  const causes: object[] = [];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    const { name, message, stack } = cause;
    causes.push({ name, message, code: Reflect.get(cause, "code"), stack });
  }
  return causes;
}
