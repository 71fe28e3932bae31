import type { WireObject } from "../transport/transport.js";

/** What a request consumed of a table or of one of its indexes, in capacity units. */
export interface ConsumedUnits {
  readonly table: string;
  /** `undefined` for the table itself. */
  readonly index: string | undefined;
  readonly read: number;
  readonly write: number;
}

/** A `ConsumedCapacity` of a reply, as far as it is used here. */
interface Consumed extends Units {
  readonly TableName?: string;
  readonly Table?: Units;
  readonly LocalSecondaryIndexes?: Readonly<Record<string, Units>>;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Units>>;
}

interface Units {
  readonly CapacityUnits?: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

/** The operations that read; every other one writes. */
const READS = new Set(["GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan"]);

const WRITES = new Set([
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "BatchWriteItem",
  "TransactWriteItems",
]);

/** Whether an operation can tell what it consumes. */
export function tellsCapacity(operation: string): boolean {
  return READS.has(operation) || WRITES.has(operation);
}

/** What a reply says that its request consumed, by table and index; nothing where it was not asked. */
export function consumedUnits(operation: string, reply: WireObject): readonly ConsumedUnits[] {
  const told = reply.ConsumedCapacity;
  if (typeof told !== "object" || told === null) return [];
  const all: readonly Consumed[] = Array.isArray(told) ? told : [told]; // the documented shape
  return all.flatMap((consumed) => unitsOf(operation, consumed));
}

function unitsOf(operation: string, consumed: Consumed): readonly ConsumedUnits[] {
  const table = consumed.TableName ?? "";
  const of = (index: string | undefined, units: Units): ConsumedUnits => {
    const { CapacityUnits = 0, ReadCapacityUnits, WriteCapacityUnits } = units;
    const known = ReadCapacityUnits !== undefined || WriteCapacityUnits !== undefined;
    const reads = READS.has(operation);
    return {
      table,
      index,
      read: known ? (ReadCapacityUnits ?? 0) : reads ? CapacityUnits : 0,
      write: known ? (WriteCapacityUnits ?? 0) : reads ? 0 : CapacityUnits,
    };
  };
  const indexes = { ...consumed.LocalSecondaryIndexes, ...consumed.GlobalSecondaryIndexes };
  const parts = Object.entries(indexes).map(([index, units]) => of(index, units));
  const whole = consumed.Table ?? (parts.length === 0 ? consumed : undefined);
  const all = [...(whole ? [of(undefined, whole)] : []), ...parts];
  return all.filter(({ read, write }) => read > 0 || write > 0);
}

/** The units that a reply says it took, of all tables; 0 where the engine does not say. */
export function consumedCapacity({ ConsumedCapacity }: WireObject): number {
  const entries: readonly unknown[] = [ConsumedCapacity].flat();
  let units = 0;
  for (const entry of entries) {
    if (typeof entry !== "object" || entry === null || !("CapacityUnits" in entry)) continue;
    units += Number(entry.CapacityUnits) || 0;
  }
  return units;
}
