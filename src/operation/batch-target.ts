import type { Item } from "../codec/attribute-value.js";
import type { StoredKey } from "../codec/entity-mapper.js";
import type { BatchWork } from "./batch-request.js";

/** Where a batch is written to; the operations of one model have it in their context. */
export interface BatchTarget {
  readonly mapper: {
    /** The name is for errors. */
    readonly definition: { readonly name: string };
    storedKey(item: Item): StoredKey;
  };
  tableName(): string;
}

/** How elements become write requests. */
export interface BatchPlan<Element> {
  /** The method's name, for errors. */
  readonly caller: string;
  /** Where every element is a request of its own, whose input is its `json`; else 25 go together. */
  readonly operation?: "UpdateItem";
  /** @throws KeyError and the like: the element has failed. */
  key(element: Element): StoredKey;
  /** The entry of the request, made just before it is queued; `key` is its key where that was made just now. */
  work(element: Element, time: number, key?: StoredKey): BatchWork;
}
