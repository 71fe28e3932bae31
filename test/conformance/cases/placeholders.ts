import {
  fact,
  facts,
  get,
  invalid,
  KEY,
  type More,
  put,
  query,
  remove,
  scan,
  update,
} from "../build.js";
import type { ApiRequest, Refusal } from "../case.js";
import { N, S } from "../values.js";

const one = { ":v": N(1) };

function refused(name: string, request: ApiRequest, expected: Refusal) {
  return fact(name, { request, expected });
}

const set = (more: More) => update(KEY, "SET a = :v", more);
const UNUSED_NAMES = "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}";
const UNUSED_VALUES =
  "Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}";
const undefinedName = (expression: string) =>
  invalid(
    `Invalid ${expression}: An expression attribute name used in the document path is not defined; attribute name: #u`,
  );
const undefinedValue = (expression: string) =>
  invalid(
    `Invalid ${expression}: An expression attribute value used in expression is not defined; attribute value: :u`,
  );
const reserved = (expression: string, word: string) =>
  invalid(`Invalid ${expression}: Attribute name is a reserved keyword; reserved keyword: ${word}`);
const unusable = (member: string, why = "") =>
  invalid(`${member} can only be specified when using expressions${why}`);

export const placeholders = [
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages", [
    refused(
      "Names that no expression uses",
      set({ ExpressionAttributeValues: one, ExpressionAttributeNames: { "#u": "b" } }),
      invalid(UNUSED_NAMES),
    ),
    refused(
      "Values that no expression uses",
      set({ ExpressionAttributeValues: { ...one, ":u": S("b") } }),
      invalid(UNUSED_VALUES),
    ),
    refused(
      "Names that a query does not use",
      query("pk = :v", { ":v": S("a") }, { ExpressionAttributeNames: { "#u": "b" } }),
      invalid(UNUSED_NAMES),
    ),
    refused(
      "Names that a read does not use",
      get(KEY, { ProjectionExpression: "a", ExpressionAttributeNames: { "#u": "b" } }),
      invalid(UNUSED_NAMES),
    ),
    refused(
      "A value that is not defined",
      update(KEY, "SET a = :u"),
      undefinedValue("UpdateExpression"),
    ),
    refused(
      "A value that is not defined beside others",
      update(KEY, "SET b = :v", {
        ConditionExpression: "a = :u",
        ExpressionAttributeValues: one,
      }),
      undefinedValue("ConditionExpression"),
    ),
    refused(
      "A name that is not defined",
      update(KEY, "SET #u = :v", { ExpressionAttributeValues: one }),
      undefinedName("UpdateExpression"),
    ),
    refused(
      "A name that a read does not define",
      get(KEY, { ProjectionExpression: "#u" }),
      undefinedName("ProjectionExpression"),
    ),
    refused(
      "A name that a filter does not define",
      query("pk = :p", { ":p": S("a"), ":v": N(1) }, { FilterExpression: "#u = :v" }),
      undefinedName("FilterExpression"),
    ),
    refused(
      "Values for a put without a condition",
      put(KEY, { ExpressionAttributeValues: one }),
      unusable("ExpressionAttributeValues"),
    ),
    refused(
      "Names for a put without a condition",
      put(KEY, { ExpressionAttributeNames: { "#a": "a" } }),
      unusable("ExpressionAttributeNames"),
    ),
    refused(
      "Values for a delete without a condition",
      remove(KEY, { ExpressionAttributeValues: one }),
      unusable("ExpressionAttributeValues"),
    ),
    refused(
      "Names for a delete without a condition",
      remove(KEY, { ExpressionAttributeNames: { "#a": "a" } }),
      unusable("ExpressionAttributeNames"),
    ),
    refused(
      "An empty map of values",
      remove(KEY, { ConditionExpression: "attribute_exists(a)", ExpressionAttributeValues: {} }),
      invalid("ExpressionAttributeValues must not be empty"),
    ),
    refused(
      "An empty map of names",
      remove(KEY, { ConditionExpression: "attribute_exists(a)", ExpressionAttributeNames: {} }),
      invalid("ExpressionAttributeNames must not be empty"),
    ),
    refused(
      "An empty condition",
      remove(KEY, { ConditionExpression: "" }),
      invalid("Invalid ConditionExpression: The expression can not be empty;"),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 limits/reservedWords", [
    refused(
      "A reserved word in a condition",
      put(KEY, { ConditionExpression: "status = :v", ExpressionAttributeValues: one }),
      reserved("ConditionExpression", "status"),
    ),
    refused(
      "A reserved word in an update",
      update(KEY, "SET status = :v", { ExpressionAttributeValues: one }),
      reserved("UpdateExpression", "status"),
    ),
    refused(
      "A reserved word in a filter",
      scan({ FilterExpression: "status = :v", ExpressionAttributeValues: one }),
      reserved("FilterExpression", "status"),
    ),
    refused(
      "A reserved word in a projection",
      get(KEY, { ProjectionExpression: "pk, status" }),
      reserved("ProjectionExpression", "status"),
    ),
    ...["name", "data", "count", "items", "Absolute"].map((word) =>
      refused(
        `The reserved word ${word}`,
        get(KEY, { ProjectionExpression: word }),
        reserved("ProjectionExpression", word),
      ),
    ),
  ]),
  ...facts("architect/dynalite: test/updateItem; scylladb/scylladb: test_update_expression", [
    refused(
      "A name's placeholder begins with #",
      set({ ExpressionAttributeValues: one, ExpressionAttributeNames: { a: "a" } }),
      invalid('ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'),
    ),
    refused(
      "A value's placeholder begins with :",
      set({ ExpressionAttributeValues: { v: N(1) } }),
      invalid('ExpressionAttributeValues contains invalid key: Syntax error; key: "v"'),
    ),
    refused(
      "# alone is no placeholder",
      update(KEY, "SET # = :v", {
        ExpressionAttributeValues: one,
        ExpressionAttributeNames: { "#": "a" },
      }),
      invalid('ExpressionAttributeNames contains invalid key: Syntax error; key: "#"'),
    ),
    refused(
      "A placeholder holds letters, digits and underscores",
      update(KEY, "SET #hi-there = :v", {
        ExpressionAttributeValues: one,
        ExpressionAttributeNames: { "#hi-there": "a" },
      }),
      invalid(),
    ),
    refused(
      "A value's placeholder holds letters, digits and underscores",
      update(KEY, "SET a = :hi!there", { ExpressionAttributeValues: { ":hi!there": N(1) } }),
      invalid(),
    ),
  ]),
];
