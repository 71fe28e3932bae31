import { hidden, MonotableError } from "./monotable-error.js";

type Options = { readonly cause?: unknown };

/** The stored item has another version than the entity: somebody wrote it in between. */
export class VersionConflictError extends MonotableError {
  override get code() {
    return "VERSION_CONFLICT" as const;
  }
  /** The stored entity where there is one and the engine returned it: hidden from logs. */
  declare readonly stored: unknown;

  constructor(
    readonly model: string,
    readonly operation: string,
    /** The version that the call expected; 0 for an entity that was never stored. */
    readonly expected: number,
    stored: unknown,
    options?: Options,
  ) {
    super(
      `${model}: this ${operation} expected version ${expected}, which is not what is stored. ` +
        "Read the item, decide again, and retry.",
      options,
    );
    hidden<VersionConflictError>(this, { stored });
  }
}
