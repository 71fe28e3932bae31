import { MonotableError } from "../../errors/monotable-error.js";
import { ServiceError, serviceError } from "../../errors/transport-errors.js";
import type { Database } from "../database.js";
import type { Storage } from "../storage/storage.js";
import { Catalog } from "./catalog.js";
import { directoryAt, type Lmdb, openLmdb } from "./lmdb.js";
import { noSnapshots } from "./no-snapshots.js";
import { inUse, takeOwnership } from "./ownership.js";

interface Connection {
  readonly lmdb: Lmdb;
  catalog: Catalog;
}

interface Waiting {
  /** Carries the request out; answers how to report it once it is kept. */
  run(): () => void;
  reject(error: unknown): void;
}

/** The directories that engines of this process have open. */
const OPEN = new Set<string>();

/** Keeps the content of a database in a directory: all changes of a request are one LMDB transaction. */
export class DurableStorage implements Storage {
  readonly #path: string;
  readonly #database: Database;
  #connection: Connection | undefined;
  #inTransaction = false;
  #waiting: Waiting[] = [];

  /** @throws ConfigurationError where the directory cannot be used, or is in use */
  constructor(path: string, database: Database) {
    this.#path = directoryAt(path);
    this.#database = database;
    this.#connect();
  }

  atomically<Result>(run: () => Result): Result {
    if (this.#inTransaction) return run();
    return this.#commit(() => settled(run))();
  }

  together<Result>(run: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        run: () => {
          const outcome = settled(run);
          return () => {
            try {
              resolve(outcome());
            } catch (error) {
              reject(error);
            }
          };
        },
        reject,
      };
      if (this.#waiting.push(waiting) === 1) setImmediate(() => this.#commitWaiting());
    });
  }

  expectSnapshots(): void {
    throw noSnapshots();
  }

  async close(): Promise<void> {
    this.#commitWaiting();
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    await connection.lmdb.close();
    OPEN.delete(this.#path);
  }

  #commitWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      const reports = this.#commit(() => waiting.map(({ run }) => run()));
      for (const report of reports) report();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  /** Runs and keeps what changes; where that fails, the database is again as it is on disk. */
  #commit<Result>(run: () => Result): Result {
    const connection = this.#connect();
    this.#inTransaction = true;
    try {
      return connection.lmdb.transactionSync(() => {
        const result = run();
        connection.catalog.save(this.#database);
        return result;
      });
    } catch (error) {
      connection.catalog = this.#load(connection.lmdb);
      throw MonotableError.is(error) ? error : notKept(error);
    } finally {
      this.#inTransaction = false;
    }
  }

  #connect(): Connection {
    if (this.#connection !== undefined) return this.#connection;
    if (OPEN.has(this.#path)) throw inUse(this.#path, "another engine of this process");
    const lmdb = openLmdb(this.#path);
    try {
      takeOwnership(lmdb, this.#path);
      this.#connection = { lmdb, catalog: this.#load(lmdb) };
    } catch (error) {
      void lmdb.close();
      throw error;
    }
    OPEN.add(this.#path);
    return this.#connection;
  }

  #load(lmdb: Lmdb): Catalog {
    return lmdb.transactionSync(() => {
      const catalog = new Catalog(lmdb);
      catalog.load(this.#database);
      return catalog;
    });
  }
}

/** Runs; a refusal by the service is an outcome like any other and undoes nothing. */
function settled<Result>(run: () => Result): () => Result {
  try {
    const result = run();
    return () => result;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return () => {
      throw error;
    };
  }
}

function notKept(error: unknown): ServiceError {
  const reason = error instanceof Error ? error.message : String(error);
  return serviceError({
    service: "InternalServerError",
    serviceMessage: `The engine could not keep the change: ${reason}`,
    statusCode: 500,
  });
}
