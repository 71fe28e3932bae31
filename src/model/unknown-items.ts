/** A stored item that is of none of the models that were asked for. */
export interface UnknownItem {
  /** The type that it says it has. */
  readonly type: string | undefined;
  /** Whether the table has a model of that type, which was not asked for. */
  readonly declared: boolean;
  /** The texts of the item's primary key. */
  readonly key: { readonly pk: string; readonly sk: string };
  /** The item in DynamoDB JSON. */
  readonly item: Readonly<Record<string, unknown>>;
}

/**
 * What becomes of items that are of none of the models: `throw` an EntityTypeError that names the
 * type, `skip` them, or be told of each and skip it. A function may throw as well.
 */
export type OnUnknown = "throw" | "skip" | ((unknown: UnknownItem) => void);

/** Whether a value can be an `onUnknown`. */
export function isOnUnknown(value: unknown): value is OnUnknown {
  return value === "throw" || value === "skip" || typeof value === "function";
}
