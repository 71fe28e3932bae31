/** The kinds that a key attribute may have. */
export type KeyKind = "S" | "N" | "B";

export interface KeyAttribute {
  readonly name: string;
  readonly kind: KeyKind;
}

export interface KeySchema {
  readonly partition: KeyAttribute;
  readonly sort: KeyAttribute | undefined;
}

export interface Throughput {
  readonly read: number;
  readonly write: number;
}

export interface IndexDefinition {
  readonly name: string;
  readonly scope: "global" | "local";
  readonly keys: KeySchema;
  readonly projection: Projection;
  readonly throughput: Throughput | undefined;
}

export interface Projection {
  readonly type: "ALL" | "KEYS_ONLY" | "INCLUDE";
  /** As given; empty but for INCLUDE. */
  readonly attributes: readonly string[];
}

export type StreamView = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** What CreateTable and UpdateTable say of a table: immutable, replaced as a whole. */
export interface TableDefinition {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly attributes: readonly KeyAttribute[];
  readonly keys: KeySchema;
  /** By name: the service's messages name the first index that something is wrong with. */
  readonly indexes: readonly IndexDefinition[];
  readonly billing: "PROVISIONED" | "PAY_PER_REQUEST";
  /** When the table was last made PAY_PER_REQUEST, epoch milliseconds. */
  readonly onDemandSince: number | undefined;
  readonly throughput: Throughput;
  readonly deletionProtection: boolean;
  readonly tableClass: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** The attribute whose epoch seconds end an item's life. */
  readonly ttl: string | undefined;
}

export function byName(indexes: readonly IndexDefinition[]): readonly IndexDefinition[] {
  return [...indexes].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The attributes of a key: partition key first. */
export function keyAttributes(keys: KeySchema): readonly KeyAttribute[] {
  return keys.sort === undefined ? [keys.partition] : [keys.partition, keys.sort];
}

/** The attributes that an index stores, or undefined where it stores all. */
export function projectedAttributes(
  table: TableDefinition,
  index: IndexDefinition,
): ReadonlySet<string> | undefined {
  if (index.projection.type === "ALL") return undefined;
  const keys = [...keyAttributes(table.keys), ...keyAttributes(index.keys)];
  return new Set([...keys.map((key) => key.name), ...index.projection.attributes]);
}
