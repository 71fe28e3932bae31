import { MonotableError } from "./monotable-error.js";

/** A hook of an entity threw, or answered a promise; `cause` is what it threw. */
export class HookError extends MonotableError {
  override get code() {
    return "HOOK" as const;
  }

  constructor(
    readonly model: string,
    readonly hook: "beforeSave" | "afterLoad",
    problem: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`${model}: ${hook}() ${problem}.`, options);
  }
}
