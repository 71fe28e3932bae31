import type { Item } from "../codec/attribute-value.js";
import type { StoredKey } from "../codec/entity-mapper.js";
import { checkExpression } from "../codec/expression.js";
import type { MonotableError } from "../errors/monotable-error.js";
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
  /** What a refused condition is reported as; the stored item is known where the service gave it. */
  refusal(stored: Item | undefined): MonotableError;
  /** Takes up that it is written. */
  done(): void;
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
