import { ask, fact, facts, finds, invalid, KEY, put } from "../build.js";
import { HASH, PAIR_NUMBER } from "../tables.js";
import { N, NS, S } from "../values.js";

/** As sent, and as stored. */
const STORED = [
  ["+5", "5"],
  ["+1.5", "1.5"],
  ["+0", "0"],
  ["-0", "0"],
  ["+0.0", "0"],
  ["+1e2", "100"],
  ["1e+2", "100"],
  ["1.5E+3", "1500"],
  ["+.5", "0.5"],
  [".5", "0.5"],
  ["5.", "5"],
  ["1.", "1"],
  ["1.e5", "100000"],
  ["00042", "42"],
  ["+1e-2", "0.01"],
  ["1.23E10", "12300000000"],
  ["1.0", "1"],
  ["3.1400", "3.14"],
  ["12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
] as const;

const NO_NUMBERS = [
  ...["+e2", "e2", "+1+2", "1+2", "+1.2.3", "++5", "+-5", "-+5", "+", "-", "1e+", "."],
  ...["1.2e3.4", "0x5", "1_000", " 5", "5 ", "1 5", "abc", "1.2.3", "0x10", "1e"],
  ...["NaN", "Infinity", ""],
];

const OVERFLOW =
  "Number overflow. Attempting to store a number with magnitude larger than supported range";
const UNDERFLOW =
  "Number underflow. Attempting to store a number with magnitude smaller than supported range";
const TOO_LONG = "Attempting to store more than 38 significant digits in a Number";
const NOT_NUMERIC = "The parameter cannot be converted to a numeric value";

const OUT_OF_RANGE = [
  ["1e126", OVERFLOW],
  ["-1e126", OVERFLOW],
  ["1e-131", UNDERFLOW],
  ["-1e-131", UNDERFLOW],
  ["1e2147483647", OVERFLOW],
  ["1e2147483648", OVERFLOW],
  ["1e-2147483648", UNDERFLOW],
  ["1e99999999999", OVERFLOW],
  ["-1e99999999999", OVERFLOW],
  ["1e-99999999999", UNDERFLOW],
  ["1234567890123456789012345678901234567890", TOO_LONG],
  ["123456789012345678901234567890123456789", TOO_LONG],
] as const;

const EXTREMES = [
  "9.9999999999999999999999999999999999999E+125",
  "-9.9999999999999999999999999999999999999E+125",
  "1E-130",
];

export const numberFormat = [
  ...facts("paritysuite/dynamodb-conformance: tier1 putItem/numberFormat, tier3 numberPrecision", [
    ...STORED.map(([sent, stored]) =>
      fact(
        `The number ${JSON.stringify(sent)} is stored as ${stored}`,
        put({ ...KEY, n: N(sent) }),
        finds(KEY, { ...KEY, n: N(stored) }),
      ),
    ),
    ...EXTREMES.map((number) =>
      fact(`The number ${number} is within the range`, put({ ...KEY, n: N(number) })),
    ),
    fact("A number set may hold the extremes", put({ ...KEY, n: NS(...EXTREMES, 0) })),
    fact(
      "A number in a sort key is normalized as well",
      put({ pk: S("a"), sk: N("+5") }, { TableName: PAIR_NUMBER }),
      finds({ pk: S("a"), sk: N(5) }, { pk: S("a"), sk: N(5) }, { TableName: PAIR_NUMBER }),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/valueLayers", [
    ...NO_NUMBERS.map((text) =>
      fact(`${JSON.stringify(text)} is no number`, {
        request: put({ ...KEY, n: N(text) }),
        expected: invalid(`${NOT_NUMERIC}: ${text}`),
      }),
    ),
    ...OUT_OF_RANGE.map(([text, message]) =>
      fact(`The number ${text} is out of range`, {
        request: put({ ...KEY, n: N(text) }),
        expected: invalid(message),
      }),
    ),
    fact("A member of a number set must be a number", {
      request: put({ ...KEY, n: NS(1, "abc") }),
      expected: invalid(`${NOT_NUMERIC}: abc`),
    }),
    fact("A number deep in a document must be a number", {
      request: put({ ...KEY, n: { M: { x: { L: [N("1e126")] } } } }),
      expected: invalid(OVERFLOW),
    }),
    fact("A number in a condition's value must be a number", {
      request: put(KEY, {
        ConditionExpression: "attribute_not_exists(pk) OR n = :v",
        ExpressionAttributeValues: { ":v": N("abc") },
      }),
      expected: invalid(`${NOT_NUMERIC}: abc`),
    }),
    ...(["GetItem", "DeleteItem"] as const).map((operation) =>
      fact(`${operation} refuses a key that is no number before it looks at the schema`, {
        request: ask(operation, { TableName: HASH, Key: { pk: N("abc") } }),
        expected: invalid(`${NOT_NUMERIC}: abc`),
      }),
    ),
    fact("BatchGetItem refuses a key that is no number", {
      request: ask("BatchGetItem", { RequestItems: { [HASH]: { Keys: [{ pk: N("abc") }] } } }),
      expected: invalid(`${NOT_NUMERIC}: abc`),
    }),
    fact("BatchWriteItem refuses a number that is none", {
      request: ask("BatchWriteItem", {
        RequestItems: { [HASH]: [{ PutRequest: { Item: { ...KEY, n: N("abc") } } }] },
      }),
      expected: invalid(`${NOT_NUMERIC}: abc`),
    }),
    fact("BatchWriteItem says of an empty number only that it is none", {
      request: ask("BatchWriteItem", {
        RequestItems: { [HASH]: [{ PutRequest: { Item: { ...KEY, n: N("") } } }] },
      }),
      expected: invalid(NOT_NUMERIC),
    }),
    fact("TransactWriteItems refuses a number out of range before it runs", {
      request: ask("TransactWriteItems", {
        TransactItems: [{ Put: { TableName: HASH, Item: { ...KEY, n: N("1e126") } } }],
      }),
      expected: invalid(OVERFLOW),
    }),
    fact("TransactGetItems refuses a key that is no number before it runs", {
      request: ask("TransactGetItems", {
        TransactItems: [{ Get: { TableName: HASH, Key: { pk: N("abc") } } }],
      }),
      expected: invalid(`${NOT_NUMERIC}: abc`),
    }),
    fact("Query refuses a number that is none without wrapping the message", {
      request: ask("Query", {
        TableName: HASH,
        KeyConditionExpression: "pk = :p",
        FilterExpression: "n = :v",
        ExpressionAttributeValues: { ":p": S("a"), ":v": N("abc") },
      }),
      expected: invalid(`${NOT_NUMERIC}: abc`),
    }),
  ]),
];
