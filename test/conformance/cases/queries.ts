import { answers, fact, facts, invalid, type More, on, put, query } from "../build.js";
import { anything, type Refusal } from "../case.js";
import { Earlier } from "../run-case.js";
import { PAIR } from "../tables.js";
import { type Attributes, B, L, M, N, S, SS } from "../values.js";

const P: Attributes = { ":p": S("a") };
const key = (sk: string): Attributes => ({ pk: S("a"), sk: S(sk) });
const items = (...sks: readonly string[]) => sks.map((sk) => put(key(sk), { TableName: PAIR }));
const ask = (more: More = {}) => query("pk = :p", P, { TableName: PAIR, ...more });

const people: readonly Attributes[] = [
  {
    ...key("1"),
    who: S("alice"),
    age: N(30),
    tags: SS("admin", "user"),
    doc: M({ inside: S("deep") }),
    entries: L(S("first"), S("second")),
  },
  { ...key("2"), who: S("bob"), age: N(25), tags: SS("", "user"), entries: L(S("alpha")) },
  { ...key("3"), who: S("carol"), age: N(35), tags: SS("admin"), bin: B("\x01\x02\x03") },
  { ...key("4"), who: S("é\u{1d11e}"), age: N(28), tags: SS("viewer") },
];

/** The filter passes the items of these sort keys, of four. */
function passes(filter: string, values: Attributes, ...sks: readonly string[]) {
  const found = people.filter((person) => sks.includes(String(person.sk?.S)));
  return fact(
    `A filter passes by ${filter} with ${JSON.stringify(Object.values(values)[0])}`,
    ...people.map((person) => put(person, { TableName: PAIR })),
    on(
      query("pk = :p", { ...P, ...values }, { TableName: PAIR, FilterExpression: filter }),
      answers({ Items: found, Count: found.length, ScannedCount: 4 }),
    ),
  );
}

const refused = (name: string, more: More, expected: Refusal) =>
  fact(name, { request: ask(more), expected });

const noProjection = (mode: string) =>
  invalid(`Cannot specify the ProjectionExpression when choosing to get ${mode}`);

const big = S("x".repeat(60_000));

