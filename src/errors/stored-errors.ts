import { hidden, MonotableError } from "./monotable-error.js";

type Options = { readonly cause?: unknown };

/** A stored item does not fit the schema; `path` names the attribute. */
export class DecodeError extends MonotableError {
  override get code() {
    return "DECODE" as const;
  }

  constructor(
    readonly path: string,
    readonly reason: string,
    readonly model?: string,
  ) {
    super(`${model === undefined ? "" : `${model}: `}${path || "(item)"}: ${reason}`);
  }
}

/** A read found an item of another entity. */
export class EntityTypeError extends MonotableError {
  override get code() {
    return "ENTITY_TYPE" as const;
  }

  constructor(
    readonly expected: string,
    readonly found: string | undefined,
    message = found === undefined
      ? `Expected an item of ${expected}; the stored item does not say its type.`
      : `Expected an item of ${expected}, found one of ${found}: two models share a key.`,
  ) {
    super(message);
  }
}

/** No item is stored under the key. */
export class NotFoundError extends MonotableError {
  override get code() {
    return "NOT_FOUND" as const;
  }
  /** The key that was asked for: hidden from logs. */
  declare readonly key: unknown;

  constructor(
    readonly model: string,
    key: unknown,
  ) {
    super(`${model}: no item is stored under this key.`);
    hidden<NotFoundError>(this, { key });
  }
}

/** A create-only write met an item that is already stored. */
export class AlreadyExistsError extends MonotableError {
  override get code() {
    return "ALREADY_EXISTS" as const;
  }
  /** The stored entity where the engine returned it: hidden from logs. */
  declare readonly stored: unknown;

  constructor(
    readonly model: string,
    stored: unknown,
    options?: Options,
  ) {
    super(`${model}: an item is already stored under this key.`, options);
    hidden<AlreadyExistsError>(this, { stored });
  }
}

/** The condition given as `where` does not hold for the stored item. */
export class ConditionFailedError extends MonotableError {
  override get code() {
    return "CONDITION_FAILED" as const;
  }
  /** The stored entity where the engine returned it: hidden from logs. */
  declare readonly stored: unknown;

  constructor(
    readonly model: string,
    readonly operation: string,
    stored: unknown,
    options?: Options,
  ) {
    super(
      `${model}: the condition of this ${operation} does not hold for what is stored, if anything is.`,
      options,
    );
    hidden<ConditionFailedError>(this, { stored });
  }
}

/** The service left keys of a `getMany` unread every time. */
export class BatchGetError extends MonotableError {
  override get code() {
    return "BATCH_GET" as const;
  }

  constructor(
    readonly model: string,
    /** How many keys are still unread. */
    readonly unread: number,
    cause: unknown,
  ) {
    super(
      `${model}: ${unread} items were left unread every time: the table has no capacity for them.`,
      { cause },
    );
  }
}

/** A page cursor is damaged or belongs to another query. */
export class CursorError extends MonotableError {
  override get code() {
    return "CURSOR" as const;
  }
}

/** A write was sent and its outcome is unknown: it may or may not be stored. */
export class AmbiguousWriteError extends MonotableError {
  override get code() {
    return "AMBIGUOUS_WRITE" as const;
  }

  constructor(
    readonly model: string,
    readonly operation: string,
    options?: Options,
  ) {
    super(
      `${model}: the reply to this ${operation} was lost; it may be stored. Read the item before writing again.`,
      options,
    );
  }
}
