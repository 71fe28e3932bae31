import { ItemTooLargeError } from "../errors/errors.js";
import type { AttributeValue, Item } from "./attribute-value.js";
import { decimalBytes } from "./decimal.js";

/** DynamoDB's limit on an item ("Service, account, and table quotas"). */
export const MAX_ITEM_BYTES = 409_600;

/** Bytes that a list or map takes beside its contents, and each element of it. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/**
 * The bytes that DynamoDB counts for an item: names and values.
 * Source: "Item sizes and formats" in the developer guide; checked against DynamoDB Local.
 */
export function itemSize(item: Item): number {
  let bytes = 0;
  for (const name of Object.keys(item)) bytes += utf8Bytes(name) + ownSize(item, name);
  return bytes;
}

/** Answers the item. @throws ItemTooLargeError where DynamoDB would not take it */
export function checkItemSize(item: Item, model: string): Item {
  const bytes = itemSize(item);
  if (bytes <= MAX_ITEM_BYTES) return item;
  throw new ItemTooLargeError(model, bytes, attributeSizes(item).slice(0, 5));
}

/** The bytes of each attribute with its name, biggest first. */
export function attributeSizes(
  item: Item,
): readonly { readonly attribute: string; readonly bytes: number }[] {
  return Object.keys(item)
    .map((attribute) => ({ attribute, bytes: utf8Bytes(attribute) + ownSize(item, attribute) }))
    .sort((a, b) => b.bytes - a.bytes);
}

function ownSize(item: Item, name: string): number {
  const value = item[name];
  return value === undefined ? 0 : valueSize(value);
}

function valueSize(value: AttributeValue): number {
  if ("S" in value) return utf8Bytes(value.S);
  if ("N" in value) return decimalBytes(value.N);
  if ("BOOL" in value || "NULL" in value) return 1;
  if ("B" in value) return base64Bytes(value.B);
  if ("M" in value) {
    return CONTAINER_BYTES + itemSize(value.M) + ELEMENT_BYTES * Object.keys(value.M).length;
  }
  if ("L" in value) {
    return CONTAINER_BYTES + total(value.L, valueSize) + ELEMENT_BYTES * value.L.length;
  }
  if ("SS" in value) return total(value.SS, utf8Bytes);
  if ("NS" in value) return total(value.NS, decimalBytes);
  return total(value.BS, base64Bytes);
}

function total<Element>(elements: readonly Element[], size: (element: Element) => number): number {
  let bytes = 0;
  for (const element of elements) bytes += size(element);
  return bytes;
}

function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function base64Bytes(text: string): number {
  return Buffer.byteLength(text, "base64");
}
