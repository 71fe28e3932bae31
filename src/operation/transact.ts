import type { Item } from "../codec/attribute-value.js";
import { keyText } from "../codec/entity-mapper.js";
import { ArgumentError } from "../errors/errors.js";
import { TransactionError, type TransactionReason } from "../errors/transaction-error.js";
import type { WireObject } from "../transport/transport.js";
import { fullJitter, THROTTLING_BACKOFF } from "./backoff.js";
import { boundsOf, type CallOptions, now, type Program, random, sleep } from "./effect.js";
import { Operation } from "./operation.js";
import { randomText } from "./random-text.js";
import { checkTargets, sendTransaction, type Target } from "./send-transaction.js";
import { type Action, actionsOf } from "./transaction-actions.js";
import { cancellation, type RawReason, reasonsOf, serviceReason } from "./transaction-reasons.js";
import type { WritePlan, WritePlanner } from "./write-plan.js";

/** How often a transaction is planned anew because stored unique values changed meanwhile. */
const MAX_ROUNDS = 8;

/** The longest ClientRequestToken. */
const MAX_TOKEN = 36;

export interface TransactOptions extends CallOptions {
  /**
   * Names the transaction, 1 to 36 characters: within 10 minutes it is carried out only once, and
   * another one of the name is refused by the service. A random one when left out.
   */
  readonly token?: string | undefined;
}

/**
 * Carries out writes together: all of them, or none.
 * @throws TransactionError naming the operations that had it cancelled, and before any request
 *   ArgumentError for what cannot be in one transaction.
 */
export function* transact(
  operations: readonly Operation<unknown>[],
  options: TransactOptions | undefined,
): Program<void> {
  if (!Array.isArray(operations)) {
    throw new ArgumentError("transact: pass an array of Model.operations.save(...) and the like.");
  }
  const planners = operations.map((operation: unknown, index) => {
    const write =
      operation instanceof Operation ? Operation.transactable(operation).write : undefined;
    if (write !== undefined) return write;
    throw new ArgumentError(
      `transact: operation ${index} cannot be in a transaction; it takes save, create, update, ` +
        "delete and check of Model.operations.",
    );
  });
  yield* writeTogether(planners, options);
}

/** Carries out one write as a transaction of its own; errors are what they are without one. */
export function* writeAlone(
  planner: WritePlanner,
  options: CallOptions | undefined,
): Program<void> {
  try {
    yield* writeTogether([planner], options);
  } catch (error) {
    throw (error instanceof TransactionError ? error.reasons[0]?.error : undefined) ?? error;
  }
}

/** Plans writes and sends them as one transaction. */
function* writeTogether(
  planners: readonly WritePlanner[],
  options: TransactOptions | undefined,
): Program<void> {
  if (options?.token !== undefined) checkToken(options.token);
  const bounds = boundsOf(options);
  const plans: WritePlan[] = [];
  for (const planner of planners) {
    const planned = planner();
    plans.push("kind" in planned ? planned : yield* planned);
  }
  checkTargets("transact", plans.map(targetOf));
  const foreign = new Set<string>();
  for (let round = 1; ; round++) {
    const actions = yield* actionsOf(plans, foreign, bounds);
    checkTargets("transact", actions.map(targetOf));
    const input = {
      TransactItems: actions.map(({ kind, input }) => ({ [kind]: input })),
      ClientRequestToken: options?.token ?? (yield* randomText()),
    };
    try {
      yield* sendTransaction("TransactWriteItems", input, bounds);
      break;
    } catch (error) {
      if (round >= MAX_ROUNDS || !isStale(actions, error)) {
        throw cancellation(error, (position, reason) => {
          const action = actions[position];
          return writeReason(action, plans[action?.index ?? position], reason);
        });
      }
    }
    yield* sleep(fullJitter(THROTTLING_BACKOFF, round, yield* random()), bounds.signal);
  }
  for (const plan of plans) plan.done();
}

function targetOf(
  { input, key, index }: Pick<WritePlan, "input" | "key"> & { readonly index?: number },
  position: number,
): Target {
  return { index: index ?? position, table: input.TableName, keyText: keyText(key) };
}

/** Whether what was read for a transaction no longer holds, so that it is worth planning anew. */
function isStale(actions: readonly Action[], error: unknown): boolean {
  const reasons = reasonsOf(error) ?? [];
  return reasons.some(
    (reason, position) =>
      reason?.code === "ConditionalCheckFailed" &&
      actions[position]?.refusal(reason.item) === undefined,
  );
}

function writeReason(
  action: Action | undefined,
  plan: WritePlan | undefined,
  reason: RawReason,
): Omit<TransactionReason, "stored"> {
  const index = action?.index ?? 0;
  const error = reason.code === "ConditionalCheckFailed" ? action?.refusal(reason.item) : undefined;
  if (plan === undefined || error === undefined) {
    return serviceReason(index, plan ?? { operation: "?", model: "?" }, reason);
  }
  const { operation, model } = plan;
  return { index, operation, model, code: error.code, error };
}

function checkToken(token: unknown): void {
  if (typeof token === "string" && token.length >= 1 && token.length <= MAX_TOKEN) return;
  throw new ArgumentError(`transact: token is a text of 1 to ${MAX_TOKEN} characters.`);
}

/** What operations give, in their order. */
export type ResultsOf<Operations> = {
  -readonly [Position in keyof Operations]: Operations[Position] extends Operation<infer Result>
    ? Result
    : never;
};

/**
 * Reads items as they are at one moment.
 * @throws ArgumentError for what cannot be in one transaction; EntityTypeError, DecodeError
 */
export function* readTogether<const Operations extends readonly Operation<unknown>[]>(
  operations: Operations,
  options: CallOptions | undefined,
): Program<ResultsOf<Operations>> {
  if (!Array.isArray(operations)) {
    throw new ArgumentError("read: pass an array of Model.operations.get(...).");
  }
  const plans = operations.map((operation: unknown, index) => {
    const read =
      operation instanceof Operation ? Operation.transactable(operation).read : undefined;
    if (read !== undefined) return read();
    throw new ArgumentError(
      `read: operation ${index} cannot be in a transaction; it takes get and getOrThrow of ` +
        "Model.operations.",
    );
  });
  checkTargets(
    "read",
    plans.map(({ input, key }, index) => ({
      index,
      table: input.TableName,
      keyText: keyText(key),
    })),
  );
  const input = { TransactItems: plans.map((plan) => ({ Get: plan.input })) };
  let reply: WireObject;
  try {
    reply = yield* sendTransaction("TransactGetItems", input, boundsOf(options));
  } catch (error) {
    throw cancellation(error, (index, reason) =>
      serviceReason(index, { operation: "get", model: plans[index]?.model ?? "?" }, reason),
    );
  }
  const responses = (reply.Responses ?? []) as readonly { readonly Item?: Item }[]; // documented reply
  const time = yield* now();
  return plans.map((plan, index) =>
    plan.answer(responses[index]?.Item, time),
  ) as ResultsOf<Operations>; // one each, in order
}
