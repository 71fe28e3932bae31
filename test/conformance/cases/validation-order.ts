import {
  ask,
  fact,
  facts,
  finds,
  invalid,
  KEY,
  type More,
  on,
  put,
  query,
  tableIsMissing,
  transactWrite,
  update,
} from "../build.js";
import type { ApiRequest, Refusal } from "../case.js";
import { ABSENT, HASH } from "../tables.js";
import { type Attributes, nested, S } from "../values.js";

const refused = (name: string, request: ApiRequest, expected: Refusal) =>
  fact(name, on(request, expected));

const constraint = (value: string, at: string, rule: string) =>
  `Value ${value} at '${at}' failed to satisfy constraint: Member must ${rule}`;
const enums = (at: string, value: string, known: string) =>
  constraint(`'${value}'`, at, `satisfy enum value set: [${known}]`);
const CAPACITY = enums("returnConsumedCapacity", "BOGUS", "INDEXES, TOTAL, NONE");
const METRICS = enums("returnItemCollectionMetrics", "BOGUS2", "SIZE, NONE");
const BOGUS = { ReturnConsumedCapacity: "BOGUS" };
const BOGUS2 = { ReturnItemCollectionMetrics: "BOGUS2" };
const EMPTY_NAME = constraint("''", "tableName", "have length greater than or equal to 1");
const NO_KEY = constraint("null", "key", "not be null");

const write = (more: More, table = HASH) =>
  ask("BatchWriteItem", { RequestItems: { [table]: [{ PutRequest: { Item: KEY } }] }, ...more });
const read = (more: More, table = HASH) =>
  ask("BatchGetItem", { RequestItems: { [table]: { Keys: [KEY] } }, ...more });
const Put = (Item: Attributes, more: More = {}) => ({ Put: { TableName: HASH, Item, ...more } });
const badCheck = {
  ConditionCheck: { TableName: HASH, Key: KEY, ConditionExpression: "attribute_not_exists(" },
};
const unusedCheck = {
  ConditionCheck: {
    TableName: HASH,
    Key: { pk: S("c") },
    ConditionExpression: "attribute_not_exists(pk)",
    ExpressionAttributeValues: { ":v": S("x") },
  },
};
const SYNTAX = invalid('Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("');
const UNUSED = invalid(
  "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
);
const NESTING = invalid(
  "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
);
const onAbsent = { TableName: ABSENT };
const token = "x".repeat(37);
const NO_NAME = invalid("Empty attribute name");
const deepDelete = (more: More = {}) => ({
  Delete: { TableName: ABSENT, Key: { pk: nested(40) }, ...more },
});
const change = { UpdateExpression: "SET a = :a", ExpressionAttributeValues: { ":a": S("x") } };

