import { ArgumentError } from "../../errors/errors.js";
import type { WireObject } from "../../transport/transport.js";
import { isRecord } from "../record.js";
import type { Fault, FaultKind } from "./fault.js";

const KINDS: readonly FaultKind[] = [
  "throttle",
  "partial",
  "latency",
  "refuse",
  "reset",
  "lostReply",
  "serverError",
  "malformed",
  "conflict",
];

const BATCHES: readonly string[] = ["BatchGetItem", "BatchWriteItem"];

interface Armed {
  readonly fault: Fault;
  /** Matching requests that still pass. */
  passing: number;
  /** Requests that it still meets. */
  left: number;
}

/** The faults that wait for requests; several may meet one request, in the order they were added. */
export class Faults {
  #armed: Armed[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * Arms a fault.
   * @throws ArgumentError where it is of no kind or its numbers make no sense
   */
  add(fault: Fault): void {
    checkFault(fault);
    this.#armed.push({ fault, passing: fault.after ?? 0, left: fault.times ?? 1 });
  }

  /** Disarms all faults. */
  clear(): void {
    this.#armed = [];
  }

  /** The faults that have not met all their requests yet. */
  get pending(): readonly Fault[] {
    return this.#armed.map(({ fault }) => fault);
  }

  /** @internal The faults that meet this request; each is counted. */
  meet(operation: string, input: WireObject): readonly Fault[] {
    if (this.#armed.length === 0) return [];
    const met: Fault[] = [];
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (!matches(fault, operation, input)) continue;
      if (armed.passing > 0) {
        armed.passing--;
        continue;
      }
      if (fault.probability !== undefined && this.#random() >= fault.probability) continue;
      armed.left--;
      met.push(fault);
    }
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    return met;
  }
}

function checkFault(fault: Fault): void {
  if (!KINDS.includes(fault.kind)) {
    throw new ArgumentError(
      `No such kind of fault: ${String(fault.kind)}. There are ${KINDS.join(", ")}.`,
    );
  }
  const { times = 1, after = 0, probability = 1 } = fault;
  if (!(times >= 1 && after >= 0 && probability >= 0 && probability <= 1)) {
    throw new ArgumentError(
      "A fault meets at least one request (times >= 1), after 0 or more (after >= 0), with a probability from 0 to 1.",
    );
  }
  if (fault.kind === "latency" && !(fault.ms >= 0)) {
    throw new ArgumentError("A fault of kind latency needs ms, 0 or more milliseconds.");
  }
}

function matches(fault: Fault, operation: string, input: WireObject): boolean {
  if (fault.kind === "partial" && !BATCHES.includes(operation)) return false;
  const { operation: operations, table } = fault;
  const named = typeof operations === "string" ? [operations] : operations;
  if (named !== undefined && !named.includes(operation)) return false;
  return table === undefined || tablesOf(input).includes(table);
}

/** The tables that a request names. */
export function tablesOf(input: WireObject): readonly string[] {
  if (typeof input.TableName === "string") return [input.TableName];
  if (isRecord(input.RequestItems)) return Object.keys(input.RequestItems);
  const actions: unknown = input.TransactItems;
  if (!Array.isArray(actions)) return [];
  return actions
    .flatMap((action: unknown) => (isRecord(action) ? Object.values(action) : []))
    .flatMap((part) =>
      isRecord(part) && typeof part.TableName === "string" ? [part.TableName] : [],
    );
}
