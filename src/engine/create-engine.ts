import { AbortedError, NetworkError, TimeoutError } from "../errors/transport-errors.js";
import type {
  Capabilities,
  SendOptions,
  Transport,
  TransportRequest,
  WireObject,
} from "../transport/transport.js";
import { actOut, latencyOf, type Outcome } from "./attempt.js";
import { Meter, type MeterOptions } from "./capacity/meter.js";
import { Database, type DatabaseContent } from "./database.js";
import { delay, delaySync } from "./delay.js";
import { DurableStorage } from "./durable/durable-storage.js";
import { exception, invalid } from "./exception.js";
import type { Fault } from "./fault/fault.js";
import { Faults } from "./fault/faults.js";
import { OPERATIONS, PARTIQL } from "./operations/operations.js";
import { type RecordedRequest, RequestLog } from "./request-log.js";
import { IN_MEMORY, type Storage } from "./storage/storage.js";

export interface EngineOptions {
  /**
   * A directory to keep the content in, made where it is missing: what was answered survives the
   * end of the process, `kill -9` too. In memory where left out. Needs the package lmdb; one engine
   * at a time may have it open, which engines of other threads of the process do not notice.
   */
  readonly path?: string;
  /** The clock in epoch milliseconds; `Date.now` where left out. */
  readonly now?: () => number;
  /** A random source, 0 <= x < 1; `Math.random` where left out. */
  readonly random?: () => number;
  /**
   * Milliseconds between an item's expiry time and its deletion. DynamoDB deletes expired items
   * within a few days, and until then answers them: so does the engine, after 48 hours by default.
   */
  readonly expiryDelayMs?: number;
  /** Milliseconds by which global indexes lag behind their tables; 0 where left out. */
  readonly indexLagMs?: number;
  /** Throttles what goes over the throughput of tables, indexes and partitions; nothing where left out. */
  readonly capacity?: MeterOptions;
  /** Faults to start with; see `Engine.faults`. */
  readonly faults?: readonly Fault[];
  /** How many requests `Engine.requests` keeps; 1,000 where left out. */
  readonly keepRequests?: number;
}

/** The content of an engine at one moment; see `Engine.snapshot`. */
export interface EngineSnapshot {
  /** @internal */
  readonly content: DatabaseContent;
}

/** DynamoDB in this process: tables, in memory or in a directory, behind the low-level API. */
export interface Engine extends Transport {
  /** What goes wrong on purpose: `engine.faults.add({ kind: "throttle", operation: "PutItem", times: 2 })`. */
  readonly faults: Faults;
  /** The latest requests, oldest first, whatever became of them. */
  readonly requests: readonly RecordedRequest[];
  /** Milliseconds by which global indexes lag behind their tables, from the next write on. */
  indexLagMs: number;
  forgetRequests(): void;
  sendSync(request: TransportRequest, options?: SendOptions): WireObject;
  /**
   * Keeps the content as it is now, in well under a millisecond whatever its size.
   * @throws UnsupportedError where the engine has a `path`
   */
  snapshot(): EngineSnapshot;
  /** Goes back to a snapshot of this engine; as fast, and as often as you like. */
  restore(snapshot: EngineSnapshot): void;
  /** @internal Carries one request out, without faults. */
  execute(operation: string, input: WireObject): WireObject;
  /** @internal Calls `run`, which makes requests; answers when all that they changed is kept. */
  together<Result>(run: () => Result): Promise<Result>;
  /** @internal Takes a request in: how late it is, and what becomes of it then. */
  receive(request: TransportRequest): Received;
}

export interface Received {
  readonly latencyMs: number;
  finish(): Outcome;
}

const TWO_DAYS_MS = 48 * 60 * 60 * 1000;
const KEPT_REQUESTS = 1_000;

/**
 * Makes an engine, without tables unless its `path` has some.
 * @throws ConfigurationError where the `path` cannot be used, or is in use
 */
