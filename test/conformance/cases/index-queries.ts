import {
  answers,
  fact,
  facts,
  finds,
  invalid,
  invalidParameter,
  type More,
  on,
  put,
  query,
  remove,
  scan,
  update,
} from "../build.js";
import type { ApiRequest } from "../case.js";
import { INDEXED, INDEXED_BINARY } from "../tables.js";
import { type Attributes, B, L, N, S } from "../values.js";

const TABLE = { TableName: INDEXED };
const key = (sk: string): Attributes => ({ pk: S("a"), sk: S(sk) });
const item = (sk: string, more: Attributes): Attributes => ({ ...key(sk), ...more });
const store = (sk: string, more: Attributes): ApiRequest => put(item(sk, more), TABLE);

const by = (index: string, name: string, value: string, more: More = {}) =>
  query(`${name} = :v`, { ":v": S(value) }, { ...TABLE, IndexName: index, ...more });

const rome = { city: S("rome"), since: S("2001"), shown: S("yes"), hidden: S("no") };
const oslo = { city: S("oslo"), since: S("2000") };

const wrongKind = (kind: string) =>
  invalidParameter(
    `Type mismatch for Index Key city Expected: S Actual: ${kind} IndexName: byCity`,
  );
const emptyKey = (kind: string, index: string, name: string) =>
  invalid(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${index}, IndexKey: ${name}`,
  );
const emptyUpdate = (kind: string) =>
  invalid(
    `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value.`,
  );

const ties = ["1", "2", "3"].map((sk) => store(sk, rome));
const lastOf = (sk: string) => item(sk, { city: S("rome"), since: S("2001") });
const tied = (more: More) =>
  query(
    "city = :v AND since = :w",
    { ":v": S("rome"), ":w": S("2001") },
    {
      ...TABLE,
      IndexName: "byCitySince",
      Limit: 1,
      Select: "COUNT",
      ...more,
    },
  );

export const indexQueries = [
  ...facts("paritysuite/dynamodb-conformance: tier1 query/gsi, query/lsi, query/selectOnIndexes", [
    fact(
      "A global index finds the items of its key",
      store("1", rome),
      store("2", oslo),
      on(by("byCity", "city", "rome"), answers({ Items: [item("1", rome)] })),
      on(by("byCity", "city", "bonn"), answers({ Items: [], Count: 0 })),
    ),
    fact(
      "A global index with a sort key finds by both, and shows what it includes",
      store("1", rome),
      on(
        query(
          "city = :v AND since < :w",
          { ":v": S("rome"), ":w": S("2002") },
          {
            ...TABLE,
            IndexName: "byCitySince",
          },
        ),
        answers({ Items: [item("1", { city: S("rome"), since: S("2001"), shown: S("yes") })] }),
      ),
    ),
    fact(
      "An item without an index's key is not in the index",
      store("1", { since: S("2001") }),
      store("2", { city: S("rome") }),
      on(
        scan({ ...TABLE, IndexName: "byCity" }),
        answers({ Items: [item("2", { city: S("rome") })] }),
      ),
      on(scan({ ...TABLE, IndexName: "byCitySince" }), answers({ Items: [] })),
      on(scan(TABLE), answers({ Count: 2 })),
    ),
    fact(
      "An update moves an item within an index",
      store("1", rome),
      update(key("1"), "SET city = :v", {
        ...TABLE,
        ExpressionAttributeValues: { ":v": S("oslo") },
      }),
      on(by("byCity", "city", "rome"), answers({ Count: 0 })),
      on(by("byCity", "city", "oslo"), answers({ Count: 1 })),
    ),
    fact(
      "An update that removes its key takes an item out of an index",
      store("1", rome),
      update(key("1"), "REMOVE city", TABLE),
      on(by("byCity", "city", "rome"), answers({ Count: 0 })),
    ),
    fact(
      "A deleted item is in no index",
      store("1", rome),
      remove(key("1"), TABLE),
      on(scan({ ...TABLE, IndexName: "byCity" }), answers({ Count: 0 })),
      on(scan({ ...TABLE, IndexName: "cityOf" }), answers({ Count: 0 })),
    ),
    fact(
      "A local index sorts a partition by its own key",
      store("1", rome),
      store("2", oslo),
      store("3", {}),
      on(
        query("pk = :v", { ":v": S("a") }, { ...TABLE, IndexName: "cityOf", ConsistentRead: true }),
        answers({ Items: [item("2", oslo), item("1", rome)] }),
      ),
    ),
    fact(
      "A local index finds by BETWEEN, and shows what it includes",
      store("1", rome),
      store("2", oslo),
      on(
        query(
          "pk = :v AND since BETWEEN :l AND :h",
          { ":v": S("a"), ":l": S("2001"), ":h": S("2009") },
          {
            ...TABLE,
            IndexName: "sinceOf",
          },
        ),
        answers({ Items: [item("1", { city: S("rome"), since: S("2001") })] }),
      ),
    ),
    fact(
      "A local index fetches attributes that it does not include",
      store("1", rome),
      on(
        query(
          "pk = :v",
          { ":v": S("a") },
          { ...TABLE, IndexName: "sinceOf", Select: "ALL_ATTRIBUTES" },
        ),
        answers({ Items: [item("1", rome)] }),
      ),
    ),
    fact(
      "ALL_PROJECTED_ATTRIBUTES answers what the index includes",
      store("1", rome),
      on(
        by("byCitySince", "city", "rome", { Select: "ALL_PROJECTED_ATTRIBUTES" }),
        answers({ Items: [item("1", { city: S("rome"), since: S("2001"), shown: S("yes") })] }),
      ),
    ),
    fact(
      "The last key of a global index holds the table's key too, so ties are walked once",
      ...ties,
      on(tied({}), answers({ Count: 1, LastEvaluatedKey: lastOf("1") })),
      on(
        tied({ ExclusiveStartKey: lastOf("1") }),
        answers({ Count: 1, LastEvaluatedKey: lastOf("2") }),
      ),
      on(
        tied({ ExclusiveStartKey: lastOf("2") }),
        answers({ Count: 1, LastEvaluatedKey: lastOf("3") }),
      ),
      on(
        tied({ ExclusiveStartKey: lastOf("3") }),
        answers({ Count: 0, LastEvaluatedKey: undefined }),
      ),
    ),
    fact(
      "The last key of a local index holds its own sort key too",
      ...ties,
      on(
        query(
          "pk = :v AND city = :w",
          { ":v": S("a"), ":w": S("rome") },
          {
            ...TABLE,
            IndexName: "cityOf",
            Limit: 1,
          },
        ),
        answers({ LastEvaluatedKey: item("1", { city: S("rome") }) }),
      ),
    ),
  ]),
  ...facts(
    "paritysuite/dynamodb-conformance: tier3 error-messages/indexReads; architect/dynalite: test/query",
    [
      fact("A global index has no consistent query", {
        request: by("byCity", "city", "rome", { ConsistentRead: true }),
        expected: invalid("Consistent reads are not supported on global secondary indexes"),
      }),
      fact("A global index has no consistent scan", {
        request: scan({ ...TABLE, IndexName: "byCity", ConsistentRead: true }),
        expected: invalid("Consistent reads are not supported on global secondary indexes"),
      }),
      fact("A global index does not fetch attributes that it does not include", {
        request: by("byCitySince", "city", "rome", { Select: "ALL_ATTRIBUTES" }),
        expected: invalidParameter(
          "Select type ALL_ATTRIBUTES is not supported for global secondary index byCitySince because its projection type is not ALL",
        ),
      }),
      fact("An index that does not exist", {
        request: by("whatever", "city", "rome"),
        expected: invalid(/The table does not have the specified index/),
      }),
    ],
  ),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/indexKeyValues", [
    fact("An index key of another kind", {
      request: store("1", { city: N(5) }),
      expected: wrongKind("N"),
    }),
    fact("An index key that is a list", {
      request: store("1", { city: L(S("x")) }),
      expected: wrongKind("L"),
    }),
    fact("An empty string as an index key", {
      request: store("1", { city: S("") }),
      expected: emptyKey("string", "byCity", "city"),
    }),
    fact("An empty binary as an index key", {
      request: put({ pk: S("a"), mark: B("") }, { TableName: INDEXED_BINARY }),
      expected: emptyKey("binary", "byMark", "mark"),
    }),
    fact(
      "An update to an index key of another kind stores nothing",
      store("1", rome),
      on(
        update(key("1"), "SET city = :v", { ...TABLE, ExpressionAttributeValues: { ":v": N(5) } }),
        wrongKind("N"),
      ),
      finds(key("1"), item("1", rome), TABLE),
    ),
    fact("An update to an empty string as an index key", {
      request: update(key("1"), "SET city = :v", {
        ...TABLE,
        ExpressionAttributeValues: { ":v": S("") },
      }),
      expected: emptyUpdate("string"),
    }),
    fact("An update to an empty binary as an index key", {
      request: update({ pk: S("a") }, "SET mark = :v", {
        TableName: INDEXED_BINARY,
        ExpressionAttributeValues: { ":v": B("") },
      }),
      expected: emptyUpdate("binary"),
    }),
  ]),
];
