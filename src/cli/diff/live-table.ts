import { MonotableError } from "../../errors/monotable-error.js";
import type { KeyNames } from "../../model/definition.js";
import type { Table } from "../../table/table.js";

const MISSING = "ResourceNotFoundException";

/** An index as it is. */
export interface LiveIndex {
  readonly keys: KeyNames;
  /** `ALL`, or which attributes it has. */
  readonly projection: string;
  /** `ACTIVE`, `CREATING`, ... */
  readonly status: string;
}

/** A table as it is, as far as models depend on it. */
export interface LiveTable {
  readonly keys: KeyNames;
  /** The attributes of keys that are no text, with their type. */
  readonly otherTypes: ReadonlyMap<string, string>;
  readonly indexes: ReadonlyMap<string, LiveIndex>;
  /** The attribute that says when items expire, where they do. */
  readonly ttl: string | undefined;
  /** What its stream shows, where it has one. */
  readonly stream: string | undefined;
}

/** The documented reply of DescribeTable, as far as it is used. */
interface Description {
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly KeySchema: KeySchema;
  readonly GlobalSecondaryIndexes?: readonly {
    readonly IndexName: string;
    readonly KeySchema: KeySchema;
    readonly Projection: { readonly ProjectionType: string };
    readonly IndexStatus?: string;
  }[];
  readonly StreamSpecification?: {
    readonly StreamEnabled: boolean;
    readonly StreamViewType?: string;
  };
}

type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: string }[];

/** The documented reply of DescribeTimeToLive, as far as it is used. */
interface TimeToLive {
  readonly TimeToLiveStatus?: string;
  readonly AttributeName?: string;
}

/** Reads what a table is like; `undefined` where there is none of its name. */
export async function readTable(table: Table): Promise<LiveTable | undefined> {
  const input = { TableName: table.name };
  let description: Description;
  try {
    const reply = await table.commands.send("DescribeTable", input);
    description = reply.Table as Description; // documented
  } catch (error) {
    // By its fields: the table may be of another copy of the library than the program.
    const missing = MonotableError.is(error) && Object(error).service === MISSING;
    if (missing) return undefined;
    throw error;
  }
  const reply = await table.commands.send("DescribeTimeToLive", input);
  const ttl = (reply.TimeToLiveDescription ?? {}) as TimeToLive; // documented
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, StreamSpecification } =
    description;
  return {
    keys: keysOf(KeySchema),
    otherTypes: new Map(
      AttributeDefinitions.filter(({ AttributeType }) => AttributeType !== "S").map(
        ({ AttributeName, AttributeType }) => [AttributeName, AttributeType],
      ),
    ),
    indexes: new Map(
      GlobalSecondaryIndexes?.map((index) => [
        index.IndexName,
        {
          keys: keysOf(index.KeySchema),
          projection: index.Projection.ProjectionType,
          status: index.IndexStatus ?? "ACTIVE",
        },
      ]),
    ),
    ttl: /^ENABL/.test(ttl.TimeToLiveStatus ?? "") ? ttl.AttributeName : undefined,
    stream: StreamSpecification?.StreamEnabled ? StreamSpecification.StreamViewType : undefined,
  };
}

function keysOf(schema: KeySchema): KeyNames {
  const named = (type: string): string | undefined =>
    schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return { pk: named("HASH") ?? "", sk: named("RANGE") };
}
