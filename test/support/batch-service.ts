import type { Item } from "../../src/codec/attribute-value.js";
import type { TransportRequest, WireObject } from "../../src/transport/transport.js";

/** One entry of a BatchWriteItem request. */
interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

/** The entries of a BatchWriteItem request. */
export function writesOf(request: TransportRequest): readonly WriteRequest[] {
  const tables = request.input.RequestItems as Record<string, readonly WriteRequest[]>; // its documented shape
  return Object.values(tables).flat();
}

/** The sort key of an entry, which names it in these tests. */
export function idOf(write: WriteRequest): string {
  const key = write.PutRequest?.Item ?? write.DeleteRequest?.Key;
  const text = key?.SK;
  return text !== undefined && "S" in text ? text.S.replace("DEVICE#", "") : "";
}

/** The names of a request's entries. */
export function idsOf(request: TransportRequest): readonly string[] {
  return writesOf(request).map(idOf);
}

/** A reply that leaves entries unprocessed. */
export function unprocessed(writes: readonly WriteRequest[]): WireObject {
  return { UnprocessedItems: writes.length === 0 ? {} : { platform: writes } };
}
