import { hidden, MonotableError } from "./monotable-error.js";

/** A model or table was declared wrongly; thrown where it is declared. */
export class DefinitionError extends MonotableError {
  override get code() {
    return "DEFINITION" as const;
  }
}

/** Region, endpoint, credentials or options do not make a usable connection. */
export class ConfigurationError extends MonotableError {
  override get code() {
    return "CONFIGURATION" as const;
  }
}

/** An option or argument of a call is not usable; thrown before any request. */
export class ArgumentError extends MonotableError {
  override get code() {
    return "ARGUMENT" as const;
  }
}

/** One thing a schema found wrong: where, and, where it cannot hold contents, what. */
export interface ValidationIssue {
  readonly path: string;
  readonly message: string;
}

/** The input does not satisfy the model's schema. */
export class ValidationError extends MonotableError {
  override get code() {
    return "VALIDATION" as const;
  }
  /** The schema library's own issues, which may quote values: hidden from logs. */
  declare readonly details: readonly unknown[];

  constructor(
    readonly model: string,
    readonly issues: readonly ValidationIssue[],
    details: readonly unknown[] = [],
  ) {
    const list = issues.map((issue) => `\n  ${issue.path || "(root)"}: ${issue.message}`).join("");
    super(`${model}: the attributes do not satisfy the schema:${list}`);
    hidden<ValidationError>(this, { details });
  }
}

/** A key cannot be made from, or read back to, attributes. */
export class KeyError extends MonotableError {
  override get code() {
    return "KEY" as const;
  }
}

/** An update touches a part of an index key without giving the rest of it. */
export class IndexKeyError extends MonotableError {
  override get code() {
    return "INDEX_KEY" as const;
  }

  constructor(
    readonly model: string,
    readonly index: string,
    readonly missing: readonly string[],
  ) {
    super(
      `${model}: the change touches the key of index ${index}; also give the value of ` +
        `${missing.join(", ")} (not add() or another operator), or that index would drift.`,
    );
  }
}

/** A value cannot be stored without loss; `path` names the attribute. */
export class EncodeError extends MonotableError {
  override get code() {
    return "ENCODE" as const;
  }

  constructor(
    readonly path: string,
    readonly reason: string,
    readonly model?: string,
  ) {
    super(`${model === undefined ? "" : `${model}: `}${path || "(item)"}: ${reason}`);
  }
}

/** The item is over 409,600 bytes, DynamoDB's limit ("Service, account, and table quotas"). */
export class ItemTooLargeError extends MonotableError {
  override get code() {
    return "ITEM_TOO_LARGE" as const;
  }

  constructor(
    readonly model: string,
    readonly bytes: number,
    /** The largest attributes, biggest first. */
    readonly largest: readonly { readonly attribute: string; readonly bytes: number }[],
  ) {
    const list = largest.map((entry) => `${entry.attribute} ${entry.bytes}`).join(", ");
    super(
      `${model}: the item takes ${bytes} bytes, DynamoDB allows 409,600. Largest attributes: ${list}.`,
    );
  }
}

/** The blocking mode cannot do this, or its worker thread failed. */
export class SyncError extends MonotableError {
  override get code() {
    return "SYNC" as const;
  }
}

/** The engine behind the table lacks what the call needs. */
export class UnsupportedError extends MonotableError {
  override get code() {
    return "UNSUPPORTED" as const;
  }
}

/** A defect of this library; please report it. */
export class InternalError extends MonotableError {
  override get code() {
    return "INTERNAL" as const;
  }
}
