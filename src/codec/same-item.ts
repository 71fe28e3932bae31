import type { AttributeValue, Item } from "./attribute-value.js";
import { canonicalDecimal } from "./decimal.js";
import { isDeepStrictEqual } from "./deep-equal.js";

/** Whether two items are the same to DynamoDB, which reorders sets and rewrites numbers. */
export function sameItem(one: Item, other: Item): boolean {
  return isDeepStrictEqual(canonicalItem(one), canonicalItem(other));
}

function canonicalItem(item: Item): Item {
  const entries = Object.entries(item).map(([name, value]) => [name, canonicalValue(value)]);
  return Object.fromEntries(entries) as Item; // `__proto__` is an own name here
}

function canonicalValue(value: AttributeValue): AttributeValue {
  if ("N" in value) return { N: canonicalNumber(value.N) };
  if ("M" in value) return { M: canonicalItem(value.M) };
  if ("L" in value) return { L: value.L.map(canonicalValue) };
  if ("SS" in value) return { SS: [...value.SS].sort() };
  if ("NS" in value) return { NS: value.NS.map(canonicalNumber).sort() };
  return "BS" in value ? { BS: [...value.BS].sort() } : value;
}

function canonicalNumber(text: string): string {
  return canonicalDecimal(text) ?? text;
}
