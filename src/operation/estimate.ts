import { ArgumentError } from "../errors/errors.js";
import type { ListPlan } from "./list-plan.js";

export interface ExplainOptions {
  /** Bytes that an item takes on average; the largest there are, 409,600, when left out. */
  readonly itemBytes?: number | undefined;
}

/** What reading costs at most, in read units, before anything is known of the table. */
export interface CapacityEstimate {
  /** One request: DynamoDB reads at most 1 MB for it. */
  readonly perRequest: number;
  /**
   * All entities up to the limit, where every item that is read counts: `undefined` without a
   * limit, and where a filter may read any number of items in vain.
   */
  readonly forLimit: number | undefined;
  /** What the figures rest on. */
  readonly basis: string;
}

/** Bytes of items that one Query or Scan reads at most ("Query" in the API reference). */
const MAX_REQUEST_BYTES = 1_048_576;
/** Bytes that one read unit reads consistently, or half a unit eventually. */
const UNIT_BYTES = 4_096;
const MAX_ITEM_BYTES = 409_600;

/** What a list costs at most, by DynamoDB's rules and the size of an item. @throws ArgumentError */
export function estimate(
  plan: ListPlan<unknown>,
  options: ExplainOptions | undefined,
): CapacityEstimate {
  const itemBytes = options?.itemBytes ?? MAX_ITEM_BYTES;
  if (!(itemBytes > 0 && itemBytes <= MAX_ITEM_BYTES)) {
    throw new ArgumentError("explain: itemBytes is over 0 and at most 409,600.");
  }
  const consistent = plan.input.ConsistentRead === true;
  const units = (bytes: number): number => Math.ceil(bytes / UNIT_BYTES) * (consistent ? 1 : 0.5);
  const bounded = Number.isFinite(plan.limit) && !plan.filtered;
  const source = options?.itemBytes === undefined ? "the largest there are" : "as given";
  const basis =
    `1 MB a request; ${consistent ? "consistent: 1" : "eventually consistent: 0.5"} read units ` +
    `per 4 KB; items of ${itemBytes} bytes, ${source}`;
  return {
    perRequest: plan.empty ? 0 : units(MAX_REQUEST_BYTES),
    forLimit: plan.empty ? 0 : bounded ? units(plan.limit * itemBytes) : undefined,
    basis,
  };
}
