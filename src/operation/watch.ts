import { ServiceError } from "../errors/transport-errors.js";
import type { TransportRequest, WireObject } from "../transport/transport.js";
import { consumedUnits, tellsCapacity } from "./consumed-units.js";
import type { Program, Settled } from "./effect.js";
import type { CallObserver, ObservedCall, ObservedReply, Observer } from "./observer.js";
import { type AsyncPort, runAsync } from "./run-async.js";
import { runSync, type SyncPort, startSync } from "./run-sync.js";

/** Told how an attempt ends. */
type EndOfRequest = (reply: WireObject | undefined, error: unknown) => void;

/** Tells observers of a call; `undefined` where none of them wants to follow it. */
export function watchCall(observers: readonly Observer[], call: ObservedCall): Watch | undefined {
  const watching = observers.flatMap((observer) => safely(() => observer.call(call)) ?? []);
  const capacity = observers.some((observer) => observer.capacity === true);
  return watching.length === 0 ? undefined : new Watch(watching, capacity);
}

/** Runs one call and tells observers of it. */
export class Watch {
  readonly #observers: readonly CallObserver[];
  readonly #capacity: boolean;
  readonly #attempts = new WeakMap<TransportRequest, number>();
  readonly #start = performance.now();
  #requests = 0;
  #retries = 0;
  #throttles = 0;
  #unprocessed = 0;

  constructor(observers: readonly CallObserver[], capacity: boolean) {
    this.#observers = observers;
    this.#capacity = capacity;
  }

  async runAsync<Result>(program: Program<Result>, port: AsyncPort): Promise<Result> {
    try {
      const result = await runAsync(program, this.#asyncPort(port));
      this.#done(undefined);
      return result;
    } catch (error) {
      this.#done(error);
      throw error;
    }
  }

  runSync<Result>(program: Program<Result>, port: SyncPort): Result {
    return this.#finish(() => runSync(program, this.#syncPort(port)));
  }

  startSync<Result>(program: Program<Result>, port: SyncPort): () => Result {
    const rest = startSync(program, this.#syncPort(port));
    return () => this.#finish(rest);
  }

  #finish<Result>(work: () => Result): Result {
    try {
      const result = work();
      this.#done(undefined);
      return result;
    } catch (error) {
      this.#done(error);
      throw error;
    }
  }

  #asyncPort(port: AsyncPort): AsyncPort {
    return {
      attemptTimeoutMs: port.attemptTimeoutMs,
      now: () => port.now(),
      random: () => port.random(),
      send: async (request, options) => {
        const end = this.#request(request);
        try {
          const reply = await port.send(this.#asking(request), options);
          end(reply, undefined);
          return reply;
        } catch (error) {
          end(undefined, error);
          throw error;
        }
      },
    };
  }

  #syncPort(port: SyncPort): SyncPort {
    const started = new Map<number, EndOfRequest>();
    return {
      attemptTimeoutMs: port.attemptTimeoutMs,
      now: () => port.now(),
      random: () => port.random(),
      send: (request, options) => {
        const end = this.#request(request);
        try {
          const reply = port.send(this.#asking(request), options);
          end(reply, undefined);
          return reply;
        } catch (error) {
          end(undefined, error);
          throw error;
        }
      },
      start: (ticket, request, options) => {
        started.set(ticket, this.#request(request));
        port.start(ticket, this.#asking(request), options);
      },
      next(withinMs): Settled | undefined {
        const settled = port.next(withinMs);
        if (settled === undefined) return undefined;
        const end = started.get(settled.ticket);
        started.delete(settled.ticket);
        if ("reply" in settled) end?.(settled.reply, undefined);
        else end?.(undefined, settled.error);
        return settled;
      },
    };
  }

  #asking(request: TransportRequest): TransportRequest {
    if (!this.#capacity || !tellsCapacity(request.operation)) return request;
    const input = { ...request.input, ReturnConsumedCapacity: "INDEXES" };
    return { operation: request.operation, input, read: request.read };
  }

  #request(request: TransportRequest): EndOfRequest {
    const attempt = (this.#attempts.get(request) ?? 0) + 1;
    this.#attempts.set(request, attempt);
    this.#requests += 1;
    if (attempt > 1) this.#retries += 1;
    const observed = { operation: request.operation, ...subjectOf(request.input), attempt };
    const ends = this.#observers.flatMap(
      (observer) => safely(() => observer.request?.(observed)) ?? [],
    );
    const start = performance.now();
    return (reply, error) => {
      const unprocessed = unprocessedIn(reply);
      const throttled = error instanceof ServiceError && error.kind === "throttling";
      this.#unprocessed += unprocessed;
      if (throttled || unprocessed > 0) this.#throttles += 1;
      const units = reply === undefined ? [] : consumedUnits(request.operation, reply);
      const durationMs = performance.now() - start;
      const told: ObservedReply = { durationMs, error, unprocessed, units };
      for (const end of ends) safely(() => end(told));
    };
  }

  #done(error: unknown): void {
    const result = {
      durationMs: performance.now() - this.#start,
      requests: this.#requests,
      retries: this.#retries,
      throttles: this.#throttles,
      unprocessed: this.#unprocessed,
      error,
    };
    for (const observer of this.#observers) safely(() => observer.done?.(result));
  }
}

/** What a request is about, by names only. */
function subjectOf(input: WireObject): {
  readonly tables: readonly string[];
  readonly index: string | undefined;
  readonly size: number | undefined;
} {
  const { TableName, IndexName, RequestItems, TransactItems } = input;
  const index = typeof IndexName === "string" ? IndexName : undefined;
  if (typeof TableName === "string") return { tables: [TableName], index, size: undefined };
  if (Array.isArray(TransactItems)) {
    const actions = TransactItems.flatMap((item: object) => Object.values(item));
    const tables = new Set(actions.map((action: { TableName: string }) => action.TableName));
    return { tables: [...tables], index, size: actions.length };
  }
  const items = Object.entries((RequestItems ?? {}) as Readonly<Record<string, unknown>>); // as batches are made
  return {
    tables: items.map(([table]) => table),
    index,
    size: items.reduce((sum, [, requests]) => sum + countOf(requests), 0),
  };
}

function unprocessedIn(reply: WireObject | undefined): number {
  const left = reply?.UnprocessedItems ?? reply?.UnprocessedKeys;
  if (typeof left !== "object" || left === null) return 0;
  return Object.values(left).reduce((sum: number, requests) => sum + countOf(requests), 0);
}

/** The entries that a batch has for one table: a list of writes, or the keys of reads. */
function countOf(requests: unknown): number {
  if (Array.isArray(requests)) return requests.length;
  const keys = (requests as { readonly Keys?: unknown } | null)?.Keys;
  return Array.isArray(keys) ? keys.length : 0;
}

/** An observer's own failure is no failure of what it observes. */
function safely<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.emitWarning(`An observer of monotable threw: ${text}`, "MonotableWarning");
    return undefined;
  }
}
