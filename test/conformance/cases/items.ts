import {
  answers,
  conditionFails,
  fact,
  facts,
  finds,
  get,
  invalid,
  invalidParameter,
  KEY,
  on,
  put,
  remove,
  tableIsMissing,
  update,
} from "../build.js";
import { ABSENT, HASH_BINARY, HASH_NUMBER, PAIR } from "../tables.js";
import { B, BOOL, BS, L, M, N, NS, NULL, S, SS } from "../values.js";

const SCHEMA = invalid("The provided key element does not match the schema");
const every = {
  s: S("text"),
  n: N("3.14"),
  b: B("\0\x01\xff"),
  t: BOOL(true),
  nil: NULL,
  ss: SS("a", "b"),
  ns: NS(1, 2),
  bs: BS("x", "y"),
  l: L(S("a"), N(1), L()),
  m: M({ inner: M({ deep: BOOL(false) }) }),
};

const wrongKeys = [
  ["of another name", { b: S("a") }],
  ["with an attribute too many", { pk: S("a"), b: S("a") }],
  ["of another kind", { pk: N(1) }],
  ["that is a set", { pk: SS("a") }],
  ["that is a boolean", { pk: BOOL(true) }],
  ["without attributes", {}],
] as const;

export const items = [
  ...facts("paritysuite/dynamodb-conformance: tier1 putItem, getItem, deleteItem", [
    fact(
      "An item of every kind of value is read as it was stored",
      put({ ...KEY, ...every }),
      finds(KEY, { ...KEY, ...every }),
    ),
    fact(
      "A put replaces the whole item",
      put({ ...KEY, a: N(1) }),
      put({ ...KEY, b: N(2) }),
      finds(KEY, { ...KEY, b: N(2) }),
    ),
    fact("A read of nothing has no Item", finds(KEY, undefined)),
    fact("A delete of nothing succeeds", remove(KEY), remove(KEY)),
    fact("A deleted item is gone", put(KEY), remove(KEY), finds(KEY, undefined)),
    fact(
      "A number is a key by its value",
      put({ pk: N("1.0") }, { TableName: HASH_NUMBER }),
      finds({ pk: N(1) }, { pk: N(1) }, { TableName: HASH_NUMBER }),
    ),
    fact(
      "A binary is a key by its bytes",
      put({ pk: B("\xff\0") }, { TableName: HASH_BINARY }),
      finds({ pk: B("\xff\0") }, { pk: B("\xff\0") }, { TableName: HASH_BINARY }),
    ),
    fact(
      "A conditional put succeeds once",
      put(KEY, { ConditionExpression: "attribute_not_exists(pk)" }),
      on(
        put({ ...KEY, a: N(1) }, { ConditionExpression: "attribute_not_exists(pk)" }),
        conditionFails,
      ),
      finds(KEY, KEY),
    ),
    fact(
      "A condition that a put fails for no item",
      on(put(KEY, { ConditionExpression: "attribute_exists(pk)" }), conditionFails),
      finds(KEY, undefined),
    ),
    fact(
      "<> holds for an item that does not exist",
      put(
        { ...KEY, a: N(1) },
        { ConditionExpression: "a <> :v", ExpressionAttributeValues: { ":v": N(1) } },
      ),
      finds(KEY, { ...KEY, a: N(1) }),
    ),
    fact(
      "An update with a condition makes no ghost item",
      on(
        update(KEY, "ADD n :v", {
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeValues: { ":v": N(1) },
        }),
        conditionFails,
      ),
      finds(KEY, undefined),
    ),
    fact(
      "An update without actions makes an item of its key",
      on(
        { operation: "UpdateItem", input: { TableName: "conformance.hash", Key: KEY } },
        answers({ Attributes: undefined }),
      ),
      finds(KEY, KEY),
    ),
    fact("A put to a table that does not exist", {
      request: put(KEY, { TableName: ABSENT }),
      expected: tableIsMissing,
    }),
    fact("A read of a table that does not exist", {
      request: get(KEY, { TableName: ABSENT }),
      expected: tableIsMissing,
    }),
    fact("A delete from a table that does not exist", {
      request: remove(KEY, { TableName: ABSENT }),
      expected: tableIsMissing,
    }),
    fact("A put without the key", {
      request: put({ a: S("x") }),
      expected: invalidParameter("Missing the key pk in the item"),
    }),
    fact("A put without the sort key", {
      request: put({ pk: S("x") }, { TableName: PAIR }),
      expected: invalidParameter("Missing the key sk in the item"),
    }),
    fact("A put with a key of another kind", {
      request: put({ pk: N(5) }),
      expected: invalidParameter("Type mismatch for key pk expected: S actual: N"),
    }),
    fact("A read without the sort key", {
      request: get(KEY, { TableName: PAIR }),
      expected: SCHEMA,
    }),
    fact("A delete without the sort key", {
      request: remove(KEY, { TableName: PAIR }),
      expected: SCHEMA,
    }),
  ]),
  ...facts("architect/dynalite: test/getItem, test/deleteItem, test/updateItem", [
    ...wrongKeys.flatMap(([what, key]) => [
      fact(`A read by a key ${what}`, { request: get(key), expected: SCHEMA }),
      fact(`A delete by a key ${what}`, { request: remove(key), expected: SCHEMA }),
      fact(`An update by a key ${what}`, { request: update(key, "REMOVE x"), expected: SCHEMA }),
    ]),
  ]),
];
