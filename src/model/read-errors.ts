import type { MonotableError } from "../errors/monotable-error.js";

/** A stored item that could not be read. */
export interface UnreadableItem {
  /** The model that was asked for, or the names of all of them. */
  readonly model: string;
  /** The texts of the item's primary key. */
  readonly key: { readonly pk: string; readonly sk: string };
  /** The item in DynamoDB JSON. */
  readonly item: Readonly<Record<string, unknown>>;
}

/**
 * What a read does with an item that does not fit the schema any more: `throw` its DecodeError,
 * `skip` it as if it were not there, or be told of it and skip it. A function may throw as well.
 */
export type OnReadError =
  | "throw"
  | "skip"
  | ((error: MonotableError, unreadable: UnreadableItem) => void);

/** Whether a value can be an `onReadError`. */
export function isOnReadError(value: unknown): value is OnReadError {
  return value === "throw" || value === "skip" || typeof value === "function";
}
