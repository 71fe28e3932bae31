import { ask, fact, facts, invalid, invalidParameter, type More, on, refuses } from "../build.js";
import type { Refusal } from "../case.js";
import { HASH, PREFIX } from "../tables.js";

export const OWN = `${PREFIX}own`;

/** Key attributes as "name:kind", the partition key first. */
export function tableInput(keys: readonly string[], more: More = {}): More {
  return {
    TableName: OWN,
    AttributeDefinitions: defines(...keys),
    KeySchema: schema(...keys.map((key) => key.split(":")[0] ?? "")),
    BillingMode: "PAY_PER_REQUEST",
    ...more,
  };
}

export function defines(...attributes: readonly string[]) {
  return attributes.map((attribute) => {
    const [name, kind = "S"] = attribute.split(":");
    return { AttributeName: name, AttributeType: kind };
  });
}

export function schema(...names: readonly string[]) {
  return names.map((name, i) => ({ AttributeName: name, KeyType: i === 0 ? "HASH" : "RANGE" }));
}

export const ALL = { ProjectionType: "ALL" };

export function index(name: string, keys: readonly string[], more: More = {}) {
  return { IndexName: name, KeySchema: schema(...keys), Projection: ALL, ...more };
}

function refused(name: string, keys: readonly string[], more: More, expected: Refusal) {
  return fact(`CreateTable: ${name}`, on(ask("CreateTable", tableInput(keys, more)), expected));
}

const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });
const at = (path: string, value: string, constraint: string) =>
  invalid(`Value ${value} at '${path}' failed to satisfy constraint: Member must ${constraint}`);
const NO_DEFINITION = invalid("Invalid KeySchema: Some index key attribute have no definition");
const tooShort = (name: string, member: string) =>
  `Value '${name}' at '${member}.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3`;
const provisioned = (read: number, write: number) => ({
  BillingMode: "PROVISIONED",
  ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
});
const global = (...indexes: readonly More[]) => ({ GlobalSecondaryIndexes: indexes });
const local = (...indexes: readonly More[]) => ({ LocalSecondaryIndexes: indexes });
const LONG = "n".repeat(256);

