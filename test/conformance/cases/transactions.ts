import {
  answers,
  ask,
  cancels,
  fact,
  facts,
  finds,
  invalid,
  KEY,
  type More,
  on,
  put,
  refuses,
  tableIsMissing,
  transactWrite,
} from "../build.js";
import { ABSENT, HASH, HASH_BINARY, INDEXED, INDEXED_BINARY, PAIR } from "../tables.js";
import { type Attributes, B, L, N, S } from "../values.js";

const Put = (Item: Attributes, more: More = {}) => ({ Put: { TableName: HASH, Item, ...more } });
const Delete = (Key: Attributes, more: More = {}) => ({
  Delete: { TableName: HASH, Key, ...more },
});
const Update = (Key: Attributes, more: More = {}) => ({
  Update: {
    TableName: HASH,
    Key,
    UpdateExpression: "SET v = :v",
    ExpressionAttributeValues: { ":v": S("x") },
    ...more,
  },
});
const Check = (Key: Attributes, condition = "attribute_exists(pk)", more: More = {}) => ({
  ConditionCheck: { TableName: HASH, Key, ConditionExpression: condition, ...more },
});
const read = (gets: readonly More[], more: More = {}) =>
  ask("TransactGetItems", { TransactItems: gets.map((Get) => ({ Get })), ...more });

