import type { WireObject } from "../../transport/transport.js";
import { text } from "./fields.js";

/** The members of a request that say what its answer carries. */
export const CAPACITY_MODES = ["INDEXES", "TOTAL", "NONE"] as const;
export const METRICS_MODES = ["SIZE", "NONE"] as const;
export const FAILURE_VALUES = ["ALL_OLD", "NONE"] as const;

/** The service's own list, with its misspelling. */
const RETURN_VALUES_PROBLEM =
  "Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]";

export const RETURN_VALUES = ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];

export interface WriteAnswer {
  readonly capacity: string | undefined;
  readonly metrics: string | undefined;
  readonly values: string;
  readonly onFailure: string | undefined;
}

export function readWriteAnswer(input: WireObject): WriteAnswer {
  return {
    capacity: text(input, "ReturnConsumedCapacity"),
    metrics: text(input, "ReturnItemCollectionMetrics"),
    values: text(input, "ReturnValues") ?? "NONE",
    onFailure: text(input, "ReturnValuesOnConditionCheckFailure"),
  };
}

export function returnValuesProblem(value: string): string | undefined {
  return RETURN_VALUES.includes(value) ? undefined : RETURN_VALUES_PROBLEM;
}

export function metricsProblem(value: string | undefined): string | undefined {
  return value === undefined || value === "SIZE" || value === "NONE"
    ? undefined
    : "ReturnItemCollectionMetrics can only be SIZE or NONE";
}
