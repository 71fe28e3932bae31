import type { WireObject } from "../../transport/transport.js";
import type { IndexDefinition, TableDefinition } from "../table/definition.js";
import { writeUnits } from "../table/index-data.js";
import type { Change } from "../table/table.js";

type Direction = "Read" | "Write";

/** The capacity that a request took of one table. */
interface TableUnits {
  table: number;
  readonly global: Map<string, number>;
  readonly local: Map<string, number>;
}

/** Adds up what a request consumes and answers it as `ConsumedCapacity`. */
export class Consumption {
  readonly #tables = new Map<string, TableUnits>();

  constructor(readonly direction: Direction) {}

  #of(table: string): TableUnits {
    let units = this.#tables.get(table);
    if (units === undefined) {
      units = { table: 0, global: new Map(), local: new Map() };
      this.#tables.set(table, units);
    }
    return units;
  }

  addTable(table: TableDefinition, units: number): void {
    this.#of(table.name).table += units;
  }

  addIndex(table: TableDefinition, index: IndexDefinition, units: number): void {
    const byName = this.#of(table.name)[index.scope];
    byName.set(index.name, (byName.get(index.name) ?? 0) + units);
  }

  /** The units of a write; `factor` is 2 within transactions. */
  addWrite(table: TableDefinition, change: Change, factor = 1): void {
    this.addTable(table, writeUnitsOf(change) * factor);
    for (const { index, units: indexUnits } of change.indexes) {
      const definition = table.indexes.find((candidate) => candidate.name === index);
      if (definition !== undefined) this.addIndex(table, definition, indexUnits * factor);
    }
  }

  /** The total over all tables. */
  get total(): number {
    let total = 0;
    for (const units of this.#tables.values()) total += sum(units);
    return total;
  }

  /**
   * One entry per table, or undefined where the request does not ask for it.
   *
   * @param split whether to say reads and writes apart, as transactions do
   */
  report(mode: string | undefined, split = false): readonly WireObject[] | undefined {
    if (mode !== "TOTAL" && mode !== "INDEXES") return undefined;
    return [...this.#tables].map(([TableName, units]) => ({
      TableName,
      ...this.#entry(sum(units), split),
      ...(mode === "INDEXES" && {
        Table: this.#entry(units.table, split),
        ...this.#indexes("LocalSecondaryIndexes", units.local, split),
        ...this.#indexes("GlobalSecondaryIndexes", units.global, split),
      }),
    }));
  }

  #entry(units: number, split: boolean): WireObject {
    return { CapacityUnits: units, ...(split && { [`${this.direction}CapacityUnits`]: units }) };
  }

  #indexes(name: string, units: ReadonlyMap<string, number>, split: boolean): WireObject {
    if (units.size === 0) return {};
    const entries = [...units].map(([index, value]) => [index, this.#entry(value, split)]);
    return { [name]: Object.fromEntries(entries) };
  }
}

function sum({ table, global, local }: TableUnits): number {
  let total = table;
  for (const units of [global, local]) for (const value of units.values()) total += value;
  return total;
}

/** The table's units of a write: by the larger one of the item before and after, at least one. */
export function writeUnitsOf({ before, after }: Change): number {
  return Math.max(writeUnits(before?.size), writeUnits(after?.size), 1);
}

/** Read units of so many bytes: half a unit per 4 KB, twice that where the read is consistent. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}
