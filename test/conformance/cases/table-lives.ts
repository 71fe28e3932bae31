import {
  answers,
  ask,
  fact,
  facts,
  finds,
  invalid,
  type More,
  on,
  put,
  query,
  refuses,
} from "../build.js";
import { anything, Having } from "../case.js";
import { Earlier } from "../run-case.js";
import { ABSENT } from "../tables.js";
import { type Attributes, S } from "../values.js";
import { ALL, defines, index, OWN, schema, tableInput } from "./table-shapes.js";

const create = (keys: readonly string[], more: More = {}) =>
  ask("CreateTable", tableInput(keys, more));
const describe = (TableName = OWN) => ask("DescribeTable", { TableName });
const change = (more: More, TableName = OWN) => ask("UpdateTable", { TableName, ...more });
const describes = (members: More) => on(describe(), answers({ Table: new Having(members) }));
const throughput = (read: number, write: number) => ({
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
});
const provisioned = (read: number, write: number) => ({
  BillingMode: "PROVISIONED",
  ProvisionedThroughput: throughput(read, write),
});
const own = { TableName: OWN };
const item = (pk: string, more: Attributes = {}): Attributes => ({ pk: S(pk), ...more });
const addIndex = (name: string, keys: readonly string[], more: More = {}) => ({
  AttributeDefinitions: defines(...keys),
  GlobalSecondaryIndexUpdates: [{ Create: index(name, keys, more) }],
});
const MISSING = refuses("ResourceNotFoundException", /resource not found/);

