import type { Item } from "../codec/attribute-value.js";
import { writeJson } from "../codec/json-sink.js";
import { TextRequest, type TransportRequest, type WireObject } from "../transport/transport.js";

/** Bytes of a write request around its item or key. */
export const FRAME_BYTES = 64;

/** One entry of a request. */
export interface BatchWork {
  /** The JSON of an item to put, else of the whole write or, where that is a request of its own, of its input. */
  readonly json: Buffer;
  readonly isItem: boolean;
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
  entries: readonly { readonly work: Pick<BatchWork, "json" | "isItem"> }[],
): TransportRequest {
  const body = writeJson((sink) => {
    sink.raw('{"ReturnConsumedCapacity":"TOTAL",');
    if (operation !== undefined) {
      for (const { work } of entries) sink.bytes(work.json.subarray(1));
      return;
    }
    sink.raw(`"RequestItems":{${JSON.stringify(tableName)}:`);
    const inside = sink.length;
    for (const { work } of entries) {
      sink.raw(work.isItem ? ',{"PutRequest":{"Item":' : ",");
      sink.bytes(work.json);
      if (work.isItem) sink.raw("}}");
    }
    sink.enclose(inside, "[", "]}}");
  });
  return new TextRequest(operation ?? "BatchWriteItem", body);
}
