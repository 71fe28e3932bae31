import { expect, test } from "vitest";
import { serviceError, ThrottledError } from "../../../src/errors/transport-errors.js";

const TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/platform";

/** The error of a throttled request with these reasons of AWS. */
function throttled(...throttlingReasons: readonly unknown[]): ThrottledError {
  const error = serviceError({
    service: "ThrottlingException",
    serviceMessage: "slow down",
    statusCode: 400,
    throttlingReasons,
  });
  if (!(error instanceof ThrottledError)) throw error;
  return error;
}

test.each([
  [
    { reason: "TableReadProvisionedThroughputExceeded", resource: TABLE },
    { table: "platform", index: undefined, access: "read", limit: "provisioned" },
    "reads of table platform are over the provisioned capacity; raise its capacity.",
  ],
  [
    { reason: "IndexWriteMaxOnDemandThroughputExceeded", resource: `${TABLE}/index/GSI1` },
    { table: "platform", index: "GSI1", access: "write", limit: "onDemand" },
    "writes of index GSI1 of table platform are over the on-demand maximum; raise its maximum.",
  ],
  [
    { reason: "TableWriteAccountLimitExceeded", resource: TABLE },
    { table: "platform", index: undefined, access: "write", limit: "account" },
    "writes of table platform are over the account's limit; ask AWS for a higher quota.",
  ],
  [
    { reason: "TableReadKeyRangeThroughputExceeded" },
    { resource: undefined, table: undefined, access: "read", limit: "hotKey" },
    "a hot key: reads of the table are over what one partition takes; spread the keys",
  ],
  [{ reason: "SomethingNew" }, { access: undefined, limit: undefined }, "SomethingNew."],
])("AWS's reason %j is read and told", (given, fields, text) => {
  const { reasons, message } = throttled(given);
  expect(reasons).toEqual([expect.objectContaining({ ...given, ...fields })]);
  expect(message).toContain(`ThrottlingException: slow down ${text}`);
});

test("the same text is told once, and what is no reason is left out", () => {
  const hot = { reason: "TableReadKeyRangeThroughputExceeded", resource: TABLE };
  const { reasons, message } = throttled(hot, hot, null, "no", {});
  expect(reasons).toHaveLength(2);
  expect(message.match(/a hot key/g)).toHaveLength(1);
});

test("reasons are the same after a thread boundary", () => {
  const error = throttled({ reason: "IndexReadKeyRangeThroughputExceeded", resource: TABLE });
  const again = serviceError(structuredClone(error.toFailure())) as ThrottledError; // as it was
  expect([again.reasons, again.message]).toEqual([error.reasons, error.message]);
});
