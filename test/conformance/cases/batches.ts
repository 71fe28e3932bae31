import {
  answers,
  ask,
  fact,
  facts,
  finds,
  invalid,
  invalidParameter,
  KEY,
  type More,
  on,
  put,
  tableIsMissing,
} from "../build.js";
import type { Refusal } from "../case.js";
import { ABSENT, HASH, HASH_BINARY, INDEXED, INDEXED_BINARY, PAIR } from "../tables.js";
import { type Attributes, B, L, N, S } from "../values.js";

const write = (requests: readonly More[], table = HASH, more: More = {}) =>
  ask("BatchWriteItem", { RequestItems: { [table]: requests }, ...more });
const puts = (...items: readonly Attributes[]) => items.map((Item) => ({ PutRequest: { Item } }));
const deletes = (...keys: readonly Attributes[]) => keys.map((Key) => ({ DeleteRequest: { Key } }));
const read = (keys: readonly Attributes[], table = HASH, more: More = {}) =>
  ask("BatchGetItem", { RequestItems: { [table]: { Keys: keys, ...more } } });
const keys = (count: number) => Array.from({ length: count }, (_, i) => ({ pk: S(`k${i}`) }));

const DUPLICATES = invalid("Provided list of item keys contains duplicates");
const SCHEMA = invalid("The provided key element does not match the schema");
const empty = (kind: string) =>
  invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: pk`,
  );
const REQUIRED =
  "Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1";
const wrongKind = (kind: string) =>
  invalidParameter(
    `Type mismatch for Index Key city Expected: S Actual: ${kind} IndexName: byCity`,
  );
const emptyIndexKey = (kind: string, index: string, name: string) =>
  invalid(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${index}, IndexKey: ${name}`,
  );

/** The batch is refused, and its good request is not carried out either. */
function poisons(name: string, requests: readonly More[], expected: Refusal) {
  return fact(
    `${name} refuses the whole batch`,
    on(write([...puts({ pk: S("good") }), ...requests]), expected),
    finds({ pk: S("good") }, undefined),
  );
}

