import type { Item } from "../codec/attribute-value.js";
import type { StoredKey } from "../codec/entity-mapper.js";
import { checkExpression } from "../codec/expression.js";
import type { MonotableError } from "../errors/monotable-error.js";
import type { ModelDefinition } from "../model/definition.js";
import type { WireObject } from "../transport/transport.js";
import type { Program } from "./effect.js";

/** The kinds of actions that a transaction has ("TransactWriteItem" in the API reference). */
export type ActionKind = "Put" | "Update" | "Delete" | "ConditionCheck";

/** A write of one item that has not been sent: sent on its own, or as a part of a transaction. */
export interface WritePlan {
  readonly kind: ActionKind;
  /** The method that it is, for errors. */
  readonly operation: "save" | "create" | "update" | "delete" | "check";
  readonly model: string;
  readonly key: StoredKey;
  /** The request, as far as it is the same alone and in a transaction. */
  readonly input: WireObject & { readonly TableName: string };
  /** Where it may change unique values of its item, what keeps their markers. */
  readonly unique?: UniqueStep | undefined;
  /** What a refused condition is reported as; the stored item is known where the service gave it. */
  refusal(stored: Item | undefined): MonotableError;
  /** Takes up that it is written. */
  done(): void;
}

/** How a write changes an item with unique values. */
export interface UniqueStep {
  readonly definition: ModelDefinition;
  /** The item that the write makes of a stored one; `undefined` for none. */
  after(stored: Item | undefined): Item | undefined;
}

/** The `unique` of a plan, for models that have unique attributes. */
export function uniqueStep(
  definition: ModelDefinition,
  after: UniqueStep["after"],
): { readonly unique?: UniqueStep } {
  return definition.unique.length === 0 ? {} : { unique: { definition, after } };
}

/** Plans a write; with a program where that takes the time, or a read, to do. */
export type WritePlanner = () => Program<WritePlan> | WritePlan;

/** The part of a request that holds a condition, if there is one. */
export function conditionOf(terms: readonly (string | false | undefined)[]): WireObject {
  const expression = terms.filter(Boolean).join(" AND ");
  if (expression === "") return {};
  return {
    ConditionExpression: checkExpression(expression),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}
