import type { Effect, Program } from "./effect.js";
import type { ReadPlan } from "./get.js";
import type { WritePlanner } from "./write-plan.js";

/** How an operation takes part in a transaction; left out where it cannot. */
export interface Transactable<Result> {
  readonly write?: WritePlanner;
  readonly read?: () => ReadPlan<Result>;
}

/**
 * Something that can be run, and has not been: what a manager's methods get from `this.get(...)`
 * and return. Inside a generator method, `yield*` runs it and gives its result.
 */
export class Operation<Result> {
  readonly #program: () => Program<Result>;
  readonly #transactable: Transactable<Result>;

  constructor(program: () => Program<Result>, transactable: Transactable<Result> = {}) {
    this.#program = program;
    this.#transactable = transactable;
  }

  [Symbol.iterator](): Generator<Effect, Result, unknown> {
    return this.#program();
  }

  /** How an operation takes part in a transaction. @internal */
  static transactable<Result>(operation: Operation<Result>): Transactable<Result> {
    return operation.#transactable;
  }
}
