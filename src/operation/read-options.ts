import type { OnReadError } from "../model/read-errors.js";
import type { CallOptions } from "./effect.js";

/** What every read takes. */
export interface ReadOptions<Name extends string = never> extends CallOptions {
  /** The attributes to answer, as plain frozen objects; whole entities when left out. */
  readonly select?: readonly Name[] | undefined;
  /** Reads what the last acknowledged write stored, at twice the read units. */
  readonly consistent?: boolean | undefined;
  /** Also reads items that have expired and are not deleted yet. */
  readonly expired?: boolean | undefined;
  /** What becomes of items that do not fit the schema; the model's own answer when left out. */
  readonly onReadError?: OnReadError | undefined;
}
