import fc, { type Arbitrary } from "fast-check";
import type { TransportRequest, WireObject } from "../../src/transport/transport.js";
import type { Shape } from "./engine-values.js";

type Commands = Arbitrary<TransportRequest>;

const command = (operation: string, input: WireObject): TransportRequest => ({ operation, input });

/** No item has these attributes: when expired items go, is neither side's promise. */
function timeToLive(TableName: string): Commands {
  return fc.oneof(
    fc
      .record({ Enabled: fc.boolean(), AttributeName: fc.constantFrom("ttl", "expires") })
      .map((TimeToLiveSpecification) =>
        command("UpdateTimeToLive", { TableName, TimeToLiveSpecification }),
      ),
    fc.constant(command("DescribeTimeToLive", { TableName })),
  );
}

const VIEWS = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] as const;

/** The stream that a table begins with, if any: reading it doubles the requests. */
export const streamSpecifications: Arbitrary<WireObject | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...VIEWS)
      .map((StreamViewType) => ({ StreamEnabled: true, StreamViewType })),
  },
);

function tableUpdates(shape: Shape, TableName: string): Commands {
  const update = (input: WireObject): Commands =>
    fc.constant(command("UpdateTable", { TableName, ...input }));
  return fc.oneof(
    fc
      .boolean()
      .map((DeletionProtectionEnabled) =>
        command("UpdateTable", { TableName, DeletionProtectionEnabled }),
      ),
    update({ BillingMode: "PAY_PER_REQUEST" }),
    update({}),
    update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "nope" } }] }),
    update({ StreamSpecification: { StreamEnabled: true } }),
    ...(shape.sort === undefined
      ? []
      : [update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "local" } }] })]),
  );
}

/** Commands about one table rather than its items; DynamoDB Local has no tags. */
export function controlCommands(shape: Shape, TableName: string): Commands {
  return fc.oneof(
    { weight: 2, arbitrary: timeToLive(TableName) },
    { weight: 2, arbitrary: tableUpdates(shape, TableName) },
    { weight: 1, arbitrary: fc.constant(command("DescribeTable", { TableName })) },
    {
      weight: 1,
      arbitrary: fc.constant(
        command("ListTables", { ExclusiveStartTableName: TableName, Limit: 1 }),
      ),
    },
  );
}

/**
 * What two descriptions of a table have to have in common. Local forgets the deletion protection with
 * the next update of anything else.
 */
export function comparableTable(table: WireObject): WireObject {
  const { KeySchema, AttributeDefinitions, ItemCount } = table;
  const { StreamSpecification, LocalSecondaryIndexes, GlobalSecondaryIndexes } = table;
  return {
    KeySchema,
    AttributeDefinitions: sorted(AttributeDefinitions),
    ItemCount,
    StreamSpecification,
    LocalSecondaryIndexes: indexesOf(LocalSecondaryIndexes),
    GlobalSecondaryIndexes: indexesOf(GlobalSecondaryIndexes),
  };
}

function indexesOf(indexes: unknown): readonly string[] {
  const list = (indexes ?? []) as readonly WireObject[]; // of a description
  return sorted(
    list.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
  );
}

function sorted(members: unknown): readonly string[] {
  return (members as readonly unknown[]).map((member) => JSON.stringify(member)).sort(); // of a description
}