export function createEngine(options: EngineOptions = {}): Engine {
  return new EmbeddedEngine(options);
}

class EmbeddedEngine implements Engine {
  readonly capabilities: Capabilities = { transactions: true };
  readonly faults: Faults;
  readonly #database: Database;
  readonly #storage: Storage;
  readonly #log: RequestLog;

  constructor(options: EngineOptions) {
    const { now = Date.now, random = Math.random, expiryDelayMs = TWO_DAYS_MS } = options;
    const meter = options.capacity && new Meter(options.capacity, now);
    this.#database = new Database(now, expiryDelayMs, meter);
    this.#database.indexLagMs = options.indexLagMs ?? 0;
    this.#storage =
      options.path === undefined ? IN_MEMORY : new DurableStorage(options.path, this.#database);
    this.#log = new RequestLog(options.keepRequests ?? KEPT_REQUESTS);
    this.faults = new Faults(random);
    for (const fault of options.faults ?? []) this.faults.add(fault);
  }

  get requests(): readonly RecordedRequest[] {
    return this.#log.recent;
  }

  forgetRequests(): void {
    this.#log.clear();
  }

  get indexLagMs(): number {
    return this.#database.indexLagMs;
  }

  set indexLagMs(ms: number) {
    this.#database.indexLagMs = ms;
  }

  execute(operation: string, input: WireObject): WireObject {
    const run = OPERATIONS.get(operation);
    if (run !== undefined) return this.#storage.atomically(() => run(this.#database, input));
    if (PARTIQL.has(operation)) {
      throw invalid(`This engine does not speak PartiQL (${operation}); use the item operations.`);
    }
    throw exception("UnknownOperationException", `Unknown operation ${operation}`);
  }

  together<Result>(run: () => Result): Promise<Result> {
    return this.#storage.together(run);
  }

  receive({ operation, input }: TransportRequest): Received {
    this.#log.add({ operation, input, at: this.#database.now() });
    const faults = this.faults.meet(operation, input);
    const execute = (name: string, request: WireObject): WireObject => this.execute(name, request);
    return {
      latencyMs: latencyOf(faults),
      finish: () => actOut(faults, operation, input, execute),
    };
  }

  async send(request: TransportRequest, options: SendOptions = {}): Promise<WireObject> {
    refuseAborted(options);
    const { latencyMs, finish } = this.receive(request);
    if (latencyMs === 0) return answer(await this.together(finish));
    return answer(await delay(latencyMs, options, request.operation, finish));
  }

  sendSync(request: TransportRequest, options: SendOptions = {}): WireObject {
    refuseAborted(options);
    const { latencyMs, finish } = this.receive(request);
    const { timeoutMs = Infinity } = options;
    delaySync(Math.min(latencyMs, timeoutMs));
    const outcome = finish();
    if (latencyMs > timeoutMs) throw new TimeoutError(timeoutMs, request.operation);
    return answer(outcome);
  }

  snapshot(): EngineSnapshot {
    this.#storage.expectSnapshots();
    return { content: this.#database.snapshot() };
  }

  restore({ content }: EngineSnapshot): void {
    this.#storage.expectSnapshots();
    this.#database.restore(content);
  }

  close(): Promise<void> {
    return this.#storage.close();
  }
}

function refuseAborted({ signal }: SendOptions): void {
  if (signal?.aborted) throw new AbortedError({ cause: signal.reason });
}

/** The outcome as a transport reports it. */
function answer(outcome: Outcome): WireObject {
  switch (outcome.type) {
    case "reply":
      return outcome.reply;
    case "error":
      throw outcome.error;
    case "refused":
      throw new NetworkError("The connection was refused.", false);
    case "reset":
      throw new NetworkError("The connection was reset before a whole reply arrived.", true);
    case "malformed":
      throw new NetworkError("The reply is not whole: its JSON breaks off.", true);
  }
}
