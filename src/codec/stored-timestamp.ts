import { EncodeError } from "../errors/errors.js";
import { formatTimestamp, parseTimestamp, type TimestampFormat } from "../model/timestamps.js";
import type { AttributeValue } from "./attribute-value.js";

/** A timestamp as it is stored. @throws EncodeError naming the attribute */
export function storedTimestamp(date: Date, name: string, format: TimestampFormat): AttributeValue {
  if (Number.isNaN(date.getTime())) throw new EncodeError(name, "is not a valid date.");
  const stored = formatTimestamp(date, format);
  return typeof stored === "string" ? { S: stored } : { N: String(stored) };
}

/** The time that a stored timestamp says; `undefined` where it is none. */
export function timestampOf(
  stored: AttributeValue | undefined,
  format: TimestampFormat,
): Date | undefined {
  if (stored === undefined) return undefined;
  if ("S" in stored) return parseTimestamp(stored.S, format);
  return "N" in stored ? parseTimestamp(Number(stored.N), format) : undefined;
}