const b: Attributes = { pk: S("b") };
const create = { ConditionExpression: "attribute_not_exists(pk)" };
const failed = { Code: "ConditionalCheckFailed", Message: "The conditional request failed" };
const wrong = (Message: string) => ({ Code: "ValidationError", Message });
const SCHEMA = wrong("The provided key element does not match the schema");
const INVALID = "One or more parameter values were invalid: ";
const empty = (kind: string) =>
  invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: pk`,
  );
const indexed = { TableName: INDEXED };
const cityIs = (value: Attributes[string]) => ({
  ...indexed,
  UpdateExpression: "SET city = :v",
  ExpressionAttributeValues: { ":v": value },
});
const emptyIndexKey = invalid(
  "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byCity, IndexKey: city",
);
const emptyIndexUpdate = (kind: string) =>
  invalid(
    `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value.`,
  );
const wrongCity = (kind: string) =>
  wrong(`${INVALID}Type mismatch for Index Key city Expected: S Actual: ${kind} IndexName: byCity`);
const DUPLICATES = invalid("Transaction request cannot include multiple operations on one item");
const atLeastOne = [
  "Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
  "Value at 'TransactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
];
const atMost100 = /Member must have length less than or equal to 100$/;
const many = (count: number) => Array.from({ length: count }, (_, i) => Put({ pk: S(`k${i}`) }));
const keyed = { pk: S("a"), sk: S("1") };

export const transactions = [
  ...facts("paritysuite/dynamodb-conformance: tier2 transactions/transactWrite", [
    fact(
      "A transaction puts, updates, deletes and checks",
      put({ pk: S("u"), a: N(1) }),
      put({ pk: S("d") }),
      put({ pk: S("c") }),
      transactWrite([
        Put(KEY),
        Update({ pk: S("u") }),
        Delete({ pk: S("d") }),
        Check({ pk: S("c") }),
      ]),
      finds(KEY, KEY),
      finds({ pk: S("u") }, { pk: S("u"), a: N(1), v: S("x") }),
      finds({ pk: S("d") }, undefined),
    ),
    fact(
      "A transaction writes to several tables",
      transactWrite([Put(KEY), Put(keyed, { TableName: PAIR })]),
      finds(KEY, KEY),
      finds(keyed, keyed, { TableName: PAIR }),
    ),
    fact(
      "An update in a transaction makes an item",
      transactWrite([Update(KEY)]),
      finds(KEY, { ...KEY, v: S("x") }),
    ),
    fact(
      "A failed check cancels the others, reasons by position",
      put({ ...b, a: N(1) }),
      on(transactWrite([Put(KEY, create), Put(b, create)]), cancels("None", failed)),
      finds(KEY, undefined),
      finds(b, { ...b, a: N(1) }),
    ),
    fact(
      "Two failed conditions are two reasons",
      put(KEY),
      put(b),
      on(transactWrite([Put(KEY, create), Put(b, create)]), cancels(failed, failed)),
    ),
    fact(
      "A failed ConditionCheck cancels",
      on(transactWrite([Check(KEY), Put(b)]), cancels(failed, "None")),
      finds(b, undefined),
    ),
    fact(
      "A failed delete cancels",
      on(
        transactWrite([Delete(KEY, { ConditionExpression: "attribute_exists(pk)" })]),
        cancels(failed),
      ),
    ),
    fact(
      "A failed update cancels, and makes no ghost item",
      on(
        transactWrite([Update(KEY, { ConditionExpression: "attribute_exists(pk)" })]),
        cancels(failed),
      ),
      finds(KEY, undefined),
    ),
    fact(
      "A reason holds the item on request",
      put({ ...KEY, a: N(1) }),
      on(
        transactWrite([Put(KEY, { ...create, ReturnValuesOnConditionCheckFailure: "ALL_OLD" })]),
        cancels({ ...failed, Item: { ...KEY, a: N(1) } }),
      ),
    ),
    fact(
      "The same token and request write once",
      transactWrite(
        [Update(KEY, { UpdateExpression: "ADD v :v", ExpressionAttributeValues: { ":v": N(1) } })],
        { ClientRequestToken: "conformance-once" },
      ),
      transactWrite(
        [Update(KEY, { UpdateExpression: "ADD v :v", ExpressionAttributeValues: { ":v": N(1) } })],
        { ClientRequestToken: "conformance-once" },
      ),
      finds(KEY, { ...KEY, v: N(1) }),
    ),
    fact(
      "The same token for another request is refused",
      transactWrite([Put(KEY)], { ClientRequestToken: "conformance-other" }),
      on(
        transactWrite([Put(b)], { ClientRequestToken: "conformance-other" }),
        refuses("IdempotentParameterMismatchException"),
      ),
      finds(b, undefined),
    ),
    fact("A transaction of 100 actions", transactWrite(many(100))),
    fact(
      "A transaction of more than 4 MB",
      on(
        transactWrite(
          many(12).map(({ Put: action }) => ({
            Put: { ...action, Item: { ...action.Item, p: S("x".repeat(350_000)) } },
          })),
        ),
        invalid(),
      ),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/transactWriteItems", [
    fact("A transaction of nothing", on(transactWrite([]), invalid(...atLeastOne))),
    fact("A transaction of 101 actions", on(transactWrite(many(101)), invalid(atMost100))),
    fact("Two actions on one item", on(transactWrite([Put(KEY), Delete(KEY)]), DUPLICATES)),
    fact(
      "A table that does not exist",
      on(transactWrite([Put(KEY, { TableName: ABSENT })]), tableIsMissing),
    ),
    fact(
      "A put with a key of another kind",
      on(
        transactWrite([Put({ pk: N(5) })]),
        cancels(wrong(`${INVALID}Type mismatch for key pk expected: S actual: N`)),
      ),
    ),
    fact(
      "A put with a list as the key",
      on(
        transactWrite([Put({ pk: L(S("x")) })]),
        cancels(wrong(`${INVALID}Type mismatch for key pk expected: S actual: L`)),
      ),
    ),
    ...(
      [
        ["A put", Put],
        ["An update", Update],
        ["A delete", Delete],
        ["A check", Check],
      ] as const
    ).flatMap(([name, action]) => [
      fact(
        `${name} with an empty key`,
        on(transactWrite([action({ pk: S("") })]), empty("string")),
      ),
      ...(action === Put
        ? []
        : [
            fact(
              `${name} by a key of another kind`,
              on(transactWrite([action({ pk: N(5) })]), cancels(SCHEMA)),
            ),
            fact(
              `${name} by a list as the key`,
              on(transactWrite([action({ pk: L(S("x")) })]), cancels(SCHEMA)),
            ),
          ]),
    ]),
    fact(
      "A put with an empty binary as the key",
      on(transactWrite([Put({ pk: B("") }, { TableName: HASH_BINARY })]), empty("binary")),
    ),
    fact(
      "A delete by an empty binary",
      on(transactWrite([Delete({ pk: B("") }, { TableName: HASH_BINARY })]), empty("binary")),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/transactIndexKeys", [
    fact(
      "A put with an index key of another kind",
      on(transactWrite([Put({ ...keyed, city: N(5) }, indexed)]), cancels(wrongCity("N"))),
    ),
    fact(
      "A put with a list as an index key",
      on(transactWrite([Put({ ...keyed, city: L() }, indexed)]), cancels(wrongCity("L"))),
    ),
    fact(
      "An update to an index key of another kind",
      on(transactWrite([Update(keyed, cityIs(N(5)))]), cancels(wrongCity("N"))),
    ),
    fact(
      "An update to a list as an index key",
      on(transactWrite([Update(keyed, cityIs(L()))]), cancels(wrongCity("L"))),
    ),
    fact(
      "A put with an empty index key",
      on(transactWrite([Put({ ...keyed, city: S("") }, indexed)]), emptyIndexKey),
    ),
    fact(
      "An update to an empty index key",
      on(transactWrite([Update(keyed, cityIs(S("")))]), emptyIndexUpdate("string")),
    ),
    fact(
      "An update to an empty binary index key",
      on(
        transactWrite([
          Update(KEY, {
            TableName: INDEXED_BINARY,
            UpdateExpression: "SET mark = :v",
            ExpressionAttributeValues: { ":v": B("") },
          }),
        ]),
        emptyIndexUpdate("binary"),
      ),
    ),
  ]),
  ...facts(
    "paritysuite/dynamodb-conformance: tier2 transactions/transactGet, tier3 transactGetItems",
    [
      fact(
        "A transaction reads items in the order of its gets, and nothing as nothing",
        put({ ...KEY, a: N(1) }),
        put(keyed, { TableName: PAIR }),
        on(
          read([
            { TableName: PAIR, Key: keyed },
            { TableName: HASH, Key: b },
            { TableName: HASH, Key: KEY },
          ]),
          answers({ Responses: [{ Item: keyed }, {}, { Item: { ...KEY, a: N(1) } }] }),
        ),
      ),
      fact("A read of nothing", on(read([]), invalid(...atLeastOne))),
      fact(
        "A read of 101 items",
        on(
          read(many(101).map(({ Put: { Item } }) => ({ TableName: HASH, Key: Item }))),
          invalid(atMost100),
        ),
      ),
      fact(
        "A read of 100 items",
        read(many(100).map(({ Put: { Item } }) => ({ TableName: HASH, Key: Item }))),
      ),
      fact(
        "A read of one item twice",
        on(
          read([
            { TableName: HASH, Key: KEY },
            { TableName: HASH, Key: KEY },
          ]),
          DUPLICATES,
        ),
      ),
      fact(
        "A transactional read of a table that does not exist",
        on(read([{ TableName: ABSENT, Key: KEY }]), tableIsMissing),
      ),
      fact(
        "A read without a key",
        on(read([{ TableName: HASH, Key: {} }]), cancels("ValidationError")),
      ),
      fact(
        "A read with a projection that is none",
        on(
          read([{ TableName: HASH, Key: KEY, ProjectionExpression: "!!!" }]),
          invalid('Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'),
        ),
      ),
    ],
  ),
].map((one) => ({ ...one, name: `Transactions: ${one.name}` }));