export const validationOrder = [
  ...facts("paritysuite/dynamodb-conformance: tier3 validation-ordering/batchOperations", [
    fact(
      "BatchWriteItem: capacity of no known kind writes nothing",
      on(write(BOGUS), invalid(CAPACITY)),
      finds(KEY, undefined),
    ),
    refused("BatchWriteItem: metrics of no known kind", write(BOGUS2), invalid(METRICS)),
    refused(
      "BatchWriteItem: both, capacity first",
      write({ ...BOGUS2, ...BOGUS }),
      invalid(`2 validation errors detected: ${CAPACITY}; ${METRICS}`),
    ),
    refused(
      "BatchWriteItem: capacity before a missing table",
      write(BOGUS, ABSENT),
      invalid(CAPACITY),
    ),
    refused(
      "BatchWriteItem: capacity alone over a malformed name",
      write(BOGUS, "bad!name"),
      invalid(CAPACITY),
    ),
    refused("BatchGetItem: capacity of no known kind", read(BOGUS), invalid(CAPACITY)),
    refused(
      "BatchGetItem: capacity before a missing table",
      read(BOGUS, ABSENT),
      invalid(CAPACITY),
    ),
    refused(
      "BatchGetItem: a malformed name and capacity together",
      read(BOGUS, "bad!name"),
      invalid(
        `2 validation errors detected: Value '{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]; ${CAPACITY}`,
      ),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 validation-ordering/transactions", [
    fact(
      "TransactWriteItems: capacity of no known kind writes nothing",
      on(transactWrite([Put(KEY)], BOGUS), invalid(CAPACITY)),
      finds(KEY, undefined),
    ),
    refused(
      "TransactWriteItems: metrics of no known kind",
      transactWrite([Put(KEY)], BOGUS2),
      invalid(METRICS),
    ),
    refused(
      "TransactWriteItems: both, capacity first",
      transactWrite([Put(KEY)], { ...BOGUS2, ...BOGUS }),
      invalid(`2 validation errors detected: ${CAPACITY}; ${METRICS}`),
    ),
    refused(
      "TransactWriteItems: capacity before a missing table",
      transactWrite([Put(KEY, onAbsent)], BOGUS),
      invalid(CAPACITY),
    ),
    refused(
      "TransactWriteItems: capacity before an item twice",
      transactWrite([Put(KEY), Put(KEY)], BOGUS),
      invalid(CAPACITY),
    ),
    refused(
      "TransactWriteItems: a token of 37 characters",
      transactWrite([Put(KEY)], { ClientRequestToken: token }),
      invalid(
        constraint(`'${token}'`, "clientRequestToken", "have length less than or equal to 36"),
        "Value at 'ClientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36",
      ),
    ),
    refused(
      "TransactWriteItems: a token of 37 characters before capacity",
      transactWrite([Put(KEY)], { ClientRequestToken: token, ...BOGUS }),
      invalid(
        `2 validation errors detected: ${constraint(`'${token}'`, "clientRequestToken", "have length less than or equal to 36")}; ${CAPACITY}`,
        "Value at 'ClientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36",
      ),
    ),
    refused(
      "TransactWriteItems: a malformed condition before a missing table",
      transactWrite([Put(KEY, onAbsent), badCheck]),
      SYNTAX,
    ),
    refused(
      "TransactWriteItems: a malformed condition before a later deep item",
      transactWrite([badCheck, Put({ pk: S("b"), d: nested(32) })]),
      SYNTAX,
    ),
    refused(
      "TransactWriteItems: a deep item before a later malformed condition",
      transactWrite([Put({ pk: S("b"), d: nested(32) }), badCheck]),
      NESTING,
    ),
    refused(
      "TransactWriteItems: an unused value before an earlier missing table",
      transactWrite([Put(KEY, onAbsent), unusedCheck]),
      UNUSED,
    ),
    refused(
      "TransactWriteItems: an unused value before a later missing table",
      transactWrite([unusedCheck, Put(KEY, onAbsent)]),
      UNUSED,
    ),
    refused(
      "TransactWriteItems: an unused value before an item twice",
      transactWrite([Put({ pk: S("c") }), unusedCheck]),
      UNUSED,
    ),
    refused(
      "TransactGetItems: capacity of no known kind",
      ask("TransactGetItems", {
        TransactItems: [{ Get: { TableName: HASH, Key: KEY } }],
        ...BOGUS,
      }),
      invalid(CAPACITY),
    ),
    refused(
      "TransactGetItems: capacity before a missing table",
      ask("TransactGetItems", {
        TransactItems: [{ Get: { TableName: ABSENT, Key: KEY } }],
        ...BOGUS,
      }),
      invalid(CAPACITY),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 validation-ordering/deepRequests", [
    refused(
      "A deep item before a later empty name",
      transactWrite([
        Put({ pk: S("b"), d: nested(40) }, onAbsent),
        Put({ ...KEY, "": S("x") }, onAbsent),
      ]),
      NESTING,
    ),
    refused(
      "An empty name before a later deep item",
      transactWrite([
        Put({ ...KEY, "": S("x") }, onAbsent),
        Put({ pk: S("b"), d: nested(40) }, onAbsent),
      ]),
      NO_NAME,
    ),
    refused(
      "A deep key before a later malformed condition",
      transactWrite([deepDelete(), Put(KEY, { ...onAbsent, ConditionExpression: "a = = b" })]),
      NESTING,
    ),
    refused(
      "A malformed condition before a later deep key",
      transactWrite([Put(KEY, { ...onAbsent, ConditionExpression: "a = = b" }), deepDelete()]),
      invalid('Invalid ConditionExpression: Syntax error; token: "=", near: "= = b"'),
    ),
    refused(
      "A malformed condition before the key of the same action",
      transactWrite([deepDelete({ ConditionExpression: "a = = b" })]),
      invalid('Invalid ConditionExpression: Syntax error; token: "=", near: "= = b"'),
    ),
  ]),
  ...facts(
    "paritysuite/dynamodb-conformance: tier3 validation-ordering/updateItem, putItem, query",
    [
      refused(
        "UpdateItem: an empty name and no key",
        ask("UpdateItem", { TableName: "", ...change }),
        invalid(`2 validation errors detected: ${EMPTY_NAME}; ${NO_KEY}`),
      ),
      refused(
        "UpdateItem: enums, an empty name and no key",
        ask("UpdateItem", {
          TableName: "",
          ...change,
          ReturnConsumedCapacity: "BOGUS",
          ReturnValues: "INVALID",
        }),
        invalid(
          `4 validation errors detected: ${CAPACITY}; ${EMPTY_NAME}; ${enums("returnValues", "INVALID", "ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW")}; ${NO_KEY}`,
        ),
      ),
      refused(
        "UpdateItem: a malformed name",
        update({}, "REMOVE a", { TableName: "x!" }),
        invalid(/tableName/),
      ),
      refused(
        "PutItem: no name",
        put(KEY, { TableName: undefined as unknown as string }),
        invalid("Value null at 'tableName' failed to satisfy constraint: Member must not be null"),
      ),
      refused(
        "PutItem: an empty name",
        put(KEY, { TableName: "" }),
        invalid(/[tT]ableName.*Member must have length greater than or equal to 1/),
      ),
      refused(
        "PutItem: a name of 256 characters",
        put(KEY, { TableName: "a".repeat(256) }),
        invalid(
          constraint(`'${"a".repeat(256)}'`, "tableName", "have length less than or equal to 255"),
        ),
      ),
      refused(
        "PutItem: a malformed name",
        put(KEY, { TableName: "bad table!@#" }),
        invalid(
          constraint(
            "'bad table!@#'",
            "tableName",
            "satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
          ),
        ),
      ),
      refused(
        "PutItem: three enums are three errors",
        put(KEY, { ...BOGUS, ...BOGUS2, ReturnValues: "INVALID" }),
        invalid(/^3 validation errors detected: /),
      ),
      refused(
        "Query: capacity of no known kind",
        query("pk = :p", { ":p": S("a") }, BOGUS),
        invalid(/returnConsumedCapacity/),
      ),
      refused(
        "Query: a malformed name",
        query("pk = :p", { ":p": S("a") }, { TableName: "abc!", Select: "INVALID" }),
        invalid(/validation error/),
      ),
      refused(
        "An expression is checked before the table",
        update(KEY, "SET a = :v", onAbsent),
        invalid(/not defined/),
      ),
      refused(
        "A table is looked up before the key",
        update({ other: S("x") }, "REMOVE a", onAbsent),
        tableIsMissing,
      ),
    ],
  ),
];
