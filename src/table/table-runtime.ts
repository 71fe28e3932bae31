import type { Watch } from "../operation/watch.js";
import type { Connection, ConnectionTarget } from "../repository/connection.js";

/** What a model needs of its table at run time. */
export interface TableRuntime {
  /** The table's name, found out at first use. */
  tableName(): string;
  /** What the table talks to now. */
  connection(): Connection;
  /** The connection to another target; the same one for the same target. */
  connectionTo(target: ConnectionTarget): Connection;
  /** Tells observers of a call; `undefined` where there are none. */
  watch(model: string | undefined, method: string, mode: "async" | "sync"): Watch | undefined;
}
