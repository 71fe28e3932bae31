import {
  answers,
  fact,
  facts,
  invalid,
  invalidParameter,
  type More,
  on,
  put,
  query,
  tableIsMissing,
} from "../build.js";
import type { ApiRequest, Refusal } from "../case.js";
import { ABSENT, HASH, PAIR, PAIR_BINARY, PAIR_NUMBER } from "../tables.js";
import { type Attributes, B, BOOL, N, S } from "../values.js";

const P: Attributes = { ":p": S("a") };
const numbers: readonly ApiRequest[] = [1, 2, 3, 4, 5].map((sk) =>
  put({ pk: S("a"), sk: N(sk) }, { TableName: PAIR_NUMBER }),
);
const stranger = put({ pk: S("b"), sk: N(3) }, { TableName: PAIR_NUMBER });

/** The condition finds these sort keys, of 1 to 5. */
function finds(condition: string, values: Attributes, ...sks: readonly number[]) {
  return fact(
    `Query finds by ${condition}`,
    ...numbers,
    stranger,
    on(
      query(condition, values, { TableName: PAIR_NUMBER }),
      answers({
        Items: sks.map((sk) => ({ pk: S("a"), sk: N(sk) })),
        Count: sks.length,
        ScannedCount: sks.length,
        LastEvaluatedKey: undefined,
      }),
    ),
  );
}

const v3 = { ...P, ":v": N(3) };
const v24 = { ...P, ":l": N(2), ":h": N(4) };

function refused(
  condition: string,
  values: Attributes,
  expected: Refusal,
  table = PAIR,
  more: More = {},
) {
  const kinds = Object.values(values).map((value) => Object.keys(value).join());
  return fact(
    `Query refuses ${condition || "an empty condition"} with ${kinds.join(", ")} on ${table}`,
    {
      request: query(condition, values, { TableName: table, ...more }),
      expected,
    },
  );
}

