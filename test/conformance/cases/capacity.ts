import {
  answers,
  ask,
  fact,
  facts,
  get,
  KEY,
  type More,
  on,
  put,
  query,
  remove,
  scan,
  transactWrite,
  update,
} from "../build.js";
import { Having } from "../case.js";
import { HASH, INDEXED, METERED, PAIR } from "../tables.js";
import { type Attributes, S } from "../values.js";

const TOTAL = { ReturnConsumedCapacity: "TOTAL" };
const INDEXES = { ReturnConsumedCapacity: "INDEXES" };
const text = (length: number) => S("x".repeat(length));
const total = (units: number, TableName = HASH) =>
  answers({ ConsumedCapacity: { TableName, CapacityUnits: units } });
const ofTable = (units: number, TableName = HASH) =>
  answers({
    ConsumedCapacity: { TableName, CapacityUnits: units, Table: { CapacityUnits: units } },
  });

interface Arms {
  readonly global?: number;
  readonly local?: number;
}

/** One unit for the table, and these for its indexes. */
function arms({ global, local }: Arms): More {
  return {
    TableName: METERED,
    CapacityUnits: 1 + (global ?? 0) + (local ?? 0),
    Table: { CapacityUnits: 1 },
    ...(global && { GlobalSecondaryIndexes: { byTeam: { CapacityUnits: global } } }),
    ...(local && { LocalSecondaryIndexes: { byGrade: { CapacityUnits: local } } }),
  };
}

const meteredKey: Attributes = { pk: S("a"), sk: S("1") };
const metered = (more: Attributes, options: More = INDEXES) =>
  put({ ...meteredKey, ...more }, { TableName: METERED, ...options });
const full = { team: S("t"), grade: S("r"), shown: S("s"), more: S("o") };
const costs = (units: Arms) => answers({ ConsumedCapacity: arms(units) });

function ladder(name: string, expression: string, units: Arms) {
  return fact(
    name,
    metered(full),
    on(
      update(meteredKey, expression, {
        TableName: METERED,
        ...INDEXES,
        ...(expression.includes(":v") && { ExpressionAttributeValues: { ":v": S("new") } }),
      }),
      costs(units),
    ),
  );
}

const metrics = { TableName: INDEXED, ReturnItemCollectionMetrics: "SIZE" };
const collection = answers({
  ItemCollectionMetrics: { ItemCollectionKey: { pk: S("a") }, SizeEstimateRangeGB: [0, 1] },
});

