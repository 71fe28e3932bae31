import { AbortedError } from "../errors/transport-errors.js";
import type {
  Capabilities,
  SendOptions,
  Transport,
  TransportRequest,
  WireObject,
} from "../transport/transport.js";
import { Database, type DatabaseContent } from "./database.js";
import { exception, invalid } from "./exception.js";
import { OPERATIONS, PARTIQL } from "./operations/operations.js";

export interface EngineOptions {
  /** The clock in epoch milliseconds; `Date.now` where left out. */
  readonly now?: () => number;
  /** A random source, 0 <= x < 1; `Math.random` where left out. */
  readonly random?: () => number;
  /**
   * Milliseconds between an item's expiry time and its deletion. DynamoDB deletes expired items
   * within a few days, and until then answers them: so does the engine, after 48 hours by default.
   */
  readonly expiryDelayMs?: number;
}

/** The content of an engine at one moment; see `Engine.snapshot`. */
export interface EngineSnapshot {
  /** @internal */
  readonly content: DatabaseContent;
}

/** DynamoDB in this process: tables in memory behind the low-level API. */
export interface Engine extends Transport {
  /** Carries one request out. @throws ServiceError as DynamoDB would answer */
  execute(operation: string, input: WireObject): WireObject;
  sendSync(request: TransportRequest, options?: SendOptions): WireObject;
  /** Keeps the content as it is now, in well under a millisecond whatever its size. */
  snapshot(): EngineSnapshot;
  /** Goes back to a snapshot of this engine; as fast, and as often as you like. */
  restore(snapshot: EngineSnapshot): void;
}

const TWO_DAYS_MS = 48 * 60 * 60 * 1000;

/** Makes an engine without tables. */
export function createEngine(options: EngineOptions = {}): Engine {
  return new MemoryEngine(options);
}

class MemoryEngine implements Engine {
  readonly capabilities: Capabilities = { transactions: true };
  readonly #database: Database;

  constructor({
    now = Date.now,
    random = Math.random,
    expiryDelayMs = TWO_DAYS_MS,
  }: EngineOptions) {
    this.#database = new Database(now, random, expiryDelayMs);
  }

  execute(operation: string, input: WireObject): WireObject {
    const run = OPERATIONS.get(operation);
    if (run !== undefined) return run(this.#database, input);
    if (PARTIQL.has(operation)) {
      throw invalid(`This engine does not speak PartiQL (${operation}); use the item operations.`);
    }
    throw exception("UnknownOperationException", `Unknown operation ${operation}`);
  }

  async send({ operation, input }: TransportRequest, options?: SendOptions): Promise<WireObject> {
    if (options?.signal?.aborted) throw new AbortedError({ cause: options.signal.reason });
    return this.execute(operation, input);
  }

  sendSync({ operation, input }: TransportRequest, options?: SendOptions): WireObject {
    if (options?.signal?.aborted) throw new AbortedError({ cause: options.signal.reason });
    return this.execute(operation, input);
  }

  snapshot(): EngineSnapshot {
    return { content: this.#database.snapshot() };
  }

  restore({ content }: EngineSnapshot): void {
    this.#database.restore(content);
  }

  async close(): Promise<void> {}
}
