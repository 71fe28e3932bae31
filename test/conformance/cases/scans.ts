import {
  answers,
  fact,
  facts,
  invalid,
  KEY,
  type More,
  on,
  put,
  scan,
  tableIsMissing,
} from "../build.js";
import type { Refusal } from "../case.js";
import { ABSENT } from "../tables.js";
import { type Attributes, B, N, S, SS } from "../values.js";

const refused = (name: string, more: More, expected: Refusal) =>
  fact(name, { request: scan(more), expected });

const fruits: readonly Attributes[] = [
  { pk: S("1"), str: S("apple"), num: N(10), bin: B("\x01\x02"), pets: SS("a", "b") },
  { pk: S("2"), str: S("banana"), num: N(20), bin: B("\x03\x04"), pets: SS("b", "c") },
  { pk: S("3"), str: S("cherry"), num: N(30), bin: B("\x05\x06"), pets: SS("a", "c") },
];

/** The filter passes so many of three items. */
function passes(filter: string, values: Attributes, count: number) {
  return fact(
    `A scan's filter passes ${count} by ${filter}`,
    ...fruits.map((fruit) => put(fruit)),
    on(
      scan({ FilterExpression: filter, ExpressionAttributeValues: values, Select: "COUNT" }),
      answers({ Count: count, ScannedCount: 3, Items: undefined }),
    ),
  );
}

const v = (value: Attributes[string]): Attributes => ({ ":v": value });
const noProjection = (mode: string) =>
  invalid(`Cannot specify the ProjectionExpression when choosing to get ${mode}`);

export const scans = [
  ...facts("paritysuite/dynamodb-conformance: tier1 scan/filterOperators, scan/select", [
    passes("str = :v", v(S("banana")), 1),
    passes("num <> :v", v(N(20)), 2),
    passes("num > :v", v(N(15)), 2),
    passes("str <= :v", v(S("banana")), 2),
    passes("contains(str, :v)", v(S("an")), 1),
    passes("attribute_exists(str) AND num > :v", v(N(0)), 3),
    passes("bin > :v", v(B("\x03\x04")), 1),
    passes("begins_with(bin, :v)", v(B("\x03")), 1),
    passes("bin BETWEEN :v AND :w", { ":v": B("\x01\x02"), ":w": B("\x03\x04") }, 2),
    passes("pets = :v", v(SS("b", "a")), 1),
    passes("pets <> :v", v(SS("a", "b")), 2),
    fact(
      "A scan answers every item",
      ...fruits.map((fruit) => put(fruit)),
      on(scan(), answers({ Count: 3, ScannedCount: 3, LastEvaluatedKey: undefined })),
    ),
    fact(
      "The segments of a scan hold each item once",
      put(KEY),
      on(scan({ Segment: 0, TotalSegments: 1 }), answers({ Items: [KEY] })),
    ),
    refused(
      "ALL_ATTRIBUTES with a projection",
      { Select: "ALL_ATTRIBUTES", ProjectionExpression: "pk" },
      noProjection("ALL_ATTRIBUTES"),
    ),
    refused(
      "COUNT with a projection",
      { Select: "COUNT", ProjectionExpression: "pk" },
      noProjection("only the Count"),
    ),
    refused(
      "ALL_PROJECTED_ATTRIBUTES with a projection",
      { Select: "ALL_PROJECTED_ATTRIBUTES", ProjectionExpression: "pk" },
      noProjection("ALL_PROJECTED_ATTRIBUTES"),
    ),
    refused(
      "ALL_PROJECTED_ATTRIBUTES without an index, which a scan too calls querying",
      { Select: "ALL_PROJECTED_ATTRIBUTES" },
      invalid(/ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName/),
    ),
  ]).map((one) => ({ ...one, name: `Scan: ${one.name}` })),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/scan", [
    refused(
      "Scan needs TotalSegments with Segment",
      { Segment: 0 },
      invalid(
        "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
      ),
    ),
    refused(
      "Scan needs Segment with TotalSegments",
      { TotalSegments: 4 },
      invalid(
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
      ),
    ),
    refused(
      "Scan counts segments from zero",
      { Segment: 5, TotalSegments: 5 },
      invalid(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5",
      ),
    ),
    refused(
      "Scan refuses a limit of nothing",
      { Limit: 0 },
      invalid(
        "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ),
    ),
    refused("Scan of a table that does not exist", { TableName: ABSENT }, tableIsMissing),
    refused(
      "Scan checks operands before it reads",
      { FilterExpression: "begins_with(a, :v)", ExpressionAttributeValues: v(N(1)) },
      invalid(
        "Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
      ),
    ),
    refused(
      "Scan refuses doubled parentheses",
      { FilterExpression: "((a = :v))", ExpressionAttributeValues: v(N(1)) },
      invalid("Invalid FilterExpression: The expression has redundant parentheses;"),
    ),
    refused(
      "Scan says more of a start that is no key",
      { ExclusiveStartKey: { bad: S("p") } },
      invalid(
        "The provided starting key is invalid: The provided key element does not match the schema",
      ),
    ),
    refused(
      "Scan needs a projection for SPECIFIC_ATTRIBUTES",
      { Select: "SPECIFIC_ATTRIBUTES" },
      invalid(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
      ),
    ),
  ]),
];
