import type { ExplainOptions } from "../operation/estimate.js";
import type { Page, PageOptions } from "../operation/page.js";
import type { Runner } from "./face.js";
import type { Explanation, OperationQuery, QueryMethods } from "./query.js";
import { ReadAhead, type Start } from "./read-ahead.js";

/** Runs the operations of queries in one of the two modes that run anything. */
export interface QueryRunner<In extends "async" | "sync"> extends Pick<Runner<In>, "run"> {
  readonly start: Start<In>;
}

/** A query in the async mode: its methods answer promises, and `for await` iterates it. */
export class AsyncQuery<Model> implements QueryMethods<Model, "async">, AsyncIterable<Model> {
  readonly #query: OperationQuery<Model>;
  readonly #runner: QueryRunner<"async">;

  constructor(query: OperationQuery<Model>, runner: QueryRunner<"async">) {
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

  explain(options?: ExplainOptions): Explanation {
    return this.#query.explain(options);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Model, void, undefined> {
    const reading = new ReadAhead(this.#query, this.#runner.start);
    for (let lane = reading.next(); lane !== undefined; lane = reading.next()) {
      yield* reading.take(lane, await lane.wait());
    }
  }
}

/** A query in the blocking mode: its methods answer at once, and `for` iterates it. */
export class SyncQuery<Model> implements QueryMethods<Model, "sync">, Iterable<Model> {
  readonly #query: OperationQuery<Model>;
  readonly #runner: QueryRunner<"sync">;

  constructor(query: OperationQuery<Model>, runner: QueryRunner<"sync">) {
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

  explain(options?: ExplainOptions): Explanation {
    return this.#query.explain(options);
  }

  *[Symbol.iterator](): Generator<Model, void, undefined> {
    const reading = new ReadAhead(this.#query, this.#runner.start);
    for (let lane = reading.next(); lane !== undefined; lane = reading.next()) {
      yield* reading.take(lane, lane.wait());
    }
  }
}
