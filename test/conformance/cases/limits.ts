import {
  ask,
  cancels,
  fact,
  facts,
  finds,
  get,
  invalid,
  invalidParameter,
  KEY,
  on,
  put,
  query,
  scan,
  transactWrite,
  update,
} from "../build.js";
import { HASH, HASH_BINARY, PAIR, PAIR_BINARY } from "../tables.js";
import { type Attributes, B, S } from "../values.js";

const text = (length: number) => S("x".repeat(length));
/** An item of so many bytes: the names pk and p, the key a, and the rest. */
const sized = (bytes: number): Attributes => ({ ...KEY, p: text(bytes - 4) });
const MAX = 409_600;
const TOO_BIG = invalid(/Item size has exceeded the maximum allowed size/);
const UPDATE_TOO_BIG = /Item size to update has exceeded the maximum allowed size/;
const TOO_LONG = invalid(/Expression size has exceeded the maximum allowed size/);

const PARTITION_LONG = invalidParameter(
  "Size of hashkey has exceeded the maximum size limit of2048 bytes",
);
const SORT_LONG = invalidParameter(
  "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
);

/** A list of clauses, filled up to so many bytes by the last name. */
function filled(bytes: number, head: string, joint: string, clause: (name: string) => string) {
  const parts: string[] = [];
  const size = () => head.length + parts.join(joint).length;
  for (let i = 0; ; i++) {
    parts.push(clause(`${"n".repeat(46)}x${100 + i}`));
    if (size() > bytes - 100) break;
  }
  const missing = bytes - size() - joint.length - clause("").length;
  return head + [...parts, clause("y".repeat(missing))].join(joint);
}

const names = (bytes: number) => filled(bytes, "", ", ", (name) => name);
const condition = (bytes: number) =>
  filled(bytes, "", " AND ", (name) => `attribute_not_exists(${name})`);
const filter = (bytes: number) => filled(bytes, "", " OR ", (name) => `${name} = :v`);
const change = (bytes: number) => filled(bytes, "SET ", ", ", (name) => `${name} = :v`);
const v = { ExpressionAttributeValues: { ":v": S("x") } };

const batch = (...items: readonly Attributes[]) =>
  ask("BatchWriteItem", {
    RequestItems: { [HASH]: items.map((Item) => ({ PutRequest: { Item } })) },
  });
const big = { ExpressionAttributeValues: { ":p": text(MAX - 4) } };
const tooBig = { ExpressionAttributeValues: { ":p": text(MAX - 3) } };