export const tableShapes = [
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/createTable", [
    fact(
      "CreateTable: a name is required",
      on(
        ask("CreateTable", { ...tableInput(["pk"]), TableName: undefined }),
        invalid("The parameter 'TableName' is required but was not present in the request"),
      ),
    ),
    refused(
      "a name of 2 characters",
      ["pk"],
      { TableName: "ab" },
      at("tableName", "'ab'", "have length greater than or equal to 3"),
    ),
    refused("a name of 256 characters", ["pk"], { TableName: "a".repeat(256) }, invalid()),
    refused(
      "a name with a character that is not allowed",
      ["pk"],
      { TableName: "bad;name" },
      invalid(),
    ),
    refused("one attribute as both keys", ["pk"], { KeySchema: schema("pk", "pk") }, NO_DEFINITION),
    refused(
      "three keys",
      ["pk", "sk", "tk"],
      { KeySchema: [...schema("pk", "sk"), key("tk", "RANGE")] },
      invalid(
        /^1 validation error detected: Value '\[.*\]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2$/,
      ),
    ),
    refused("no keys", ["pk"], { KeySchema: [] }, invalid()),
    refused(
      "a key of no known type",
      ["pk"],
      { KeySchema: [key("pk", "INVALID")] },
      at("keySchema.1.member.keyType", "'INVALID'", "satisfy enum value set: [HASH, RANGE]"),
    ),
    refused(
      "an attribute of no known kind",
      ["pk:INVALID"],
      {},
      at(
        "attributeDefinitions.1.member.attributeType",
        "'INVALID'",
        "satisfy enum value set: [B, N, S]",
      ),
    ),
    refused(
      "a billing mode of no known kind",
      ["pk"],
      { BillingMode: "INVALID" },
      invalid(/billingMode.*\[PROVISIONED, PAY_PER_REQUEST\]/),
    ),
    refused(
      "an attribute that no key uses",
      ["pk"],
      { AttributeDefinitions: defines("pk", "extra:N") },
      invalid(),
    ),
    refused(
      "a local index on a table without a sort key",
      ["pk"],
      { AttributeDefinitions: defines("pk", "l"), ...local(index("own", ["pk", "l"])) },
      invalidParameter(
        "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
      ),
    ),
    refused(
      "two indexes of one name",
      ["pk"],
      {
        AttributeDefinitions: defines("pk", "a", "b"),
        ...global(index("same", ["a"]), index("same", ["b"])),
      },
      invalidParameter("Duplicate index name: same"),
    ),
    refused(
      "throughput on demand",
      ["pk"],
      { ...provisioned(5, 5), BillingMode: "PAY_PER_REQUEST" },
      invalidParameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      ),
    ),
    refused(
      "a provisioned table without throughput",
      ["pk"],
      { BillingMode: "PROVISIONED" },
      invalid(),
    ),
    ...(
      [
        ["global", global, ["g"]],
        ["local", local, ["pk", "g"]],
      ] as const
    ).map(([name, list, keys]) =>
      refused(
        `a ${name} index that includes nothing`,
        ["pk", "sk"],
        {
          AttributeDefinitions: defines("pk", "sk", "g"),
          ...list(index("own", keys, { Projection: { ProjectionType: "INCLUDE" } })),
        },
        invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified"),
      ),
    ),
    refused(
      "an index of keys that includes more",
      ["pk"],
      {
        AttributeDefinitions: defines("pk", "g"),
        ...global(
          index("own", ["g"], {
            Projection: { ProjectionType: "KEYS_ONLY", NonKeyAttributes: ["x"] },
          }),
        ),
      },
      invalidParameter("ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"),
    ),
    refused(
      "a view of a stream that is off",
      ["pk"],
      { StreamSpecification: { StreamEnabled: false, StreamViewType: "NEW_AND_OLD_IMAGES" } },
      invalidParameter(
        "Table is being created with a stream disabled, UpdateViewType should not be specified",
      ),
    ),
    refused(
      "a name that exists",
      ["pk"],
      { TableName: HASH },
      refuses("ResourceInUseException", /Table already exists/),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 validation-ordering/createTable", [
    refused(
      "an empty name, and nothing else",
      ["pk"],
      { TableName: "", KeySchema: [], AttributeDefinitions: [] },
      invalid(/tableName/),
    ),
    ...(
      [
        ["g1", "l1"],
        ["zz", "aa"],
      ] as const
    ).map(([g, l]) =>
      refused(
        `short names of a local index ${l} and a global one ${g}: the global one first`,
        ["pk", "sk"],
        { ...local(index(l, ["pk", "lr"])), ...global(index(g, ["gh"])) },
        invalid(
          `2 validation errors detected: ${tooShort(g, "globalSecondaryIndexes")}; ${tooShort(l, "localSecondaryIndexes")}`,
        ),
      ),
    ),
  ]),
  ...facts("architect/dynalite: test/createTable", [
    refused(
      "keys that are not defined",
      ["pk"],
      { KeySchema: schema("a") },
      invalid(
        /Some index key attributes are not defined in AttributeDefinitions\. Keys: \[a\], AttributeDefinitions: \[pk\]/,
      ),
    ),
    refused("more keys than definitions", ["b"], { KeySchema: schema("a", "b") }, NO_DEFINITION),
    refused(
      "one attribute twice",
      ["a", "b"],
      { KeySchema: [key("a", "HASH"), key("a", "HASH")] },
      invalid("Both the Hash Key and the Range Key element in the KeySchema have the same name"),
    ),
    refused(
      "two partition keys",
      ["a", "b"],
      { KeySchema: [key("a", "HASH"), key("b", "HASH")] },
      invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"),
    ),
    refused(
      "a sort key first",
      ["a", "b"],
      { KeySchema: [key("a", "RANGE"), key("b", "HASH")] },
      invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ),
    refused(
      "more definitions than keys",
      ["a", "b"],
      { KeySchema: schema("a") },
      invalidParameter(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
      ),
    ),
    refused(
      "an empty list of indexes",
      ["a", "b"],
      local(),
      invalidParameter("List of LocalSecondaryIndexes is empty"),
    ),
    refused(
      "a local index without a sort key",
      ["a", "b"],
      local(index("own", ["a"])),
      invalidParameter("Index KeySchema does not have a range key for index: own"),
    ),
    refused(
      "a local index of another partition key",
      ["a", "b"],
      local(index("own", ["b", "a"])),
      invalidParameter(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: own. index hash key: b, table hash key: a",
      ),
    ),
    refused(
      "an index without a projection type",
      ["a", "b"],
      local(index("own", ["a", "b"], { Projection: {} })),
      invalidParameter("Unknown ProjectionType: null"),
    ),
  ]),
  ...facts("scylladb/scylladb: test/alternator/test_limits, checked on AWS", [
    refused("a partition key's name of 256 bytes", [LONG], {}, invalid(/25[56]/)),
    refused("a sort key's name of 256 bytes", ["pk", LONG], {}, invalid(/25[56]/)),
    refused(
      "an index key's name of 256 bytes",
      ["pk"],
      { AttributeDefinitions: defines("pk", LONG), ...global(index("own", [LONG])) },
      invalid(/25[56]/),
    ),
    fact(
      "CreateTable: keys' names of 255 bytes",
      ask("CreateTable", tableInput(["n".repeat(255), "m".repeat(255)])),
    ),
  ]),
];
