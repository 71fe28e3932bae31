import { ArgumentError, DefinitionError } from "../errors/errors.js";
import type { TableDefinition } from "../model/definition.js";
import { currentAccount } from "../operation/account.js";
import type { Observer } from "../operation/observer.js";
import { type Watch, watchCall } from "../operation/watch.js";
import { Connection, type ConnectionTarget } from "../repository/connection.js";
import type { Runner } from "../repository/face.js";
import type { QueryRunner } from "../repository/query-faces.js";
import { asyncRunner, syncRunner } from "./bind.js";
import type { TableRuntime } from "./table-runtime.js";

/** Which connection a call of the table uses. */
export interface OnConnection {
  /** Another connection than the table's own, as in `Model.objects.using(target)`. */
  readonly using?: ConnectionTarget | undefined;
}

/** What a table has beside its definition: its name, its connections and who observes it. */
export class Runtime implements TableRuntime {
  readonly #definition: TableDefinition;
  readonly #observers = new Set<Observer>();
  #name: string | undefined;
  #connection: Connection | undefined;
  /** Everything that `close` has to end, connections that were replaced included. */
  readonly #connections = new Set<Connection>();
  readonly #byTarget = new WeakMap<ConnectionTarget, Connection>();

  constructor(definition: TableDefinition) {
    this.#definition = definition;
  }

  tableName(): string {
    if (this.#name === undefined) {
      const { name } = this.#definition;
      const found: unknown = typeof name === "function" ? name() : name;
      if (typeof found !== "string" || found === "") {
        throw new DefinitionError("defineTable: the function given as name gave no name.");
      }
      this.#name = found;
    }
    return this.#name;
  }

  connection(): Connection {
    this.#connection ??= this.#open({});
    return this.#connection;
  }

  connectionTo(target: ConnectionTarget): Connection {
    return this.#byTarget.get(target) ?? this.#open(target);
  }

  connect(target: ConnectionTarget): void {
    this.#connection = this.#open(target);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.close()));
  }

  observe(observer: Observer): () => void {
    if (typeof observer?.call !== "function") {
      throw new ArgumentError("observe takes an observer: an object with the function call().");
    }
    this.#observers.add(observer);
    return () => {
      this.#observers.delete(observer);
    };
  }

  watch(model: string | undefined, method: string, mode: "async" | "sync"): Watch | undefined {
    const account = currentAccount();
    if (account === undefined && this.#observers.size === 0) return undefined;
    const observers = [...this.#observers, ...(account === undefined ? [] : [account])];
    return watchCall(observers, { table: this.tableName(), model, method, mode });
  }

  /** Runs a method of the table itself with promises. */
  async(method: string, options?: OnConnection): Runner<"async"> & QueryRunner<"async"> {
    return asyncRunner(
      () => this.#on(options),
      () => this.watch(undefined, method, "async"),
    );
  }

  /** Runs a method of the table itself in this thread. */
  sync(method: string, options?: OnConnection): Runner<"sync"> & QueryRunner<"sync"> {
    return syncRunner(
      () => this.#on(options),
      () => this.watch(undefined, method, "sync"),
    );
  }

  #on(options: OnConnection | undefined): Connection {
    const target = options?.using;
    return target === undefined ? this.connection() : this.connectionTo(target);
  }

  #open(target: ConnectionTarget): Connection {
    const connection = new Connection(target);
    this.#connections.add(connection);
    this.#byTarget.set(target, connection);
    return connection;
  }
}
