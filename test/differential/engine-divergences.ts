import type { TransportRequest } from "../../src/transport/transport.js";
import type { Answer } from "./engine-sides.js";

/** Where DynamoDB Local 2.x is known to differ from the service, which the engine follows. */
export interface Divergence {
  /** What DynamoDB Local does, what the service does, and how that is known. */
  readonly what: string;
  /** Whether this is why two answers differ. */
  explains(request: TransportRequest, local: Answer, ours: Answer): boolean;
}

/** The same refusal in other words: Local's, and the service's. */
const WORDINGS: readonly (readonly [local: RegExp, service: RegExp])[] = [
  [/: Type mismatch for Index Key$/, /: Type mismatch for Index Key \S+ Expected: . Actual: /],
  [/^TimeToLive is active on a different AttributeName$/, /: current AttributeName is /],
  [/^Nothing to update$/, /^At least one of ProvisionedThroughput, /],
  [/^Invalid attribute value type$/, /: Type mismatch for Index Key \S+ Expected: . Actual: /],
];

/** Faults that an update finds only when it meets the item. */
const UPDATE_FAULTS = [
  "The document path provided in the update expression is invalid for update",
  "The provided expression refers to an attribute that does not exist in the item",
  "An operand in the update expression has an incorrect data type",
];

export const DIVERGENCES: readonly Divergence[] = [
  {
    what: "Local words some refusals differently (the service's words: paritysuite captures of real tables).",
    explains: (_, { error: local }, { error: ours }) =>
      WORDINGS.some(
        ([theirs, own]) =>
          local?.name === ours?.name &&
          theirs.test(local?.message ?? "") &&
          own.test(ours?.message ?? ""),
      ),
  },
  {
    what: "UPDATED_OLD and UPDATED_NEW: Local returns whole attributes, the service only the updated paths (Alternator's test_returnvalues.py, checked on AWS).",
    explains: ({ input }, local, ours) =>
      /^UPDATED_/.test(String(input.ReturnValues)) &&
      /[.[]/.test(String(input.UpdateExpression)) &&
      local.reply !== undefined &&
      ours.reply !== undefined,
  },
  {
    what: "An update that only removes makes an item where there was none in Local, not in the service (Alternator's test_returnvalues.py, checked on AWS).",
    explains: ({ operation, input }, local, ours) =>
      operation === "UpdateItem" &&
      removesOnly(input.UpdateExpression) &&
      local.reply !== undefined &&
      ours.reply !== undefined,
  },
  {
    what: "TransactGetItems answers an empty item in Local, and none in the service, where the projection finds nothing (paritysuite projections).",
    explains: ({ operation }, { reply: local }, { reply: ours }) =>
      operation === "TransactGetItems" &&
      JSON.stringify(local).replaceAll('{"Item":{}}', "{}") === JSON.stringify(ours),
  },
  {
    what: "A REMOVE within a document finds nothing wrong where there is no item, but Local does (Alternator's test_update_expression.py, checked on AWS).",
    explains: ({ operation, input }, { error: local }, ours) =>
      (operation === "UpdateItem" || operation === "TransactWriteItems") &&
      /REMOVE/.test(JSON.stringify(input)) &&
      local?.message === UPDATE_FAULTS[0] &&
      ours.error?.message !== UPDATE_FAULTS[0],
  },
  {
    what: "Local lets UpdateItem store a value of the wrong kind in an index key, the service refuses it (paritysuite transactWriteItems, eu-west-2).",
    explains: ({ operation }, local, { error }) =>
      (operation === "UpdateItem" || operation === "TransactWriteItems") &&
      (local.reply !== undefined ||
        local.error?.name === "TransactionCanceledException" ||
        local.error?.message === "Invalid attribute value type") &&
      /Type mismatch for Index Key/.test(`${error?.message} ${JSON.stringify(error?.reasons)}`),
  },
  {
    what: "Of several faults in one update Local and the engine may report another first; the service's order is not known.",
    explains: (_, { error: local }, { error: ours }) =>
      local?.name === ours?.name &&
      UPDATE_FAULTS.includes(local?.message ?? "") &&
      UPDATE_FAULTS.includes(ours?.message ?? ""),
  },
  {
    what: "What an update in a transaction finds wrong with the item refuses the request in Local and cancels the transaction in the service (paritysuite transactWriteItems; API reference, TransactWriteItems).",
    explains: ({ operation }, { error: local }, { error: ours }) =>
      operation === "TransactWriteItems" &&
      local?.name === "ValidationException" &&
      UPDATE_FAULTS.includes(local.message) &&
      ours?.name === "TransactionCanceledException" &&
      UPDATE_FAULTS.some((fault) => JSON.stringify(ours.reasons).includes(fault)),
  },
  {
    what: "Two actions on one item refuse the request in the service before anything else (API reference, TransactWriteItems); Local looks at conditions first, or carries them out.",
    explains: ({ operation }, _, { error }) =>
      operation === "TransactWriteItems" &&
      error?.message === "Transaction request cannot include multiple operations on one item",
  },
  {
    what: "Local takes nothing for a Query that finds nothing in an index; the service takes the least there is (developer guide, Read consumption).",
    explains: ({ operation, input }, { reply: local }, { reply: ours }) =>
      operation === "Query" &&
      input.ReturnConsumedCapacity !== undefined &&
      local?.ScannedCount === 0 &&
      ours?.ScannedCount === 0,
  },
  {
    what: "Local charges an index for a write that gives or takes only one of its two key attributes; the item is in it neither before nor after.",
    explains: ({ operation }, { reply: local }, { reply: ours }) => {
      const { ConsumedCapacity: theirs, ...left } = local ?? {};
      const { ConsumedCapacity: own, ...right } = ours ?? {};
      return (
        /^(?:Put|Update|Delete)Item$/.test(operation) &&
        JSON.stringify(left) === JSON.stringify(right) &&
        unitsOf(theirs) > unitsOf(own)
      );
    },
  },
  {
    what: "Local reads the table for key attributes that a local index stores (developer guide, Local secondary indexes: the index holds the table's key).",
    explains: ({ operation, input }, { reply: local }, { reply: ours }) =>
      operation === "Query" &&
      input.IndexName === "local" &&
      /\b[ps]k\b/.test(String(input.ProjectionExpression)) &&
      unitsOf(local?.ConsumedCapacity) > unitsOf(ours?.ConsumedCapacity),
  },
  {
    what: "A filter of a Scan sees in Local what the global index does not store (developer guide, Attribute projections: an index answers only what it stores).",
    explains: ({ operation, input }, { reply: local }, { reply: ours }) =>
      operation === "Scan" &&
      input.IndexName === "some" &&
      input.FilterExpression !== undefined &&
      local?.ScannedCount === ours?.ScannedCount,
  },
];

function unitsOf(capacity: unknown): number {
  return Number((capacity as { readonly CapacityUnits?: unknown } | undefined)?.CapacityUnits); // as answered
}

/** Whether an update expression neither sets nor adds. */
export function removesOnly(expression: unknown): boolean {
  return !/\b(?:SET|ADD)\b/.test(String(expression));
}

export function explain(
  request: TransportRequest,
  local: Answer,
  ours: Answer,
): Divergence | undefined {
  return DIVERGENCES.find((divergence) => divergence.explains(request, local, ours));
}
