const BRAND = Symbol.for("monotable.error");

/** Every `code` an error of this library can carry; each has a section in `docs/errors.md`. */
export type ErrorCode =
  | "DEFINITION"
  | "CONFIGURATION"
  | "VALIDATION"
  | "KEY"
  | "INDEX_KEY"
  | "ENCODE"
  | "ITEM_TOO_LARGE"
  | "DECODE"
  | "ENTITY_TYPE"
  | "NOT_FOUND"
  | "ALREADY_EXISTS"
  | "CONDITION_FAILED"
  | "VERSION_CONFLICT"
  | "TRANSACTION"
  | "ARGUMENT"
  | "CURSOR"
  | "BATCH_WRITE"
  | "BATCH_GET"
  | "RETRY_BUDGET"
  | "SERVICE"
  | "THROTTLED"
  | "NETWORK"
  | "TIMEOUT"
  | "ABORTED"
  | "CREDENTIALS"
  | "AMBIGUOUS_WRITE"
  | "COST_EXCEEDED"
  | "HOOK"
  | "UNIQUE_CONSTRAINT"
  | "SYNC"
  | "UNSUPPORTED"
  | "INTERNAL";

/**
 * The base of every error that this library throws.
 *
 * Item contents never appear in `message`, `stack`, `toJSON()` or `util.inspect`: fields that can
 * hold them are not enumerable (see `hidden`).
 */
export abstract class MonotableError extends Error {
  /** Names the kind of error; an accessor of each class, so that it is known while constructing. */
  get code(): ErrorCode {
    return "INTERNAL";
  }

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    const { code } = this;
    Object.defineProperty(this, "name", { value: nameOf(code), configurable: true });
    Object.defineProperty(this, "code", { value: code, enumerable: true });
  }

  get [BRAND](): true {
    return true;
  }

  /** Whether `error` is one of this library's errors, also when another copy of it threw it. */
  static is(error: unknown): error is MonotableError {
    return typeof error === "object" && error !== null && BRAND in error;
  }

  /** The error as plain data: code, name, message and the typed fields; never item contents. */
  toJSON(): Record<string, unknown> {
    const fields: Record<string, unknown> = Object.fromEntries(Object.entries(this));
    return { ...fields, name: this.name, code: this.code, message: this.message };
  }
}

/** `NOT_FOUND` is a `NotFoundError`: minifiers rename classes, so the code names them. */
function nameOf(code: ErrorCode): string {
  const words = code.split("_").map((word) => (word[0] ?? "") + word.slice(1).toLowerCase());
  return `${words.join("")}Error`;
}

/** Sets fields that may hold item contents so that no log, `toJSON()` or `inspect` shows them. */
export function hidden<T extends object>(error: T, fields: Partial<T>): void {
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(error, name, { value, enumerable: false, configurable: true });
  }
}
