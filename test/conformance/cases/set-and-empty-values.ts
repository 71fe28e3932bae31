import {
  answersInOrder,
  ask,
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
  update,
} from "../build.js";
import { HASH, HASH_BINARY, PAIR } from "../tables.js";
import { B, BS, L, M, N, NS, nested, S, SS } from "../values.js";

const PARITY = "paritysuite/dynamodb-conformance: tier3";

const ACCEPTED = [
  ["An empty string outside keys", S("")],
  ["An empty binary outside keys", B("")],
  ["An empty string in a list", L(S(""), S("hello"))],
  ["An empty list", L()],
  ["An empty map", M({})],
  ["An empty string as the member of a set", SS("")],
  ["An empty binary as the member of a set", BS("")],
  ["A false boolean", { BOOL: false }],
  ["A null", { NULL: true }],
] as const;

const REFUSED = [
  ["An empty string set", SS(), "An string set  may not be empty"],
  ["An empty number set", NS(), "An number set  may not be empty"],
  ["An empty binary set", BS(), "Binary sets should not be empty"],
  ["An empty set in a map", M({ inner: SS() }), "An string set  may not be empty"],
  ["An empty set in a list", L(SS()), "An string set  may not be empty"],
  ["A repeated string", SS("b", "a", "b"), 'Input collection ["a", "b", "b"] contains duplicates.'],
  [
    "A repeated binary",
    BS("\xff", "\0", "\0"),
    'Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.',
  ],
  ["A repeated number", NS(2, 1, 2), "Input collection contains duplicates."],
  ["A number repeated in another form", NS(1, "1.0"), "Input collection contains duplicates."],
  [
    "A null that is false",
    { NULL: false },
    "Null attribute value types must have the value of true",
  ],
] as const;

const EMPTY_KEY = (kind: string, name: string) =>
  invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
  );

export const setAndEmptyValues = [
  ...facts(`${PARITY} limits/emptyValues, tier1 updateItem/basic`, [
    ...ACCEPTED.map(([name, value]) =>
      fact(
        `${name} is stored as it is`,
        put({ ...KEY, v: value }),
        finds(KEY, { ...KEY, v: value }),
      ),
    ),
    fact(
      "Members of a set are read in the order of their bytes, not as they were sent",
      put({ ...KEY, s: SS("b", "", "a", "B") }),
      on(get(KEY), answersInOrder({ Item: { ...KEY, s: SS("", "B", "a", "b") } })),
    ),
    fact(
      "Members of a number set are read in the order of their values",
      put({ ...KEY, s: NS(10, 9, -1, "0.5") }),
      on(get(KEY), answersInOrder({ Item: { ...KEY, s: NS(-1, "0.5", 9, 10) } })),
    ),
  ]),
  ...facts(`${PARITY} error-messages/putItem, error-messages/valueLayers`, [
    ...REFUSED.map(([name, value, message]) =>
      fact(`${name} is refused`, {
        request: put({ ...KEY, v: value }),
        expected: invalidParameter(message),
      }),
    ),
    fact("A repeated member in a key is refused before its kind is", {
      request: remove({ pk: SS("b", "a", "b") }),
      expected: invalidParameter('Input collection ["a", "b", "b"] contains duplicates.'),
    }),
    fact("BatchWriteItem shows a repeated string as it was sent", {
      request: ask("BatchWriteItem", {
        RequestItems: { [HASH]: [{ PutRequest: { Item: { ...KEY, v: SS("b", "a", "b") } } }] },
      }),
      expected: invalidParameter("Input collection [b, a, b] contains duplicates."),
    }),
    fact("BatchWriteItem says of a repeated number only that it is one", {
      request: ask("BatchWriteItem", {
        RequestItems: { [HASH]: [{ PutRequest: { Item: { ...KEY, v: NS(2, 1, 2) } } }] },
      }),
      expected: invalid("Input collection contains duplicates"),
    }),
  ]),
  ...facts(
    `${PARITY} error-messages/putItem, getItem, updateItem, deleteItem; limits/emptyValues`,
    [
      fact("An empty string is no partition key", {
        request: put({ pk: S("") }),
        expected: EMPTY_KEY("string", "pk"),
      }),
      fact("An empty string is no sort key", {
        request: put({ pk: S("a"), sk: S("") }, { TableName: PAIR }),
        expected: EMPTY_KEY("string", "sk"),
      }),
      fact("An empty binary is no key of an item", {
        request: put({ pk: B("") }, { TableName: HASH_BINARY }),
        expected: EMPTY_KEY("binary", "pk"),
      }),
      fact("An empty binary is no key to read", {
        request: get({ pk: B("") }, { TableName: HASH_BINARY }),
        expected: EMPTY_KEY("binary", "pk"),
      }),
      fact("An empty binary is no key to delete", {
        request: remove({ pk: B("") }, { TableName: HASH_BINARY }),
        expected: EMPTY_KEY("binary", "pk"),
      }),
      fact("An empty binary is no key to update", {
        request: update({ pk: B("") }, "SET v = :v", {
          TableName: HASH_BINARY,
          ExpressionAttributeValues: { ":v": S("x") },
        }),
        expected: EMPTY_KEY("binary", "pk"),
      }),
    ],
  ),
  ...facts(`${PARITY} limits/nestingDepth`, [
    fact(
      "A document may be 32 levels deep",
      put({ ...KEY, v: nested(31) }),
      finds(KEY, { ...KEY, v: nested(31) }),
    ),
    fact("A document of 33 levels is refused", {
      request: put({ ...KEY, v: nested(32) }),
      expected: invalid(/nest(ing|ed) levels[\s\S]*supported limit/i),
    }),
    fact(
      "BatchWriteItem refuses a document of 33 levels, and writes nothing",
      {
        request: ask("BatchWriteItem", {
          RequestItems: {
            [HASH]: [
              { PutRequest: { Item: { ...KEY, v: nested(32) } } },
              { PutRequest: { Item: { pk: S("b"), n: N(1) } } },
            ],
          },
        }),
        expected: invalid(/nest(ing|ed) levels[\s\S]*supported limit/i),
      },
      finds({ pk: S("b") }, undefined),
    ),
    fact("TransactWriteItems refuses a document of 33 levels before it runs", {
      request: ask("TransactWriteItems", {
        TransactItems: [{ Put: { TableName: HASH, Item: { ...KEY, v: nested(32) } } }],
      }),
      expected: invalid(/nest(ing|ed) levels[\s\S]*supported limit/i),
    }),
  ]),
];
