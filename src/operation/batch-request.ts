import type { Item } from "../codec/attribute-value.js";
import { TextRequest, type TransportRequest, type WireObject } from "../transport/transport.js";

/** One entry of a request. */
export interface BatchWork {
  /** The JSON of the write. */
  readonly text: string;
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
  entries: readonly { readonly text: string }[],
): TransportRequest {
  const capacity = '"ReturnConsumedCapacity":"TOTAL"';
  const texts = entries.map(({ text }) => text);
  if (operation !== undefined) {
    return new TextRequest(operation, `{${capacity},${texts[0]?.slice(1)}`);
  }
  const table = JSON.stringify(tableName);
  return new TextRequest(
    "BatchWriteItem",
    `{"RequestItems":{${table}:[${texts.join()}]},${capacity}}`,
  );
}
