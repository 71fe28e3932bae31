import type { OperationContext } from "../operation/context.js";
import type { CallOptions, Program } from "../operation/effect.js";
import { Operation } from "../operation/operation.js";
import {
  count,
  type Page,
  type PageOptions,
  readAll,
  readFirst,
  readPage,
  readStretch,
  type Stretch,
} from "../operation/query.js";
import type { QueryPlan } from "../operation/query-plan.js";
import type { WireObject } from "../transport/transport.js";
import type { Iteration, Mode, Modes } from "./modes.js";

/** What `explain()` tells, without running anything. */
export interface Explanation {
  readonly operation: "Query";
  /** The index that is read; `undefined` for the table itself. */
  readonly index: string | undefined;
  /** The request as it would be sent, less its page size and position. */
  readonly request: WireObject;
}

/** The methods of a query; nothing is read before one of them is called. */
export interface QueryMethods<Model, In extends Mode> {
  /** All entities, over as many requests as it takes. */
  all(): Modes<Model[]>[In];
  /** The first entity, or `undefined`. */
  first(): Modes<Model | undefined>[In];
  /** One page and the cursor of the next. */
  page(options?: PageOptions): Modes<Page<Model>>[In];
  /** How many entities there are; they are read and charged, but not sent. */
  count(): Modes<number>[In];
  /** What would be sent. */
  explain(): Explanation;
}

/** A lazy query: iterate it, or call one of its methods. */
export type Query<Model, In extends Mode> = QueryMethods<Model, In> & Iteration<Model>[In];

/** A query in a manager: its methods give operations. */
export class OperationQuery<Model> implements QueryMethods<Model, "operation"> {
  readonly #context: OperationContext<Model>;
  readonly #plan: QueryPlan;
  readonly #options: CallOptions | undefined;

  constructor(context: OperationContext<Model>, plan: QueryPlan, options: CallOptions | undefined) {
    this.#context = context;
    this.#plan = plan;
    this.#options = options;
  }

  all(): Operation<Model[]> {
    return new Operation(() => readAll(this.#context, this.#plan, this.#options));
  }

  first(): Operation<Model | undefined> {
    return new Operation(() => readFirst(this.#context, this.#plan, this.#options));
  }

  page(options?: PageOptions): Operation<Page<Model>> {
    return new Operation(() => readPage(this.#context, this.#plan, options, this.#options));
  }

  count(): Operation<number> {
    return new Operation(() => count(this.#plan, this.#options));
  }

  explain(): Explanation {
    const { input } = this.#plan;
    const index = input.IndexName;
    return {
      operation: "Query",
      index: typeof index === "string" ? index : undefined,
      request: input,
    };
  }

  /** The stretches that iteration reads one after the other. @internal */
  *stretches(): Generator<Program<Stretch<Model>>, void, Stretch<Model>> {
    let position: Stretch<Model>["position"];
    let given = 0;
    do {
      const from = { position, wanted: this.#plan.limit - given };
      const stretch = yield readStretch(this.#context, this.#plan, from, this.#options);
      given += stretch.items.length;
      position = stretch.position;
    } while (position !== undefined);
  }
}
