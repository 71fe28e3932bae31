import { ArgumentError, UnsupportedError } from "../errors/errors.js";
import { ServiceError } from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import { attempt } from "./attempt.js";
import { fullJitter, THROTTLING_BACKOFF } from "./backoff.js";
import { type Bounds, now, type Program, random, sleep } from "./effect.js";
import { isPassing } from "./transaction-reasons.js";

/** TransactWriteItems and TransactGetItems take 1 to 100 actions. */
const MAX_ACTIONS = 100;

/** How often a transaction is sent that others stood in the way of; about 6 s of waiting. */
const MAX_ATTEMPTS = 8;

/** A transaction whose reply was lost may go on for seconds ("TransactionInProgressException"). */
const IN_PROGRESS_MS = 5_000;

/** The item that an action of a transaction is on. */
export interface Target {
  /** The position of its operation. */
  readonly index: number;
  readonly table: string;
  readonly keyText: string;
}

/** @throws ArgumentError for no actions, over 100 of them, or two on one item. */
export function checkTargets(caller: string, targets: readonly Target[]): void {
  if (targets.length === 0 || targets.length > MAX_ACTIONS) {
    throw new ArgumentError(
      `${caller}: a transaction has 1 to ${MAX_ACTIONS} actions (a unique value that changes is ` +
        `one too), not ${targets.length}; it is never split.`,
    );
  }
  const seen = new Map<string, number>();
  for (const { index, table, keyText } of targets) {
    const item = JSON.stringify([table, keyText]);
    const other = seen.get(item);
    if (other !== undefined) {
      throw new ArgumentError(
        `${caller}: operations ${other} and ${index} are on one item; DynamoDB takes one action for each.`,
      );
    }
    seen.set(item, index);
  }
}

/**
 * Sends a transaction until it is carried out or refused for good; conflicts with other
 * transactions are waited out. It is the same request each time, so a lost reply does no harm.
 * @throws UnsupportedError where the engine has no transactions
 */
export function* sendTransaction(
  operation: "TransactWriteItems" | "TransactGetItems",
  input: WireObject,
  bounds: Bounds,
): Program<WireObject> {
  for (let attempts = 1; ; attempts++) {
    const { reply, error } = yield* attempt({ operation, input }, bounds);
    if (reply !== undefined) return reply;
    const service = error instanceof ServiceError ? error.service : undefined;
    if (service === "UnknownOperationException") {
      throw new UnsupportedError(`The engine behind the table has no ${operation}.`, {
        cause: error,
      });
    }
    const inProgress = service === "TransactionInProgressException";
    if (attempts >= MAX_ATTEMPTS || !(inProgress || isPassing(error))) throw error;
    const delay = inProgress
      ? IN_PROGRESS_MS
      : fullJitter(THROTTLING_BACKOFF, attempts, yield* random());
    if ((yield* now()) + delay >= bounds.deadline) throw error;
    yield* sleep(delay, bounds.signal);
  }
}
