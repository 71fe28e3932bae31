import type { Item } from "../codec/attribute-value.js";
import { TransactionError, type TransactionReason } from "../errors/transaction-error.js";
import { ServiceError, serviceError } from "../errors/transport-errors.js";

/** An operation of a transaction, as far as errors tell of it. */
export interface Participant {
  readonly operation: string;
  readonly model: string;
}

/** What the service says of one action ("CancellationReason" in the API reference). */
export interface RawReason {
  readonly code: string;
  readonly message: string;
  /** The stored item of a failed condition, in DynamoDB JSON. */
  readonly item: Item | undefined;
}

/** Codes of a cancellation that the next attempt may not meet. */
const PASSING: ReadonlySet<string> = new Set([
  "TransactionConflict",
  "ProvisionedThroughputExceeded",
  "ThrottlingError",
]);

/** Why each action failed, `undefined` for those that did not; `undefined` for other errors. */
export function reasonsOf(error: unknown): readonly (RawReason | undefined)[] | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  if (error.service !== "TransactionCanceledException") return undefined;
  return error.cancellationReasons?.map((reason) => {
    const { Code, Message, Item } = reason as {
      Code?: string;
      Message?: string;
      Item?: Item;
    }; // the documented shape
    if (Code === undefined || Code === "None") return undefined;
    return { code: Code, message: Message ?? "", item: Item };
  });
}

/** Whether a cancelled transaction is worth sending again: only passing things stood in its way. */
export function isPassing(error: unknown): boolean {
  const reasons = reasonsOf(error)?.filter((reason) => reason !== undefined) ?? [];
  return reasons.length > 0 && reasons.every(({ code }) => PASSING.has(code));
}

/** A reason that is no refused condition. */
export function serviceReason(
  index: number,
  { operation, model }: Participant,
  { code, message }: RawReason,
): Omit<TransactionReason, "stored"> {
  const error = serviceError({ service: code, serviceMessage: message, statusCode: 400 });
  return { index, operation, model, code, error };
}

/** The error of a cancelled transaction; other errors stay what they are. */
export function cancellation(
  error: unknown,
  reasonAt: (position: number, reason: RawReason) => Omit<TransactionReason, "stored">,
): unknown {
  const reasons = reasonsOf(error);
  if (reasons === undefined) return error;
  return new TransactionError(
    reasons.flatMap((reason, position) => (reason ? [reasonAt(position, reason)] : [])),
    { cause: error },
  );
}