export const limits = [
  ...facts("paritysuite/dynamodb-conformance: tier3 limits/itemSize, limits/itemSizeBySurface", [
    fact("An item of 409,600 bytes is stored", put(sized(MAX))),
    fact(
      "An item of 409,601 bytes is refused",
      on(put(sized(MAX + 1)), TOO_BIG),
      finds(KEY, undefined),
    ),
    fact(
      "The size of an item counts bytes of UTF-8",
      on(put({ ...KEY, p: S("é".repeat(MAX / 2 - 1)) }), TOO_BIG),
    ),
    fact("BatchWriteItem stores an item of 409,600 bytes", batch(sized(MAX))),
    fact(
      "BatchWriteItem refuses an item of 409,601 bytes, and all others with it",
      on(batch(sized(MAX + 1), { pk: S("b") }), TOO_BIG),
      finds({ pk: S("b") }, undefined),
    ),
    fact(
      "TransactWriteItems puts an item of 409,600 bytes",
      transactWrite([{ Put: { TableName: HASH, Item: sized(MAX) } }]),
    ),
    fact(
      "TransactWriteItems refuses to put an item of 409,601 bytes before it runs",
      on(transactWrite([{ Put: { TableName: HASH, Item: sized(MAX + 1) } }]), TOO_BIG),
    ),
    fact(
      "TransactWriteItems updates an item to 409,600 bytes",
      transactWrite([
        { Update: { TableName: HASH, Key: KEY, UpdateExpression: "SET p = :p", ...big } },
      ]),
    ),
    fact(
      "TransactWriteItems cancels an update to 409,601 bytes",
      on(
        transactWrite([
          { Update: { TableName: HASH, Key: KEY, UpdateExpression: "SET p = :p", ...tooBig } },
        ]),
        cancels("ValidationError"),
      ),
      finds(KEY, undefined),
    ),
    fact(
      "An update to 409,601 bytes is refused",
      on(update(KEY, "SET p = :p", tooBig), invalid(UPDATE_TOO_BIG)),
      finds(KEY, undefined),
    ),
    fact(
      "An item of 390,000 bytes is read whole",
      put({ ...KEY, p: text(390_000) }),
      finds(KEY, { ...KEY, p: text(390_000) }),
    ),
  ]),
  ...facts("paritysuite: tier3 limits/keyLength; scylladb: test_limits; dynalite: test/getItem", [
    fact(
      "A partition key of 2,048 bytes",
      put({ pk: text(2048) }),
      finds({ pk: text(2048) }, { pk: text(2048) }),
    ),
    fact(
      "A partition key of 2,049 bytes is not stored",
      on(put({ pk: text(2049) }), PARTITION_LONG),
    ),
    fact("A partition key of 2,049 bytes is not read", on(get({ pk: text(2049) }), PARTITION_LONG)),
    fact(
      "A partition key counts bytes of UTF-8",
      put({ pk: S("é".repeat(1024)) }),
      on(put({ pk: S("é".repeat(1025)) }), PARTITION_LONG),
    ),
    fact("A sort key of 1,024 bytes", put({ pk: S("a"), sk: text(1024) }, { TableName: PAIR })),
    fact(
      "A sort key of 1,025 bytes is not stored",
      on(put({ pk: S("a"), sk: text(1025) }, { TableName: PAIR }), SORT_LONG),
    ),
    fact(
      "A sort key of 1,025 bytes is not read",
      on(get({ pk: S("a"), sk: text(1025) }, { TableName: PAIR }), SORT_LONG),
    ),
    fact(
      "A binary sort key counts its bytes, not its text",
      put({ pk: S("a"), sk: B("x".repeat(1024)) }, { TableName: PAIR_BINARY }),
      on(put({ pk: S("a"), sk: B("x".repeat(1025)) }, { TableName: PAIR_BINARY }), SORT_LONG),
    ),
    fact(
      "A binary partition key of 2,048 bytes",
      put({ pk: B("x".repeat(2048)) }, { TableName: HASH_BINARY }),
    ),
    fact("A name of 65,535 bytes", put({ ...KEY, ["n".repeat(65_535)]: S("x") })),
    fact(
      "A name of 65,536 bytes is refused",
      on(put({ ...KEY, ["n".repeat(65_536)]: S("x") }), invalid(/6553[56]/)),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 limits/expressionSize", [
    fact("An update expression of 4,096 bytes", update(KEY, change(4096), v)),
    fact("An update expression of 4,097 bytes", on(update(KEY, change(4097), v), TOO_LONG)),
    fact(
      "A condition of 4,096 bytes",
      put(KEY, { ConditionExpression: condition(4096) }),
      finds(KEY, KEY),
    ),
    fact(
      "A condition of 4,097 bytes",
      on(put(KEY, { ConditionExpression: condition(4097) }), TOO_LONG),
    ),
    fact("A projection of 4,096 bytes", get(KEY, { ProjectionExpression: names(4096) })),
    fact(
      "A projection of 4,097 bytes",
      on(get(KEY, { ProjectionExpression: names(4097) }), TOO_LONG),
    ),
    fact("A scan's filter of 4,096 bytes", scan({ FilterExpression: filter(4096), ...v })),
    fact(
      "A scan's filter of 4,097 bytes",
      on(scan({ FilterExpression: filter(4097), ...v }), TOO_LONG),
    ),
    fact(
      "A query's filter of 4,096 bytes",
      query("pk = :p", { ":p": S("a"), ":v": S("x") }, { FilterExpression: filter(4096) }),
    ),
    fact(
      "A query's filter of 4,097 bytes",
      on(
        query("pk = :p", { ":p": S("a"), ":v": S("x") }, { FilterExpression: filter(4097) }),
        TOO_LONG,
      ),
    ),
    fact(
      "An expression is measured before names are replaced",
      get(KEY, {
        ProjectionExpression: Array.from({ length: 30 }, (_, i) => `#a${i}`).join(", "),
        ExpressionAttributeNames: Object.fromEntries(
          Array.from({ length: 30 }, (_, i) => [`#a${i}`, `${"n".repeat(246)}q${i}`]),
        ),
      }),
    ),
    fact(
      "A condition of 4,097 bytes in a transaction is refused before it runs",
      on(
        transactWrite([
          { Put: { TableName: HASH, Item: { pk: S("b") } } },
          { Put: { TableName: HASH, Item: KEY, ConditionExpression: condition(4097) } },
        ]),
        TOO_LONG,
      ),
      finds({ pk: S("b") }, undefined),
    ),
  ]),
];
