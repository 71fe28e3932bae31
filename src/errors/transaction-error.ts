import { hidden, MonotableError } from "./monotable-error.js";

/** Why one operation had its transaction cancelled. */
export interface TransactionReason {
  /** The operation's position in the transaction, from 0. */
  readonly index: number;
  /** The method that it is, such as `"update"`. */
  readonly operation: string;
  readonly model: string;
  /** The code of `error`; for what the service reports, its own, such as `"TransactionConflict"`. */
  readonly code: string;
  /** What the operation would have thrown on its own: hidden from logs. */
  readonly error: MonotableError;
  /** The stored entity where the error has one: hidden from logs. */
  readonly stored: unknown;
}

/** A transaction was cancelled: nothing of it was carried out. */
export class TransactionError extends MonotableError {
  override get code() {
    return "TRANSACTION" as const;
  }
  /** The operations that caused it, in their order. */
  readonly reasons: readonly TransactionReason[];

  constructor(
    reasons: readonly Omit<TransactionReason, "stored">[],
    options?: { readonly cause?: unknown },
  ) {
    const list = reasons.map(
      ({ index, operation, model, code }) => `operation ${index} (${operation} ${model}): ${code}`,
    );
    super(`The transaction was cancelled, nothing of it was done: ${list.join("; ")}.`, options);
    this.reasons = reasons.map(discreet);
  }
}

function discreet({ error, ...shown }: Omit<TransactionReason, "stored">): TransactionReason {
  const reason = { ...shown };
  const stored: unknown = "stored" in error ? error.stored : undefined;
  hidden<{ error: MonotableError; stored: unknown }>(reason as TransactionReason, {
    error,
    stored,
  }); // what is missing is set here
  return reason as TransactionReason; // just completed
}
