import { serviceError } from "../../errors/transport-errors.js";
import type { ResolvedCondition } from "../expression/ast.js";
import { holds } from "../expression/evaluate.js";
import { type StoredItem, shown } from "../table/stored-item.js";

export const CONDITION_FAILED = "The conditional request failed";

/** The condition of a write and what is to be said where it fails. */
export interface Guard {
  readonly condition: ResolvedCondition | undefined;
  /** "ALL_OLD" asks for the stored item with the failure. */
  readonly onFailure: string | undefined;
}

/** Checks a write's condition against the stored item; a missing item is an empty one. */
export function passes(guard: Guard, stored: StoredItem | undefined): boolean {
  return guard.condition === undefined || holds(guard.condition, stored?.item ?? {});
}

/** The stored item as a failure carries it. */
export function failureItem(
  guard: Guard,
  stored: StoredItem | undefined,
): StoredItem["item"] | undefined {
  return guard.onFailure === "ALL_OLD" ? stored && shown(stored) : undefined;
}

/** @throws ServiceError ConditionalCheckFailedException */
export function expectCondition(guard: Guard, stored: StoredItem | undefined): void {
  if (passes(guard, stored)) return;
  throw serviceError({
    service: "ConditionalCheckFailedException",
    serviceMessage: CONDITION_FAILED,
    statusCode: 400,
    item: failureItem(guard, stored),
  });
}