const because = (reason: string) => invalid(`Invalid KeyConditionExpression: ${reason}`);
const operand = (name: string, kind: string) =>
  because(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${kind}`,
  );
const SCHEMA = invalidParameter("Condition parameter type does not match schema type");
const ONE_PER_KEY = because("KeyConditionExpressions must only contain one condition per key");
const UNDEFINED = because(
  "An expression attribute value used in expression is not defined; attribute value: :u",
);

const words = (pk: string, ...sks: readonly string[]) =>
  sks.map((sk) => put({ pk: S(pk), sk: S(sk) }, { TableName: PAIR }));

/** Items are read in this order. */
function order(name: string, table: string, keys: readonly Attributes[]) {
  return fact(
    name,
    ...[...keys].reverse().map((key) => put(key, { TableName: table })),
    on(query("pk = :p", P, { TableName: table }), answers({ Items: keys })),
    on(
      query("pk = :p", P, { TableName: table, ScanIndexForward: false }),
      answers({ Items: [...keys].reverse() }),
    ),
  );
}

export const keyConditions = [
  ...facts("scylladb/scylladb: test_key_condition_expression, checked on AWS", [
    finds("pk = :p", P, 1, 2, 3, 4, 5),
    finds(" pk  =   :p ", P, 1, 2, 3, 4, 5),
    finds("pk = :p AND sk = :v", v3, 3),
    finds("sk = :v AND pk = :p", v3, 3),
    finds(":p = pk AND :v = sk", v3, 3),
    finds("pk = :p AND sk < :v", v3, 1, 2),
    finds("pk = :p AND :v < sk", v3, 4, 5),
    finds("pk = :p AND :v <= sk", v3, 3, 4, 5),
    finds("pk = :p AND sk <= :v", v3, 1, 2, 3),
    finds("pk = :p AND sk > :v", v3, 4, 5),
    finds("pk = :p AND sk >= :v", v3, 3, 4, 5),
    finds("pk = :p AND sk BETWEEN :l AND :h", v24, 2, 3, 4),
    finds("pk = :p AnD sk BeTwEeN :l aNd :h", v24, 2, 3, 4),
    finds("((sk = :v) AND (pk = :p))", v3, 3),
    finds("(pk = :p AND (sk = :v))", v3, 3),
    finds("(pk = :p AND sk = :v)", v3, 3),
    refused("pk = :p AND pk = :p", P, ONE_PER_KEY),
    refused("pk < :p", P, invalid(/not supported/)),
    refused("pk = :p AND dog(sk, :v)", { ...P, ":v": N(3) }, invalid(/dog/)),
    refused("pk = :p AND attribute_exists(sk)", P, invalid(/attribute_exists/)),
    refused("pk = :p AND sk <> :v", { ...P, ":v": S("x") }, invalid(/operator/)),
    refused("pk = :p AND sk IN (:v)", { ...P, ":v": S("x") }, invalid(/operator/)),
    refused("sk = :v OR pk = :p", { ...P, ":v": S("x") }, invalid(/OR/)),
    refused("NOT sk = :v AND pk = :p", { ...P, ":v": S("x") }, invalid(/NOT/)),
    refused("pk = :p AND sk != :v", { ...P, ":v": S("x") }, invalid(/yntax/)),
    fact(
      "begins_with finds the strings of a prefix",
      ...words("a", "aaa", "aab", "abc", "b"),
      on(
        query("pk = :p AND begins_with(sk, :v)", { ...P, ":v": S("aa") }, { TableName: PAIR }),
        answers({
          Items: [
            { pk: S("a"), sk: S("aaa") },
            { pk: S("a"), sk: S("aab") },
          ],
        }),
      ),
    ),
    fact(
      "begins_with finds the binaries of a prefix, the highest byte too",
      ...["\xff", "\xff\0", "\xfe"].map((sk) =>
        put({ pk: S("a"), sk: B(sk) }, { TableName: PAIR_BINARY }),
      ),
      on(
        query(
          "pk = :p AND begins_with(sk, :v)",
          { ...P, ":v": B("\xff") },
          { TableName: PAIR_BINARY },
        ),
        answers({
          Items: [
            { pk: S("a"), sk: B("\xff") },
            { pk: S("a"), sk: B("\xff\0") },
          ],
        }),
      ),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 queryKeyConditionOperands, queryKeyCondition", [
    refused("pk = :p AND begins_with(sk, :v)", { ...P, ":v": N(1) }, operand("begins_with", "N")),
    refused(
      "pk = :p AND begins_with(sk, :v)",
      { ...P, ":v": BOOL(true) },
      operand("begins_with", "BOOL"),
    ),
    refused(
      "pk = :p AND begins_with(sk, :v)",
      { ...P, ":v": N(1) },
      operand("begins_with", "N"),
      PAIR_NUMBER,
    ),
    refused("pk = :p AND begins_with(sk, :v)", { ...P, ":v": S("a") }, SCHEMA, PAIR_NUMBER),
    refused("pk = :p AND sk < :v", { ...P, ":v": BOOL(true) }, operand("<", "BOOL"), PAIR_NUMBER),
    refused("pk = :p AND :v >= sk", { ...P, ":v": BOOL(true) }, operand(">=", "BOOL"), PAIR_NUMBER),
    refused(
      "pk = :p AND sk BETWEEN :l AND :h",
      { ...P, ":l": BOOL(false), ":h": BOOL(true) },
      operand("BETWEEN", "BOOL"),
      PAIR_NUMBER,
    ),
    refused("pk = :p AND sk = :v", { ...P, ":v": BOOL(true) }, SCHEMA, PAIR_NUMBER),
    refused("pk = :p AND sk > :l AND sk < :h", v24, ONE_PER_KEY, PAIR_NUMBER),
    refused(
      "pk = :p AND sk > :l AND extra = :h",
      v24,
      invalid(
        "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)",
      ),
      PAIR_NUMBER,
    ),
    refused("pk = :u AND begins_with(sk, :v)", { ":v": N(1) }, UNDEFINED),
    refused("begins_with(sk, :v) AND pk = :u", { ":v": N(1) }, operand("begins_with", "N")),
    refused(
      "pk = :p AND begins_with(sk, :v) AND sk = :u",
      { ...P, ":v": N(1) },
      operand("begins_with", "N"),
    ),
    refused(
      "pk = :p AND begins_with(sk, :v)",
      { ...P, ":v": N(1) },
      operand("begins_with", "N"),
      ABSENT,
    ),
    refused("pk = :p AND begins_with(sk, :v)", { ...P, ":v": S("a") }, tableIsMissing, ABSENT),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/query, tier1 query", [
    refused("sk = :v", { ":v": S("x") }, invalid("Query condition missed key schema element: pk")),
    refused(
      "stranger = :v",
      { ":v": S("x") },
      invalid("Query condition missed key schema element: pk"),
    ),
    refused("", P, because("The expression can not be empty;")),
    refused("((pk = :p))", P, because("The expression has redundant parentheses;"), HASH),
    refused(
      "((pk = :p)) AND (sk = :v)",
      { ...P, ":v": S("x") },
      because("The expression has redundant parentheses;"),
    ),
    refused(
      "pk = :p AND sk.foo = :v",
      { ...P, ":v": S("x") },
      invalid(/KeyConditionExpressions cannot have conditions on nested attributes/),
    ),
    fact("A query needs a key condition", {
      request: { operation: "Query", input: { TableName: PAIR } },
      expected: invalid(),
    }),
  ]),
  ...facts("architect/dynalite: test/query", [
    order(
      "Strings are in the order of their bytes",
      PAIR,
      ["1", "10", "2", "A", "B", "a", "aa", "ab", "b", "\uffff", "\u{10000}"].map((sk) => ({
        pk: S("a"),
        sk: S(sk),
      })),
    ),
    order(
      "Numbers are in the order of their values",
      PAIR_NUMBER,
      [
        "-99.1",
        "-10.1",
        "-9.9",
        "-1.01",
        "-1",
        "-0.09",
        "-0.01",
        "0",
        "0.01",
        "0.9",
        "1",
        "9",
        "10.1",
      ].map((sk) => ({ pk: S("a"), sk: N(sk) })),
    ),
    order(
      "Binaries are in the order of unsigned bytes",
      PAIR_BINARY,
      ["\0", "\x01", "\x01\0", "\x7f", "\x80", "\xff"].map((sk) => ({ pk: S("a"), sk: B(sk) })),
    ),
  ]),
];