export const batches = [
  ...facts("paritysuite/dynamodb-conformance: tier1 batchWriteItem", [
    fact(
      "A batch puts and deletes",
      put(KEY),
      on(write([...puts({ pk: S("b") }), ...deletes(KEY)]), answers({ UnprocessedItems: {} })),
      finds(KEY, undefined),
      finds({ pk: S("b") }, { pk: S("b") }),
    ),
    fact(
      "A batch writes to several tables",
      ask("BatchWriteItem", {
        RequestItems: { [HASH]: puts(KEY), [PAIR]: puts({ ...KEY, sk: S("1") }) },
      }),
      finds(KEY, KEY),
      finds({ ...KEY, sk: S("1") }, { ...KEY, sk: S("1") }, { TableName: PAIR }),
    ),
    fact(
      "A batch writes 25 items",
      on(write(puts(...keys(25))), answers({ UnprocessedItems: {} })),
    ),
    fact("A batch deletes what is not there", write(deletes(KEY))),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/batchWriteItem", [
    fact(
      "A batch of no tables",
      on(
        ask("BatchWriteItem", { RequestItems: {} }),
        invalid("The requestItems parameter is required for BatchWriteItem", REQUIRED),
      ),
    ),
    fact(
      "A batch of 26 requests",
      on(
        write(puts(...keys(26))),
        invalid(
          / at '[Rr]equestItems[^']*' failed to satisfy constraint: .*Member must have length less than or equal to 25/s,
        ),
      ),
    ),
    fact(
      "A batch without requests for a table",
      on(
        write([]),
        invalid(
          `Value '{${HASH}=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]`,
        ),
      ),
    ),
    fact(
      "Two puts of one key",
      on(write(puts(KEY, { ...KEY, a: N(1) })), DUPLICATES),
      finds(KEY, undefined),
    ),
    fact("A put and a delete of one key", on(write([...puts(KEY), ...deletes(KEY)]), DUPLICATES)),
    fact("A batch to a table that does not exist", on(write(puts(KEY), ABSENT), tableIsMissing)),
    poisons("An item without the key", puts({ other: S("x") }), SCHEMA),
    poisons("A delete without the key", deletes({ other: S("x") }), SCHEMA),
    poisons("A key of another kind", puts({ pk: N(5) }), SCHEMA),
    poisons("A key that is a list", puts({ pk: L(S("x")) }), SCHEMA),
    poisons("An empty key", puts({ pk: S("") }), empty("string")),
    fact(
      "An empty binary as the key to put",
      on(write(puts({ pk: B("") }), HASH_BINARY), empty("binary")),
    ),
    fact(
      "An empty binary as the key to delete",
      on(write(deletes({ pk: B("") }), HASH_BINARY), empty("binary")),
    ),
    fact(
      "A malformed name of a table, with the names that are allowed",
      on(
        write(puts(KEY), "bad!name"),
        invalid(
          /^1 validation error detected: Value '\{bad!name=.+\}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: \[a-zA-Z0-9_.-\]\+\]$/s,
        ),
      ),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/indexKeyValues", [
    fact(
      "An index key of another kind in a batch",
      on(write(puts({ ...KEY, sk: S("1"), city: N(5) }), INDEXED), wrongKind("N")),
    ),
    fact(
      "A list as an index key in a batch",
      on(write(puts({ ...KEY, sk: S("1"), city: L(S("x")) }), INDEXED), wrongKind("L")),
    ),
    fact(
      "An empty string as an index key in a batch",
      on(
        write(puts({ ...KEY, sk: S("1"), city: S("") }), INDEXED),
        emptyIndexKey("string", "byCity", "city"),
      ),
    ),
    fact(
      "An empty binary as an index key in a batch",
      on(
        write(puts({ ...KEY, mark: B("") }), INDEXED_BINARY),
        emptyIndexKey("binary", "byMark", "mark"),
      ),
    ),
  ]),
  ...facts(
    "paritysuite/dynamodb-conformance: tier1 batchGetItem, tier3 error-messages/batchGetItem",
    [
      fact(
        "A batch reads what is there",
        put({ ...KEY, a: N(1) }),
        on(
          read([KEY, { pk: S("b") }]),
          answers({ Responses: { [HASH]: [{ ...KEY, a: N(1) }] }, UnprocessedKeys: {} }),
        ),
      ),
      fact("A batch that finds nothing", on(read([KEY]), answers({ Responses: { [HASH]: [] } }))),
      fact("A batch reads 100 keys", read(keys(100))),
      fact(
        "A batch reads from several tables",
        put(KEY),
        put({ ...KEY, sk: S("1") }, { TableName: PAIR }),
        on(
          ask("BatchGetItem", {
            RequestItems: { [HASH]: { Keys: [KEY] }, [PAIR]: { Keys: [{ ...KEY, sk: S("1") }] } },
          }),
          answers({ Responses: { [HASH]: [KEY], [PAIR]: [{ ...KEY, sk: S("1") }] } }),
        ),
      ),
      fact(
        "A read of no tables",
        on(
          ask("BatchGetItem", { RequestItems: {} }),
          invalid("The requestItems parameter is required for BatchGetItem", REQUIRED),
        ),
      ),
      fact(
        "A read of 101 keys",
        on(
          read(keys(101)),
          invalid(
            `Value at 'RequestItems.${HASH}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100`,
          ),
        ),
      ),
      fact(
        "A read of no keys",
        on(
          read([]),
          invalid(
            `Value at 'RequestItems.${HASH}.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1`,
          ),
        ),
      ),
      fact("A read of one key twice", on(read([KEY, KEY]), DUPLICATES)),
      fact("A batch read of a table that does not exist", on(read([KEY], ABSENT), tableIsMissing)),
      fact(
        "A batch read by an empty binary",
        on(read([{ pk: B("") }], HASH_BINARY), empty("binary")),
      ),
      fact("A batch read without the sort key", on(read([KEY], PAIR), SCHEMA)),
      fact(
        "A malformed name of a table to read, with the request",
        on(
          read([KEY], "bad!name"),
          invalid(
            `Value '{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]`,
          ),
        ),
      ),
      fact(
        "A bad projection for one table refuses the others",
        on(
          ask("BatchGetItem", {
            RequestItems: {
              [HASH]: { Keys: [KEY], ProjectionExpression: "a, a" },
              [PAIR]: { Keys: [{ ...KEY, sk: S("1") }], ProjectionExpression: "a" },
            },
          }),
          invalid(/Two document paths overlap/),
        ),
      ),
    ],
  ),
];
