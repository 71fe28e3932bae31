import { ServiceError, serviceError } from "../../errors/transport-errors.js";
import type { Item } from "../attribute-value.js";
import { invalid, throttled } from "../exception.js";

/** Limits of a transaction: "Transactions" in "Service, account, and table quotas". */
export const MAX_ACTIONS = 100;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** Why one action of a transaction failed; "None" where it did not. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

export const THROTTLED: CancellationReason = {
  Code: "ProvisionedThroughputExceeded",
  Message: throttled().serviceMessage,
};

const NONE: CancellationReason = { Code: "None" };

/** A TransactionCanceledException; positions without a reason report "None". */
export function canceled(reasons: readonly (CancellationReason | undefined)[]): ServiceError {
  const cancellationReasons = reasons.map((reason) => reason ?? NONE);
  const codes = cancellationReasons.map((reason) => reason.Code).join(", ");
  return serviceError({
    service: "TransactionCanceledException",
    serviceMessage: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    statusCode: 400,
    cancellationReasons,
  });
}

/**
 * Runs one action's checks; a ValidationException becomes its reason. What the request alone shows
 * to be wrong, an empty key value, refuses the whole request instead.
 */
export function reasonOf(
  check: () => CancellationReason | undefined,
): CancellationReason | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.service !== "ValidationException") throw error;
    if (error.serviceMessage.startsWith("One or more parameter values are not valid.")) throw error;
    return { Code: "ValidationError", Message: error.serviceMessage };
  }
}

/** Refuses two actions on one item; actions without a valid key are reported elsewhere. */
export function refuseRepeatedItems(
  targets: readonly { readonly table: string; readonly key: string | undefined }[],
): void {
  const seen = new Set<string>();
  for (const { table, key } of targets) {
    if (key === undefined) continue;
    const target = `${table}/${key}`;
    if (seen.has(target)) {
      throw invalid("Transaction request cannot include multiple operations on one item");
    }
    seen.add(target);
  }
}

/** The key, or undefined where it does not fit the table: that is the action's own failure. */
export function keyOrUndefined(find: () => string): string | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
