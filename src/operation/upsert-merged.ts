import type { Item } from "../codec/attribute-value.js";
import { ArgumentError } from "../errors/errors.js";
import type { BatchOptions } from "./batch-options.js";
import { upsertPlan } from "./batch-plans.js";
import { FRAME_BYTES } from "./batch-request.js";
import type { BatchPlan } from "./batch-target.js";
import type { OperationContext } from "./context.js";
import { mergePlan } from "./save-merge.js";
import { newStamps } from "./save-stamps.js";

export interface UpsertOptions extends BatchOptions {
  /**
   * Keeps the `createdAt` of what is stored, and the attributes that the model does not know, as
   * `save` in mode `merge` does. A batch cannot: every entity is then an UpdateItem of its own, so
   * 25 times as many requests, at the same write units. Raise `concurrency` for more of them at a time.
   */
  readonly preserveCreatedAt?: boolean | undefined;
}

/** How entities are stored, as the options say. @throws ArgumentError, UnsupportedError */
export function upsertPlanOf<Model>(
  context: OperationContext<Model>,
  options: UpsertOptions | undefined,
): BatchPlan<Model> {
  const { preserveCreatedAt = false } = options ?? {};
  if (typeof preserveCreatedAt === "boolean") {
    return preserveCreatedAt ? mergedUpsertPlan(context) : upsertPlan(context);
  }
  const { name } = context.mapper.definition;
  throw new ArgumentError(`${name}.upsertMany: preserveCreatedAt is true or false.`);
}

/** Merges each entity into what is stored, and stamps it as it is stored then. */
function mergedUpsertPlan<Model>(context: OperationContext<Model>): BatchPlan<Model> {
  const { mapper } = context;
  const base = upsertPlan(context);
  return {
    ...base,
    operation: "UpdateItem",
    work(entity, time) {
      base.key(entity); // has the model prepare it first, once
      const plan = mergePlan(context, entity, undefined, newStamps(mapper, entity, time));
      const values = JSON.stringify(plan.input.ExpressionAttributeValues);
      return {
        json: Buffer.from(JSON.stringify({ ...plan.input, ReturnValues: "ALL_NEW" })),
        isItem: false,
        bytes: Buffer.byteLength(values) + FRAME_BYTES, // what is stored
        done: (reply) => plan.stored((reply.Attributes ?? {}) as Item), // UpdateItem's documented reply
        refusal: (stored) => plan.refusal(stored),
      };
    },
  };
}
