import type { Effect, Program } from "./effect.js";

/**
 * Something that can be run, and has not been: what a manager's methods get from `this.get(...)`
 * and return. Inside a generator method, `yield*` runs it and gives its result.
 */
export class Operation<Result> {
  readonly #program: () => Program<Result>;

  constructor(program: () => Program<Result>) {
    this.#program = program;
  }

  [Symbol.iterator](): Generator<Effect, Result, unknown> {
    return this.#program();
  }
}
