import type { ServiceError } from "../errors/transport-errors.js";
import { serviceError } from "../errors/transport-errors.js";
import type { WireObject } from "../transport/transport.js";
import { exception, throttled } from "./exception.js";
import type { Fault } from "./fault/fault.js";
import { joinReply, splitBatch } from "./fault/partial-batch.js";
import { canceled } from "./operations/transaction.js";

/** What becomes of a request, in terms that any face of the engine can act out. */
export type Outcome =
  | { readonly type: "reply"; readonly reply: WireObject }
  /** The reply is cut off in the middle. */
  | { readonly type: "malformed"; readonly reply: WireObject }
  | { readonly type: "error"; readonly error: ServiceError }
  /** No connection; nothing can have been carried out. */
  | { readonly type: "refused" }
  /** The connection breaks without a reply. */
  | { readonly type: "reset" };

/** The milliseconds that the request is late. */
export function latencyOf(faults: readonly Fault[]): number {
  return faults.reduce((sum, fault) => sum + (fault.kind === "latency" ? fault.ms : 0), 0);
}

/** Carries a request out, or not, as the faults that met it have it; the first to decide, decides. */
export function actOut(
  faults: readonly Fault[],
  operation: string,
  input: WireObject,
  execute: (operation: string, input: WireObject) => WireObject,
): Outcome {
  for (const fault of faults) {
    switch (fault.kind) {
      case "latency":
        break;
      case "refuse":
        return { type: "refused" };
      case "reset":
        return { type: "reset" };
      case "throttle":
        return { type: "error", error: throttled() };
      case "conflict":
        return { type: "error", error: conflict(operation, input, fault.position ?? 0) };
      case "lostReply":
        execute(operation, input);
        return { type: "reset" };
      case "serverError":
        if (fault.carriedOut === true) execute(operation, input);
        return { type: "error", error: internal() };
      case "malformed":
        return { type: "malformed", reply: execute(operation, input) };
      case "partial": {
        const split = splitBatch(operation, input, fault.left);
        if (split === undefined) break;
        return { type: "reply", reply: joinReply(execute(operation, split.input), split) };
      }
    }
  }
  return { type: "reply", reply: execute(operation, input) };
}

function internal(): ServiceError {
  return serviceError({
    service: "InternalServerError",
    serviceMessage: "Internal server error",
    statusCode: 500,
  });
}

function conflict(operation: string, input: WireObject, position: number): ServiceError {
  const actions: unknown = input.TransactItems;
  if (!operation.startsWith("Transact") || !Array.isArray(actions)) {
    return exception("TransactionConflictException", "Transaction is ongoing for the item");
  }
  const reason = { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" };
  return canceled(actions.map((_, i) => (i === position ? reason : undefined)));
}
