import type { ModelDefinition, TableDefinition } from "../model/definition.js";
import type { Program } from "../operation/effect.js";
import type { Registry } from "./registry.js";
import type { Runtime } from "./runtime.js";

/** What a stream handler needs of the table that remembers what was handled. */
export interface OnceStore {
  readonly definition: TableDefinition;
  tableName(): string;
  models(): readonly ModelDefinition[];
  run<Result>(program: Program<Result>): Promise<Result>;
}

/** By the table, so that its own type tells nothing of this. */
const stores = new WeakMap<object, OnceStore>();

/** Makes a table known as one that can remember what was handled. */
export function rememberTable(
  table: object,
  definition: TableDefinition,
  registry: Registry,
  runtime: Runtime,
): void {
  stores.set(table, {
    definition,
    tableName: () => runtime.tableName(),
    models: () => registry.definitions,
    run: (program) => runtime.async("once").run(program),
  });
}

/** What a table remembers with; `undefined` for what is none. */
export function onceStoreOf(table: unknown): OnceStore | undefined {
  return typeof table === "object" && table !== null ? stores.get(table) : undefined;
}