export const queries = [
  ...facts("paritysuite/dynamodb-conformance: tier1 query/expressions", [
    passes("size(who) > :v", { ":v": N(3) }, "1", "3"),
    passes("size(who) = :v", { ":v": N(3) }, "2", "4"),
    passes("size(nothing) = :v", { ":v": N(0) }),
    passes("size(bin) >= :v", { ":v": N(3) }, "3"),
    passes("contains(who, :v)", { ":v": S("lic") }, "1"),
    passes("contains(tags, :v)", { ":v": S("admin") }, "1", "3"),
    passes("contains(tags, :v)", { ":v": S("") }, "2"),
    passes("NOT contains(tags, :v)", { ":v": S("admin") }, "2", "4"),
    passes("attribute_type(who, :v)", { ":v": S("S") }, "1", "2", "3", "4"),
    passes("begins_with(who, :v)", { ":v": S("car") }, "3"),
    passes("who IN (:v, :w)", { ":v": S("alice"), ":w": S("carol") }, "1", "3"),
    passes("who = :v AND age > :w", { ":v": S("alice"), ":w": N(20) }, "1"),
    passes("who = :v OR who = :w", { ":v": S("alice"), ":w": S("bob") }, "1", "2"),
    passes("age BETWEEN :v AND :w", { ":v": N(26), ":w": N(34) }, "1", "4"),
    passes("doc.inside = :v", { ":v": S("deep") }, "1"),
    passes("entries[0] = :v", { ":v": S("first") }, "1"),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier1 query/select; tier3 error-messages/query", [
    fact(
      "Select COUNT answers no items",
      ...items("1", "2"),
      on(ask({ Select: "COUNT" }), answers({ Count: 2, ScannedCount: 2, Items: undefined })),
    ),
    fact(
      "A filter makes Count less than ScannedCount",
      ...people.map((person) => put(person, { TableName: PAIR })),
      on(
        query(
          "pk = :p",
          { ...P, ":v": N(28) },
          {
            TableName: PAIR,
            Select: "COUNT",
            FilterExpression: "age > :v",
          },
        ),
        answers({ Count: 2, ScannedCount: 4, Items: undefined }),
      ),
    ),
    fact(
      "SPECIFIC_ATTRIBUTES with a projection",
      put({ ...key("1"), x: N(1), y: N(2) }, { TableName: PAIR }),
      on(
        ask({ Select: "SPECIFIC_ATTRIBUTES", ProjectionExpression: "sk, x" }),
        answers({ Items: [{ sk: S("1"), x: N(1) }] }),
      ),
    ),
    refused(
      "SPECIFIC_ATTRIBUTES without a projection",
      { Select: "SPECIFIC_ATTRIBUTES" },
      invalid(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
      ),
    ),
    refused(
      "ALL_ATTRIBUTES with a projection",
      { Select: "ALL_ATTRIBUTES", ProjectionExpression: "sk" },
      noProjection("ALL_ATTRIBUTES"),
    ),
    refused(
      "COUNT with a projection",
      { Select: "COUNT", ProjectionExpression: "sk" },
      noProjection("only the Count"),
    ),
    refused(
      "ALL_PROJECTED_ATTRIBUTES with a projection",
      { Select: "ALL_PROJECTED_ATTRIBUTES", ProjectionExpression: "sk" },
      noProjection("ALL_PROJECTED_ATTRIBUTES"),
    ),
    refused(
      "ALL_PROJECTED_ATTRIBUTES without an index",
      { Select: "ALL_PROJECTED_ATTRIBUTES" },
      invalid(/ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName/),
    ),
    refused(
      "Select knows no other value",
      { Select: "INVALID_VALUE" },
      invalid(
        "Value 'INVALID_VALUE' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
      ),
    ),
    refused(
      "A limit of nothing",
      { Limit: 0 },
      invalid(
        "Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ),
    ),
    refused(
      "A start that is no key",
      { ExclusiveStartKey: { bad: S("p") } },
      invalid("The provided starting key is invalid"),
    ),
  ]),
  ...facts("architect/dynalite: test/query; AWS developer guide: Query, paginating", [
    refused(
      "A start without its sort key",
      { ExclusiveStartKey: { pk: S("a") } },
      invalid("The provided starting key is invalid"),
    ),
    refused(
      "A start in another partition",
      { ExclusiveStartKey: { pk: S("b"), sk: S("1") } },
      invalid("The provided starting key is outside query boundaries based on provided conditions"),
    ),
    fact("A start outside the range of the sort key", {
      request: query(
        "pk = :p AND sk > :v",
        { ...P, ":v": S("a") },
        {
          TableName: PAIR,
          ExclusiveStartKey: key("a"),
        },
      ),
      expected: invalid("The provided starting key does not match the range key predicate"),
    }),
    fact(
      "A limit ends a page, and its last key begins the next",
      ...items("1", "2", "3"),
      on(
        ask({ Limit: 2 }),
        answers({ Items: [key("1"), key("2")], Count: 2, LastEvaluatedKey: key("2") }),
      ),
      on(
        ask({ Limit: 2, ExclusiveStartKey: key("2") }),
        answers({ Items: [key("3")], Count: 1, LastEvaluatedKey: undefined }),
      ),
    ),
    fact(
      "A page that the limit ends names its last key though nothing follows",
      ...items("1", "2"),
      on(ask({ Limit: 2 }), answers({ Count: 2, LastEvaluatedKey: key("2") })),
      on(
        ask({ Limit: 2, ExclusiveStartKey: key("2") }),
        answers({ Items: [], LastEvaluatedKey: undefined }),
      ),
    ),
    fact(
      "The limit counts items before the filter",
      ...people.map((person) => put(person, { TableName: PAIR })),
      on(
        query(
          "pk = :p",
          { ...P, ":v": S("carol") },
          {
            TableName: PAIR,
            FilterExpression: "who = :v",
            Limit: 2,
          },
        ),
        answers({ Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: key("2") }),
      ),
    ),
    fact(
      "A start need not exist, and backwards counts down from it",
      ...items("1", "2", "4"),
      on(
        ask({ ScanIndexForward: false, ExclusiveStartKey: key("3") }),
        answers({ Items: [key("2"), key("1")] }),
      ),
    ),
    fact("A partition without items", on(ask(), answers({ Items: [], Count: 0, ScannedCount: 0 }))),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 limits/responseSize", [
    fact(
      "A page ends at 1 MB, and the next goes on behind it",
      ...Array.from({ length: 20 }, (_, i) =>
        put({ ...key(String(i).padStart(2, "0")), big }, { TableName: PAIR }),
      ),
      on(ask({ Limit: 5, Select: "COUNT" }), answers({ Count: 5, LastEvaluatedKey: key("04") })),
      on(ask({ Select: "COUNT" }), answers({ LastEvaluatedKey: anything })),
      on(
        ask({ Select: "COUNT", ExclusiveStartKey: new Earlier(21, "LastEvaluatedKey") }),
        answers({ LastEvaluatedKey: undefined }),
      ),
    ),
  ]),
];
