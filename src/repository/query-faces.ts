import type { Page, PageOptions } from "../operation/query.js";
import type { Runner } from "./face.js";
import type { Explanation, OperationQuery, QueryMethods } from "./query.js";

/** A query in the async mode: its methods answer promises, and `for await` iterates it. */
export class AsyncQuery<Model> implements QueryMethods<Model, "async">, AsyncIterable<Model> {
  readonly #query: OperationQuery<Model>;
  readonly #runner: Runner<"async">;

  constructor(query: OperationQuery<Model>, runner: Runner<"async">) {
    this.#query = query;
    this.#runner = runner;
  }

  all(): Promise<Model[]> {
    return this.#runner.run(this.#query.all()[Symbol.iterator]());
  }

  first(): Promise<Model | undefined> {
    return this.#runner.run(this.#query.first()[Symbol.iterator]());
  }

  page(options?: PageOptions): Promise<Page<Model>> {
    return this.#runner.run(this.#query.page(options)[Symbol.iterator]());
  }

  count(): Promise<number> {
    return this.#runner.run(this.#query.count()[Symbol.iterator]());
  }

  explain(): Explanation {
    return this.#query.explain();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Model, void, undefined> {
    const stretches = this.#query.stretches();
    let step = stretches.next();
    while (!step.done) {
      const stretch = await this.#runner.run(step.value);
      yield* stretch.items;
      step = stretches.next(stretch);
    }
  }
}

/** A query in the blocking mode: its methods answer at once, and `for` iterates it. */
export class SyncQuery<Model> implements QueryMethods<Model, "sync">, Iterable<Model> {
  readonly #query: OperationQuery<Model>;
  readonly #runner: Runner<"sync">;

  constructor(query: OperationQuery<Model>, runner: Runner<"sync">) {
    this.#query = query;
    this.#runner = runner;
  }

  all(): Model[] {
    return this.#runner.run(this.#query.all()[Symbol.iterator]());
  }

  first(): Model | undefined {
    return this.#runner.run(this.#query.first()[Symbol.iterator]());
  }

  page(options?: PageOptions): Page<Model> {
    return this.#runner.run(this.#query.page(options)[Symbol.iterator]());
  }

  count(): number {
    return this.#runner.run(this.#query.count()[Symbol.iterator]());
  }

  explain(): Explanation {
    return this.#query.explain();
  }

  *[Symbol.iterator](): Generator<Model, void, undefined> {
    const stretches = this.#query.stretches();
    let step = stretches.next();
    while (!step.done) {
      const stretch = this.#runner.run(step.value);
      yield* stretch.items;
      step = stretches.next(stretch);
    }
  }
}
