import type { Connection } from "../repository/connection.js";

/** What a model needs of its table at run time. */
export interface TableRuntime {
  /** The table's name, found out at first use. */
  tableName(): string;
  /** What the table talks to now. */
  connection(): Connection;
}
