import type { Program } from "../operation/effect.js";
import { type CapacityEstimate, type ExplainOptions, estimate } from "../operation/estimate.js";
import {
  count,
  lanesOf,
  listInput,
  readAll,
  readFirst,
  readStretch,
  type Stretch,
} from "../operation/list.js";
import type { ListPlan } from "../operation/list-plan.js";
import { Operation } from "../operation/operation.js";
import { type Page, type PageOptions, readPage } from "../operation/page.js";
import type { WireObject } from "../transport/transport.js";
import type { Iteration, Mode, Modes } from "./modes.js";

/** What `explain()` tells, without running anything. */
export interface Explanation {
  readonly operation: "Query" | "Scan";
  /** The index that is read; `undefined` for the table itself. */
  readonly index: string | undefined;
  /** Parts that are read side by side. */
  readonly segments: number;
  /** The request as it would be sent, less its page size, its position and the time (`:now`). */
  readonly request: WireObject;
  /** What reading costs at most. */
  readonly capacity: CapacityEstimate;
}

/** The methods of a query; nothing is read before one of them is called. */
export interface QueryMethods<Model, In extends Mode> {
  /** All entities, over as many requests as it takes. */
  all(): Modes<Model[]>[In];
  /** The first entity, or `undefined`. */
  first(): Modes<Model | undefined>[In];
  /** One page and the cursors of the pages beside it. */
  page(options?: PageOptions): Modes<Page<Model>>[In];
  /** How many entities there are; they are read and charged, but not sent. */
  count(): Modes<number>[In];
  /** What would be sent, and what it costs at most. */
  explain(options?: ExplainOptions): Explanation;
}

/** A lazy query: iterate it, or call one of its methods. */
export type Query<Model, In extends Mode> = QueryMethods<Model, In> & Iteration<Model>[In];

/** A query or scan in a manager: its methods give operations. */
export class OperationQuery<Model> implements QueryMethods<Model, "operation"> {
  readonly #plan: ListPlan<Model>;

  constructor(plan: ListPlan<Model>) {
    this.#plan = plan;
  }

  all(): Operation<Model[]> {
    return new Operation(() => readAll(this.#plan));
  }

  first(): Operation<Model | undefined> {
    return new Operation(() => readFirst(this.#plan));
  }

  page(options?: PageOptions): Operation<Page<Model>> {
    return new Operation(() => readPage(this.#plan, options));
  }

  count(): Operation<number> {
    return new Operation(() => count(this.#plan.counting ?? this.#plan));
  }

  explain(options?: ExplainOptions): Explanation {
    const { operation, input, projection, segments } = this.#plan;
    const index = input.IndexName;
    return {
      operation,
      index: typeof index === "string" ? index : undefined,
      segments,
      request: listInput(input, projection),
      capacity: estimate(this.#plan, options),
    };
  }

  /** What iteration has to know. @internal */
  get iteration(): Pick<ListPlan<Model>, "limit" | "concurrency" | "prefetch"> {
    return this.#plan;
  }

  /** The parts of the query, each with the stretches that are read one after the other. @internal */
  *lanes(): Generator<Lane<Model>> {
    for (const plan of lanesOf(this.#plan)) yield stretchesOf(plan);
  }
}

/** The stretches of one part; told of each, it gives the next. */
export type Lane<Model> = Generator<Program<Stretch<Model>>, void, Stretch<Model>>;

function* stretchesOf<Model>(plan: ListPlan<Model>): Lane<Model> {
  let position: Stretch<Model>["position"];
  let given = 0;
  do {
    const stretch = yield readStretch(plan, { position, wanted: plan.limit - given });
    given += stretch.items.length;
    position = stretch.position;
  } while (position !== undefined);
}