export const tableLives = [
  ...facts(
    "paritysuite/dynamodb-conformance: tier1 createTable, describeTable, listTables, deleteTable",
    [
      fact(
        "A table is described as it was created",
        create(["pk", "sk:N"]),
        describes({
          TableName: OWN,
          TableStatus: "ACTIVE",
          KeySchema: schema("pk", "sk"),
          AttributeDefinitions: defines("pk", "sk:N"),
          BillingModeSummary: new Having({ BillingMode: "PAY_PER_REQUEST" }),
          TableArn: anything,
          CreationDateTime: anything,
          ItemCount: 0,
        }),
      ),
      fact(
        "A provisioned table is described with its throughput",
        create(["pk"], provisioned(5, 6)),
        describes({ ProvisionedThroughput: new Having(throughput(5, 6)) }),
      ),
      fact(
        "A table has an id from its creation on",
        on(create(["pk"]), answers({ TableDescription: new Having({ TableId: anything }) })),
        describes({ TableId: anything }),
      ),
      fact(
        "Indexes are described",
        create(["pk", "sk"], {
          AttributeDefinitions: defines("pk", "sk", "g", "l"),
          GlobalSecondaryIndexes: [
            index("globalOne", ["g", "sk"], {
              Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["x"] },
            }),
          ],
          LocalSecondaryIndexes: [
            index("localOne", ["pk", "l"], { Projection: { ProjectionType: "KEYS_ONLY" } }),
          ],
        }),
        describes({
          GlobalSecondaryIndexes: [
            new Having({
              IndexName: "globalOne",
              KeySchema: schema("g", "sk"),
              Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["x"] },
              IndexStatus: "ACTIVE",
            }),
          ],
          LocalSecondaryIndexes: [
            new Having({
              IndexName: "localOne",
              KeySchema: schema("pk", "l"),
              Projection: { ProjectionType: "KEYS_ONLY" },
            }),
          ],
        }),
      ),
      fact(
        "Tables are listed by name, from a name on, so many at a time",
        create(["pk"]),
        on(
          ask("ListTables", { ExclusiveStartTableName: `${OWN.slice(0, -1)}m`, Limit: 1 }),
          answers({ TableNames: [OWN] }),
        ),
      ),
      fact(
        "A deleted table is gone",
        create(["pk"]),
        on(ask("DeleteTable", own), answers({ TableDescription: new Having(own) })),
        on(describe(), MISSING),
      ),
      fact("A table that does not exist is not described", on(describe(ABSENT), MISSING)),
      fact(
        "A table that does not exist is not deleted",
        on(ask("DeleteTable", { TableName: ABSENT }), MISSING),
      ),
      fact(
        "A table that does not exist is not updated",
        on(change(provisioned(1, 1), ABSENT), MISSING),
      ),
      fact(
        "A list of no tables",
        on(ask("ListTables", { Limit: 0 }), invalid(/limit.*greater than or equal to 1/i)),
      ),
      fact(
        "A list of 101 tables",
        on(ask("ListTables", { Limit: 101 }), invalid(/limit.*less than or equal to 100/i)),
      ),
    ],
  ),
  ...facts("paritysuite/dynamodb-conformance: tier1 updateTable", [
    fact(
      "Throughput is changed",
      create(["pk"], provisioned(5, 5)),
      change({ ProvisionedThroughput: throughput(20, 15) }),
      describes({ ProvisionedThroughput: new Having(throughput(20, 15)) }),
    ),
    fact(
      "Throughput is not changed to what it is",
      create(["pk"], provisioned(5, 5)),
      on(change(provisioned(5, 5)), invalid()),
    ),
    fact(
      "A table on demand stays on demand",
      create(["pk"]),
      change({ BillingMode: "PAY_PER_REQUEST" }),
      describes({ BillingModeSummary: new Having({ BillingMode: "PAY_PER_REQUEST" }) }),
    ),
    fact(
      "A provisioned table goes on demand",
      create(["pk"], provisioned(5, 5)),
      change({ BillingMode: "PAY_PER_REQUEST" }),
      describes({ BillingModeSummary: new Having({ BillingMode: "PAY_PER_REQUEST" }) }),
    ),
    fact(
      "A table on demand becomes provisioned",
      create(["pk"]),
      change(provisioned(5, 6)),
      describes({ ProvisionedThroughput: new Having(throughput(5, 6)) }),
    ),
    fact(
      "Throughput of nothing",
      create(["pk"], provisioned(5, 5)),
      on(change({ ProvisionedThroughput: throughput(0, 5) }), invalid()),
    ),
    fact(
      "Throughput on demand",
      create(["pk"], provisioned(5, 5)),
      on(change({ ...provisioned(5, 5), BillingMode: "PAY_PER_REQUEST" }), invalid()),
    ),
    fact(
      "A protected table is not deleted until it is not protected",
      create(["pk"], { DeletionProtectionEnabled: true }),
      on(ask("DeleteTable", own), invalid(/protected against deletion/)),
      change({ DeletionProtectionEnabled: false }),
      ask("DeleteTable", own),
    ),
    fact(
      "Protection is switched on",
      create(["pk"]),
      change({ DeletionProtectionEnabled: true }),
      describes({ DeletionProtectionEnabled: true }),
    ),
    fact(
      "The class of a table is changed",
      create(["pk"]),
      change({ TableClass: "STANDARD_INFREQUENT_ACCESS" }),
      describes({ TableClassSummary: new Having({ TableClass: "STANDARD_INFREQUENT_ACCESS" }) }),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier2 updateTable/gsi", [
    fact(
      "A new index holds the items that were there",
      create(["pk"]),
      put(item("1", { g: S("x") }), own),
      put(item("2", { g: S("x") }), own),
      put(item("3"), own),
      change(addIndex("later", ["g"])),
      on(query("g = :g", { ":g": S("x") }, { ...own, IndexName: "later" }), answers({ Count: 2 })),
      describes({
        GlobalSecondaryIndexes: [
          new Having({
            IndexName: "later",
            KeySchema: schema("g"),
            Projection: ALL,
            IndexStatus: "ACTIVE",
          }),
        ],
      }),
    ),
    fact(
      "Attributes of indexes are added to those of the table",
      create(["pk", "sk"]),
      change(addIndex("one", ["g1"])),
      change(
        addIndex("two", ["g2:N"], {
          KeySchema: schema("g2"),
          Projection: { ProjectionType: "KEYS_ONLY" },
        }),
      ),
      on(
        describe(),
        answers({
          Table: new Having({
            GlobalSecondaryIndexes: [anything, anything],
            KeySchema: schema("pk", "sk"),
          }),
        }),
      ),
      put({ pk: S("a"), sk: S("1") }, own),
      finds({ pk: S("a"), sk: S("1") }, { pk: S("a"), sk: S("1") }, own),
    ),
    fact(
      "A removed index is gone, the table stays",
      create(["pk"], {
        AttributeDefinitions: defines("pk", "g"),
        GlobalSecondaryIndexes: [index("old", ["g"])],
      }),
      change({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "old" } }] }),
      put(item("1", { g: S("x") }), own),
      finds(item("1"), item("1", { g: S("x") }), own),
      on(
        query("g = :g", { ":g": S("x") }, { ...own, IndexName: "old" }),
        invalid(/does not have the specified index/),
      ),
    ),
    fact(
      "A name of an index is used once",
      create(["pk"], {
        AttributeDefinitions: defines("pk", "g"),
        GlobalSecondaryIndexes: [index("old", ["g"])],
      }),
      on(change(addIndex("old", ["g"])), invalid()),
    ),
    fact(
      "A new index needs definitions of its keys",
      create(["pk"]),
      on(change({ GlobalSecondaryIndexUpdates: [{ Create: index("new", ["g"]) }] }), invalid()),
    ),
    fact(
      "An index that does not exist is not removed",
      create(["pk"]),
      on(change({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "none" } }] }), MISSING),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier2 ttl", [
    fact(
      "Time to live is switched on",
      create(["pk"]),
      on(
        ask("UpdateTimeToLive", {
          ...own,
          TimeToLiveSpecification: { Enabled: true, AttributeName: "expires" },
        }),
        answers({ TimeToLiveSpecification: { Enabled: true, AttributeName: "expires" } }),
      ),
      on(
        ask("DescribeTimeToLive", own),
        answers({ TimeToLiveDescription: new Having({ AttributeName: "expires" }) }),
      ),
    ),
    fact(
      "Time to live is off",
      create(["pk"]),
      on(
        ask("DescribeTimeToLive", own),
        answers({ TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } }),
      ),
    ),
    fact(
      "Time to live needs an attribute",
      create(["pk"]),
      on(
        ask("UpdateTimeToLive", {
          ...own,
          TimeToLiveSpecification: { Enabled: true, AttributeName: "" },
        }),
        invalid(),
      ),
    ),
    fact(
      "Time to live of a table that does not exist",
      on(
        ask("UpdateTimeToLive", {
          TableName: ABSENT,
          TimeToLiveSpecification: { Enabled: true, AttributeName: "x" },
        }),
        refuses("ResourceNotFoundException"),
      ),
      on(ask("DescribeTimeToLive", { TableName: ABSENT }), refuses("ResourceNotFoundException")),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier2 tags; scylladb/scylladb: test_tag", [
    fact(
      "Tags are added, replaced and taken away",
      on(create(["pk"]), answers({ TableDescription: anything })),
      tag(["env", "test"], ["team", "x"]),
      tag(["env", "live"]),
      ask("UntagResource", { ResourceArn: arn(), TagKeys: ["team", "never"] }),
      on(
        ask("ListTagsOfResource", { ResourceArn: arn() }),
        answers({ Tags: [{ Key: "env", Value: "live" }] }),
      ),
    ),
    fact(
      "A table is created with tags",
      create(["pk"], { Tags: [{ Key: "env", Value: "test" }] }),
      describe(),
      on(
        ask("ListTagsOfResource", { ResourceArn: new Earlier(1, "Table", "TableArn") }),
        answers({ Tags: [{ Key: "env", Value: "test" }] }),
      ),
    ),
    fact(
      "No tags are refused",
      create(["pk"]),
      on(ask("TagResource", { ResourceArn: arn(), Tags: [] }), invalid()),
    ),
    fact(
      "A resource is named by its ARN",
      on(
        ask("TagResource", { ResourceArn: "not-a-valid-arn", Tags: [{ Key: "a", Value: "b" }] }),
        invalid(),
      ),
    ),
    fact(
      "Tags of another account's table",
      on(
        ask("ListTagsOfResource", {
          ResourceArn: "arn:aws:dynamodb:us-east-1:000000000000:table/nonexistent_table_xyz",
        }),
        refuses("AccessDeniedException"),
      ),
    ),
    fact(
      "More than 50 tags make no table",
      on(
        create(["pk"], {
          Tags: Array.from({ length: 100 }, (_, i) => ({ Key: `k${i}`, Value: "v" })),
        }),
        invalid(),
      ),
      on(describe(), MISSING),
    ),
  ]),
];

/** The ARN of the table that the case's first step created. */
function arn() {
  return new Earlier(0, "TableDescription", "TableArn");
}

function tag(...tags: readonly (readonly [string, string])[]) {
  return ask("TagResource", {
    ResourceArn: arn(),
    Tags: tags.map(([Key, Value]) => ({ Key, Value })),
  });
}
