import type { ModelClass } from "../model/collection-types.js";
import type { ConnectionTarget } from "../repository/connection.js";
import type { Table } from "../table/table.js";

/** What the command line works on: the default export of `monotable.config.ts`. */
export interface Config {
  /** What `defineTable` gave. */
  readonly table: Table;
  /** The classes of its models: those that are not here do not exist for the commands. */
  readonly models: readonly ModelClass[];
  /** Whether the table has a stream of new and old images, which stream handlers need. */
  readonly stream?: boolean;
  /**
   * What the commands talk to, or a function that gives it when one has to; what the table is
   * connected to already, or the environment, when left out.
   */
  readonly connect?: ConnectionTarget | (() => ConnectionTarget | Promise<ConnectionTarget>);
}

/** Gives the configuration of the command line back, checked by the compiler. */
export function defineConfig(config: Config): Config {
  return config;
}
