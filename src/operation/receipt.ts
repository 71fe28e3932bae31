import { CostExceededError } from "../errors/cost-error.js";
import { ArgumentError } from "../errors/errors.js";
import { type Account, currentAccount, withAccount } from "./account.js";
import type { ConsumedUnits } from "./consumed-units.js";
import { isThenable } from "./in-flight.js";
import type { Observer } from "./observer.js";

/** Dollars for a million units: on demand, us-east-1, standard table class, since 2024-11. */
const PRICES = { read: 0.125, write: 0.625 };

export interface ReceiptOptions {
  /** Dollars for a million read or write units; 0.125 and 0.625 when left out. */
  readonly prices?: { readonly read: number; readonly write: number } | undefined;
}

/** What a model consumed of a table or index. */
export interface ReceiptLine extends ConsumedUnits {
  /** `undefined` for what is of several models, such as a transaction. */
  readonly model: string | undefined;
}

/** What some work consumed, as the service counted it; requests that failed tell no units. */
export interface Receipt {
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** An estimate from the prices of on-demand capacity; storage, transfer and streams are apart. */
  readonly dollars: number;
  /** The same by model, table and index. */
  readonly lines: readonly ReceiptLine[];
}

/** The result of some work, and what it consumed. */
export interface WithReceipt<Result> {
  readonly result: Result;
  readonly receipt: Receipt;
}

/** What some work may consume at most. */
export interface CostLimits extends ReceiptOptions {
  readonly requests?: number | undefined;
  readonly readUnits?: number | undefined;
  readonly writeUnits?: number | undefined;
  readonly dollars?: number | undefined;
}

const LIMITS = ["requests", "readUnits", "writeUnits", "dollars"] as const;

class ReceiptAccount implements Account {
  readonly capacity = true;
  readonly #outer: Account | undefined;
  readonly #lines = new Map<string, { -readonly [Name in keyof ReceiptLine]: ReceiptLine[Name] }>();
  #requests = 0;

  constructor(outer: Account | undefined) {
    this.#outer = outer;
  }

  call: Observer["call"] = ({ model }) => ({
    request: () => {
      this.countRequest();
      return ({ units }) => {
        for (const consumed of units) this.add(model, consumed);
      };
    },
  });

  countRequest(): void {
    this.#requests += 1;
    this.#outer?.countRequest();
  }

  add(model: string | undefined, units: ConsumedUnits): void {
    const name = JSON.stringify([model, units.table, units.index]);
    const line = this.#lines.get(name);
    if (line === undefined) this.#lines.set(name, { model, ...units });
    else {
      line.read += units.read;
      line.write += units.write;
    }
    this.#outer?.add(model, units);
  }

  receipt({ read, write }: typeof PRICES): Receipt {
    const lines = [...this.#lines.values()].map((line) => Object.freeze({ ...line }));
    const readUnits = lines.reduce((sum, line) => sum + line.read, 0);
    const writeUnits = lines.reduce((sum, line) => sum + line.write, 0);
    const dollars = (readUnits * read + writeUnits * write) / 1_000_000;
    return Object.freeze({ requests: this.#requests, readUnits, writeUnits, dollars, lines });
  }
}

/**
 * Does some work and tells what the calls of repositories in it consumed, also what they do after
 * an `await`; a receipt within a receipt counts for both.
 */
export function withReceipt<Result>(
  work: () => PromiseLike<Result>,
  options?: ReceiptOptions,
): Promise<WithReceipt<Result>>;
export function withReceipt<Result>(
  work: () => Result,
  options?: ReceiptOptions,
): WithReceipt<Result>;
export function withReceipt(
  work: () => unknown,
  options?: ReceiptOptions,
): WithReceipt<unknown> | Promise<WithReceipt<unknown>> {
  if (typeof work !== "function") throw new ArgumentError("withReceipt takes a function to run.");
  const prices = options?.prices ?? PRICES;
  if (!(prices.read >= 0 && prices.write >= 0)) {
    throw new ArgumentError(
      "withReceipt: prices are { read, write }, dollars for a million units.",
    );
  }
  const account = new ReceiptAccount(currentAccount());
  const done = (result: unknown) => ({ result, receipt: account.receipt(prices) });
  const result = withAccount(account, work);
  return isThenable(result) ? Promise.resolve(result).then(done) : done(result);
}

/**
 * Does some work and fails when it consumed more than it may: for tests that hold a cost.
 * @throws CostExceededError, ArgumentError
 */
export function expectCost<Result>(
  work: () => PromiseLike<Result>,
  limits: CostLimits,
): Promise<Result>;
export function expectCost<Result>(work: () => Result, limits: CostLimits): Result;
export function expectCost(work: () => unknown, limits: CostLimits): unknown {
  const given = LIMITS.filter((name) => limits?.[name] !== undefined);
  if (given.length === 0 || given.some((name) => !(Number(limits[name]) >= 0))) {
    throw new ArgumentError(`expectCost takes at least one of ${LIMITS.join(", ")}, each from 0.`);
  }
  const check = ({ result, receipt }: WithReceipt<unknown>): unknown => {
    for (const name of given) {
      const limit = Number(limits[name]);
      if (receipt[name] > limit) throw new CostExceededError(name, receipt[name], limit);
    }
    return result;
  };
  const counted: unknown = withReceipt(work, limits);
  return isThenable(counted)
    ? Promise.resolve(counted as Promise<WithReceipt<unknown>>).then(check) // as `withReceipt` gives
    : check(counted as WithReceipt<unknown>); // the same
}
