import { decodeInteger, decodeNumber, encodeInteger, encodeNumber } from "./key-number.js";
import type { KeyAttribute } from "./key-template.js";
import { decodeText, encodeText, hasLoneSurrogate } from "./key-text.js";

/** The type that a key part is read back to. */
export type KeyValueKind = "string" | "number" | "bigint" | "date" | "boolean";

/**
 * Writes one value as its part of a key; undefined where it cannot be part of one.
 *
 * - text: a string (percent-encoded), a date (fixed-width UTC ISO) or a boolean
 * - width: a non-negative integer, zero padded
 * - number: any finite number, in order
 * - raw: a string as it is, without `#`
 */
export function encodeValue(part: KeyAttribute, value: unknown): string | undefined {
  switch (part.format) {
    case "text":
      if (typeof value === "string") return encodeText(value);
      if (typeof value === "boolean") return String(value);
      return value instanceof Date ? encodeDate(value) : undefined;
    case "width":
      return encodeInteger(value, part.width);
    case "number":
      return encodeNumber(value);
    case "raw":
      return isRaw(value) ? value : undefined;
  }
}

/** Reads a value back; undefined where `encodeValue` does not write this text for this kind. */
export function decodeValue(
  part: KeyAttribute,
  text: string,
  kind: KeyValueKind | undefined,
): unknown {
  const value = read(part, text, kind);
  // Only the one text that a value is written as is accepted: "%41" or " " are not.
  return value !== undefined && encodeValue(part, value) === text ? value : undefined;
}

/** The years 0000 to 9999 take 24 characters; others would not sort among them. */
function encodeDate(date: Date): string | undefined {
  if (Number.isNaN(date.getTime())) return undefined;
  const text = date.toISOString();
  return text.length === 24 ? text : undefined;
}

function isRaw(value: unknown): value is string {
  if (typeof value !== "string" || value === "") return false;
  return !value.includes("#") && !hasLoneSurrogate(value);
}

function read(part: KeyAttribute, text: string, kind: KeyValueKind | undefined): unknown {
  switch (part.format) {
    case "text":
      if (kind === undefined || kind === "string") return decodeText(text);
      if (kind === "boolean") return text === "true";
      return kind === "date" ? new Date(text) : undefined;
    case "width":
      return asKind(decodeInteger(text), kind);
    case "number":
      return asKind(decodeNumber(text), kind);
    case "raw":
      return kind === undefined || kind === "string" ? text : undefined;
  }
}

function asKind(
  value: number | bigint | undefined,
  kind: KeyValueKind | undefined,
): number | bigint | undefined {
  if (value === undefined || kind === undefined) return value;
  if (kind === "number") return Number(value);
  if (kind !== "bigint") return undefined;
  return typeof value === "bigint" || Number.isSafeInteger(value) ? BigInt(value) : undefined;
}
