import { MonotableError } from "./monotable-error.js";

/** Work under `expectCost` consumed more than it may. */
export class CostExceededError extends MonotableError {
  override get code() {
    return "COST_EXCEEDED" as const;
  }

  constructor(
    /** What was limited. */
    readonly limited: "requests" | "readUnits" | "writeUnits" | "dollars",
    readonly consumed: number,
    readonly limit: number,
  ) {
    super(
      `The work consumed ${consumed} ${limited}, and may consume ${limit}; ` +
        "withReceipt() tells by which model and index.",
    );
  }
}