export const capacity = [
  ...facts("paritysuite/dynamodb-conformance: tier1 getItem and putItem consumedCapacity", [
    fact("A consistent read costs 1", put(KEY), on(get(KEY, TOTAL), total(1))),
    fact(
      "Another read costs a half",
      put(KEY),
      on(get(KEY, { ...TOTAL, ConsistentRead: false }), total(0.5)),
    ),
    fact(
      "A read of nothing costs the same",
      on(get(KEY, { ...TOTAL, ConsistentRead: false }), total(0.5)),
    ),
    fact(
      "INDEXES shows the table's share",
      on(get(KEY, { ...INDEXES, ConsistentRead: false }), ofTable(0.5)),
    ),
    fact("A put costs 1", on(put(KEY, TOTAL), total(1))),
    fact("A put costs 1, and shows the table's share", on(put(KEY, INDEXES), ofTable(1))),
    fact("An update costs 1", on(update(KEY, "REMOVE x", TOTAL), total(1))),
    fact("A delete costs 1", put(KEY), on(remove(KEY, TOTAL), total(1))),
    fact(
      "NONE shows nothing",
      on(put(KEY, { ReturnConsumedCapacity: "NONE" }), answers({ ConsumedCapacity: undefined })),
    ),
    fact(
      "A query costs 1, and shows the table's share",
      put({ ...KEY, sk: S("1") }, { TableName: PAIR }),
      on(
        query("pk = :p", { ":p": S("a") }, { TableName: PAIR, ConsistentRead: true, ...INDEXES }),
        ofTable(1, PAIR),
      ),
    ),
    fact("A scan shows what it costs", put(KEY), on(scan(TOTAL), total(0.5))),
    fact(
      "A batch shows what each table costs",
      on(
        ask("BatchWriteItem", {
          RequestItems: {
            [HASH]: [{ PutRequest: { Item: KEY } }, { PutRequest: { Item: { pk: S("b") } } }],
          },
          ...TOTAL,
        }),
        answers({ ConsumedCapacity: [{ TableName: HASH, CapacityUnits: 2 }] }),
      ),
    ),
    fact(
      "A transaction costs twice as much",
      on(
        transactWrite(
          [
            { Put: { TableName: HASH, Item: KEY } },
            { Put: { TableName: HASH, Item: { pk: S("b") } } },
          ],
          TOTAL,
        ),
        answers({ ConsumedCapacity: [new Having({ CapacityUnits: 4 })] }),
      ),
    ),
    fact(
      "A transactional read costs twice as much, of nothing too",
      put(KEY),
      on(
        ask("TransactGetItems", {
          TransactItems: [
            { Get: { TableName: HASH, Key: KEY } },
            { Get: { TableName: HASH, Key: { pk: S("b") } } },
          ],
          ...TOTAL,
        }),
        answers({ ConsumedCapacity: [new Having({ CapacityUnits: 4 })] }),
      ),
    ),
  ]),
  ...facts("AWS developer guide: read and write capacity units", [
    fact(
      "A write costs 1 for each kilobyte begun",
      on(put({ ...KEY, p: text(2500) }, TOTAL), total(3)),
    ),
    fact("A write of 1,024 bytes costs 1", on(put({ ...KEY, p: text(1020) }, TOTAL), total(1))),
    fact("A write of 1,025 bytes costs 2", on(put({ ...KEY, p: text(1021) }, TOTAL), total(2))),
    fact(
      "A read costs 1 for each 4 kilobytes begun",
      put({ ...KEY, p: text(5000) }),
      on(get(KEY, TOTAL), total(2)),
    ),
    fact(
      "A put that makes an item smaller costs what it was",
      put({ ...KEY, p: text(2500) }),
      on(put(KEY, TOTAL), total(3)),
    ),
    fact(
      "A query rounds the sum of its items",
      ...["1", "2", "3"].map((sk) =>
        put({ ...KEY, sk: S(sk), p: text(2000) }, { TableName: PAIR }),
      ),
      on(
        query("pk = :p", { ":p": S("a") }, { TableName: PAIR, ConsistentRead: true, ...TOTAL }),
        total(2, PAIR),
      ),
    ),
    fact(
      "A filter does not make a query cheaper",
      ...["1", "2", "3"].map((sk) =>
        put({ ...KEY, sk: S(sk), p: text(2000) }, { TableName: PAIR }),
      ),
      on(
        query(
          "pk = :p",
          { ":p": S("a") },
          {
            TableName: PAIR,
            ConsistentRead: true,
            FilterExpression: "attribute_not_exists(p)",
            ...TOTAL,
          },
        ),
        total(2, PAIR),
      ),
    ),
  ]),
  ...facts("nubo-db/dynamodb-conformance: tier1 putItem/indexConsumedCapacity", [
    fact(
      "A write to a global index is shown",
      on(metered({ team: S("t"), shown: S("s") }), costs({ global: 1 })),
    ),
    fact("A write to a local index is shown", on(metered({ grade: S("r") }), costs({ local: 1 }))),
    fact("A write to both is shown", on(metered(full), costs({ global: 1, local: 1 }))),
    fact("A write to neither is shown as none", on(metered({ more: S("o") }), costs({}))),
    fact(
      "TOTAL counts indexes without showing them",
      on(
        metered(full, TOTAL),
        answers({ ConsumedCapacity: { TableName: METERED, CapacityUnits: 3 } }),
      ),
    ),
    fact("The same item again writes to no index", metered(full), on(metered(full), costs({}))),
    ladder("An attribute that the index does not hold costs it nothing", "SET more = :v", {
      local: 1,
    }),
    ladder("An attribute that the index holds costs it 1", "SET shown = :v", {
      global: 1,
      local: 1,
    }),
    ladder("Another key of the index costs it 2", "SET team = :v", { global: 2, local: 1 }),
    ladder("A removed key of the index costs it 1", "REMOVE team", { global: 1, local: 1 }),
    ladder("Another key of the local index costs it 2", "SET grade = :v", { local: 2 }),
    fact(
      "A delete costs each index that held the item",
      metered(full),
      on(remove(meteredKey, { TableName: METERED, ...INDEXES }), costs({ global: 1, local: 1 })),
    ),
    fact(
      "A delete costs no index that did not hold the item",
      metered({ more: S("o") }),
      on(remove(meteredKey, { TableName: METERED, ...INDEXES }), costs({})),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier1 putItem/itemCollectionMetrics", [
    fact(
      "A put shows its item collection",
      on(put({ pk: S("a"), sk: S("1") }, metrics), collection),
    ),
    fact(
      "A delete shows its item collection",
      on(remove({ pk: S("a"), sk: S("1") }, metrics), collection),
    ),
    fact(
      "An update shows its item collection",
      on(update({ pk: S("a"), sk: S("1") }, "REMOVE x", metrics), collection),
    ),
    fact(
      "An item collection is not shown unasked",
      on(
        put(
          { pk: S("a"), sk: S("1") },
          { TableName: INDEXED, ReturnItemCollectionMetrics: "NONE" },
        ),
        answers({ ItemCollectionMetrics: undefined }),
      ),
    ),
  ]),
];
