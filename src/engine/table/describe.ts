import type { WireObject } from "../../transport/transport.js";
import {
  type IndexDefinition,
  type KeySchema,
  keyAttributes,
  type TableDefinition,
  type Throughput,
} from "./definition.js";
import type { Table } from "./table.js";

/** A table as DescribeTable answers it; the replies to changes pass a status of their own. */
export function describeTable(
  table: Table,
  stream: StreamDescription | undefined,
  status = "ACTIVE",
): WireObject {
  const { definition } = table;
  const local = indexes(table, "local", status);
  const global = indexes(table, "global", status);
  return {
    AttributeDefinitions: definition.attributes.map(({ name, kind }) => ({
      AttributeName: name,
      AttributeType: kind,
    })),
    TableName: definition.name,
    KeySchema: keySchema(definition.keys),
    TableStatus: status,
    CreationDateTime: definition.createdAt / 1000,
    ProvisionedThroughput: throughput(definition.throughput),
    TableSizeBytes: table.bytes,
    ItemCount: table.items.size,
    TableArn: definition.arn,
    TableId: definition.id,
    ...billing(definition),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(stream !== undefined && {
      ...(stream.enabled && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view },
      }),
      LatestStreamLabel: stream.label,
      LatestStreamArn: stream.arn,
    }),
    ...(definition.tableClass !== undefined && {
      TableClassSummary: { TableClass: definition.tableClass },
    }),
    DeletionProtectionEnabled: definition.deletionProtection,
  };
}

export interface StreamDescription {
  readonly arn: string;
  readonly label: string;
  readonly view: string;
  readonly enabled: boolean;
}

function billing({ billing: mode, onDemandSince }: TableDefinition): WireObject {
  if (mode === "PROVISIONED" && onDemandSince === undefined) return {};
  return {
    BillingModeSummary: {
      BillingMode: mode,
      ...(onDemandSince !== undefined && {
        LastUpdateToPayPerRequestDateTime: onDemandSince / 1000,
      }),
    },
  };
}

function throughput({ read, write }: Throughput): WireObject {
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits: read, WriteCapacityUnits: write };
}

export function keySchema(keys: KeySchema): readonly WireObject[] {
  return keyAttributes(keys).map(({ name }, i) => ({
    AttributeName: name,
    KeyType: i === 0 ? "HASH" : "RANGE",
  }));
}

function indexes(
  table: Table,
  scope: IndexDefinition["scope"],
  status: string,
): readonly WireObject[] {
  return table.definition.indexes
    .filter((index) => index.scope === scope)
    .map((index) => {
      const data = table.indexes.get(index.name);
      const { type, attributes } = index.projection;
      return {
        IndexName: index.name,
        KeySchema: keySchema(index.keys),
        Projection: {
          ProjectionType: type,
          ...(type === "INCLUDE" && { NonKeyAttributes: attributes }),
        },
        ...(scope === "global" && {
          IndexStatus: status === "CREATING" ? "CREATING" : "ACTIVE",
          ProvisionedThroughput: throughput(index.throughput ?? { read: 0, write: 0 }),
        }),
        IndexSizeBytes: data?.bytes ?? 0,
        ItemCount: data?.entries.size ?? 0,
        IndexArn: `${table.definition.arn}/index/${index.name}`,
      };
    });
}
