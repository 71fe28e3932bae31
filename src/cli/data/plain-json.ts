import type { AttributeValue } from "../../codec/attribute-value.js";
import { canonicalDecimal } from "../../codec/decimal.js";

/**
 * A stored value as plain JSON. Sets are arrays; what JSON has no form for names itself: binary
 * values are `{"$binary":"base64"}`, numbers that JavaScript would round `{"$number":"..."}`.
 */
export function plainJson(value: AttributeValue): unknown {
  if ("S" in value) return value.S;
  if ("N" in value) return numberJson(value.N);
  if ("B" in value) return { $binary: value.B };
  if ("BOOL" in value) return value.BOOL;
  if ("NULL" in value) return null;
  if ("L" in value) return value.L.map(plainJson);
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS.map(numberJson);
  if ("BS" in value) return value.BS.map(($binary) => ({ $binary }));
  return mapped(value.M, plainJson);
}

/** The stored value of plain JSON. Arrays are lists: where a schema has a set, they are read as one. */
export function storedValue(json: unknown): AttributeValue {
  switch (typeof json) {
    case "string":
      return { S: json };
    case "number":
      return { N: String(json) };
    case "boolean":
      return { BOOL: json };
  }
  if (json === null) return { NULL: true };
  if (Array.isArray(json)) return { L: json.map(storedValue) };
  const object = json as Readonly<Record<string, unknown>>; // nothing else is JSON
  const { $binary, $number } = object;
  const single = Object.keys(object).length === 1;
  if (single && typeof $binary === "string") return { B: $binary };
  if (single && typeof $number === "string") return { N: $number };
  return { M: mapped(object, storedValue) };
}

/** The same names with other values, `__proto__` among them. */
export function mapped<From, To>(
  object: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, convert(value)]));
}

function numberJson(text: string): unknown {
  const number = Number(text);
  const isSame = canonicalDecimal(String(number)) === canonicalDecimal(text);
  return isSame ? number : { $number: text };
}
