import { createHash } from "node:crypto";
import type { WireObject } from "../../transport/transport.js";
import { CONDITION_FAILED, failureItem, passes } from "../action/condition-failure.js";
import { Consumption, readUnits } from "../capacity/consumption.js";
import type { Database } from "../database.js";
import { exception, invalid } from "../exception.js";
import type { Change, Table } from "../table/table.js";
import { CAPACITY_MODES, METRICS_MODES } from "../validate/answers.js";
import { Constraints } from "../validate/constraints.js";
import { structures, text } from "../validate/fields.js";
import { checkAction, readAction, type TransactAction } from "./transact-action.js";
import {
  canceled,
  keyOrUndefined,
  MAX_ACTIONS,
  MAX_TRANSACTION_BYTES,
  reasonOf,
  refuseRepeatedItems,
  THROTTLED,
} from "./transaction.js";
import { collectionMetrics } from "./write-reply.js";

/** Transactional writes cost twice. */
const COST_FACTOR = 2;

/** How long a ClientRequestToken is remembered ("TransactWriteItems" in the API reference). */
const TOKEN_MS = 10 * 60 * 1000;

interface Planned {
  readonly action: TransactAction;
  readonly table: Table;
  readonly key: string;
  /** Undefined for a ConditionCheck. */
  readonly change: Change | undefined;
}

export function transactWriteItems(database: Database, input: WireObject): WireObject {
  const capacityMode = text(input, "ReturnConsumedCapacity");
  const metricsMode = text(input, "ReturnItemCollectionMetrics");
  const token = text(input, "ClientRequestToken");
  const actions = readActions(input, capacityMode, metricsMode, token);
  const fingerprint = token === undefined ? "" : fingerprintOf(input.TransactItems);
  if (token !== undefined && isRepeated(database, token, fingerprint)) {
    return repeatedReply(database, actions, capacityMode);
  }
  const planned = plan(database, actions);
  const consumption = new Consumption("Write");
  const metrics = new Map<string, WireObject[]>();
  for (const { action, table, key, change } of planned) {
    if (change === undefined) {
      consumption.addTable(table.definition, COST_FACTOR);
      continue;
    }
    database.write(table, key, change);
    consumption.addWrite(table.definition, change, COST_FACTOR);
    const collection = collectionMetrics(table, action.item);
    if (metricsMode !== "SIZE" || collection === undefined) continue;
    const { name } = table.definition;
    metrics.set(name, [...(metrics.get(name) ?? []), collection]);
  }
  if (token !== undefined) {
    database.transactions.set(token, { fingerprint, at: database.now() });
  }
  const capacity = consumption.report(capacityMode, true);
  return {
    ...(capacity !== undefined && { ConsumedCapacity: capacity }),
    ...(metrics.size > 0 && { ItemCollectionMetrics: Object.fromEntries(metrics) }),
  };
}

function readActions(
  input: WireObject,
  capacity: string | undefined,
  metrics: string | undefined,
  token: string | undefined,
): readonly TransactAction[] {
  const items = structures(input, "TransactItems");
  const constraints = new Constraints()
    .required("transactItems", items)
    .count("transactItems", items?.length, 1, MAX_ACTIONS)
    .length("clientRequestToken", token, 1, 36)
    .oneOf("returnConsumedCapacity", capacity, CAPACITY_MODES)
    .oneOf("returnItemCollectionMetrics", metrics, METRICS_MODES);
  constraints.check();
  const raw = (items ?? []).map((item, i) =>
    checkAction(constraints, item, `transactItems.${i + 1}.member`),
  );
  constraints.check();
  const actions = raw.map(readAction);
  const bytes = actions.reduce((sum, action) => sum + action.bytes, 0);
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw invalid("The aggregate size of the items in the transaction cannot exceed 4 MB");
  }
  return actions;
}

/** @throws ServiceError TransactionCanceledException with one reason per action */
function plan(database: Database, actions: readonly TransactAction[]): readonly Planned[] {
  const targets = actions.map((action) => {
    const table = database.table(action.tableName);
    return { action, table, key: keyOrUndefined(() => action.keyOf(table)) };
  });
  refuseRepeatedItems(targets.map(({ table, key }) => ({ table: table.definition.name, key })));
  const planned: Planned[] = [];
  const reasons = targets.map(({ action, table }) =>
    reasonOf(() => {
      const key = action.keyOf(table);
      const stored = table.items.get(key);
      if (!passes(action.guard, stored)) {
        const item = failureItem(action.guard, stored);
        return {
          Code: "ConditionalCheckFailed",
          Message: CONDITION_FAILED,
          ...(item !== undefined && { Item: item }),
        };
      }
      const change = action.plan(table, key);
      const { meter } = database;
      if (change && meter?.admitWrite(table.definition, key, change, COST_FACTOR) === false) {
        return THROTTLED;
      }
      planned.push({ action, table, key, change });
      return undefined;
    }),
  );
  if (reasons.some((reason) => reason !== undefined)) throw canceled(reasons);
  return planned;
}

/** The request's content as text of a fixed length; the order of members does not matter. */
function fingerprintOf(items: unknown): string {
  const sorted = JSON.stringify(items, (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value,
  );
  return createHash("sha256").update(sorted).digest("base64");
}

/** @throws ServiceError IdempotentParameterMismatchException where the token was used for something else */
function isRepeated(database: Database, token: string, fingerprint: string): boolean {
  const now = database.now();
  for (const [old, { at }] of database.transactions) {
    if (now - at < TOKEN_MS) break;
    database.transactions.delete(old);
  }
  const known = database.transactions.get(token);
  if (known === undefined) return false;
  if (known.fingerprint === fingerprint) return true;
  throw exception(
    "IdempotentParameterMismatchException",
    "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.",
  );
}

/** A repeated transaction changes nothing and costs the reading of its items. */
function repeatedReply(
  database: Database,
  actions: readonly TransactAction[],
  capacityMode: string | undefined,
): WireObject {
  const consumption = new Consumption("Read");
  for (const action of actions) {
    const table = database.table(action.tableName);
    const stored = table.items.get(action.keyOf(table));
    consumption.addTable(table.definition, readUnits(stored?.size ?? 0, true) * COST_FACTOR);
  }
  const capacity = consumption.report(capacityMode, true);
  return capacity === undefined ? {} : { ConsumedCapacity: capacity };
}
