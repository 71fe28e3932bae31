import { hidden, MonotableError } from "./monotable-error.js";

/** Another entity has the same values in attributes that are declared `unique`. */
export class UniqueConstraintError extends MonotableError {
  override get code() {
    return "UNIQUE_CONSTRAINT" as const;
  }
  /** The texts of the other entity's primary key, where they are known: hidden from logs. */
  declare readonly owner: { readonly pk: string; readonly sk: string } | undefined;

  constructor(
    readonly model: string,
    /** The attributes that are unique together. */
    readonly attributes: readonly string[],
    owner: { readonly pk: string; readonly sk: string } | undefined,
    options?: { readonly cause?: unknown },
  ) {
    super(
      `${model}: another ${model} has this ${attributes.join(" + ")} already, which is unique.`,
      options,
    );
    hidden<UniqueConstraintError>(this, { owner });
  }
}
