import type { Item } from "../codec/attribute-value.js";
import type { TransportRequest, WireObject } from "../transport/transport.js";

/** One entry of a request. */
export interface BatchWork {
  readonly write: WireObject;
  /** Bytes on the wire. */
  readonly bytes: number;
  /** Called once it is written, with the reply that says so. */
  readonly done?: (reply: WireObject) => void;
  /** What a refused condition is reported as; requests of up to 25 writes have none. */
  readonly refusal?: (stored: Item | undefined) => unknown;
}

/** The request of a batch's entries; `operation` names it where each entry is one of its own. */
export function batchRequest(
  operation: "UpdateItem" | undefined,
  tableName: string,
  entries: readonly { readonly write: WireObject }[],
): TransportRequest {
  const writes = entries.map((entry) => entry.write);
  const ReturnConsumedCapacity = "TOTAL";
  if (operation !== undefined) {
    return { operation, input: { ...writes[0], ReturnConsumedCapacity } };
  }
  return {
    operation: "BatchWriteItem",
    input: { RequestItems: { [tableName]: writes }, ReturnConsumedCapacity },
  };
}
