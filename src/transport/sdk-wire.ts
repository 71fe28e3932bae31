import type { WireObject } from "./transport.js";

function decode(text: unknown): unknown {
  return typeof text === "string" ? new Uint8Array(Buffer.from(text, "base64")) : text;
}

/** Maps the values of an object; `__proto__` stays a name like any other. */
function mapValues(value: object, map: (value: unknown) => unknown): Record<string, unknown> {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([name, inner]) => [name, map(inner)]));
}

/**
 * Wire JSON to the SDK's shapes: only binary values differ. `{B: text}` and `{BS: list}` alone in
 * an object are always attribute values: where attributes or tables are named so, an object follows.
 */
export function toSdk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSdk);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value);
  const only = names.length === 1 ? names[0] : undefined;
  const inner: unknown = only === undefined ? undefined : Reflect.get(value, only);
  if (only === "B" && typeof inner === "string") return { B: decode(inner) };
  if (only === "BS" && Array.isArray(inner)) return { BS: inner.map(decode) };
  return mapValues(value, toSdk);
}

/** The SDK's shapes as wire JSON: bytes as base64, dates as epoch seconds. */
export function toWire(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  }
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object" || value === null) return value;
  return mapValues(value, toWire);
}

/** A command's output as a reply body, without the SDK's `$metadata`. */
export function outputToWire(output: unknown): WireObject {
  const { $metadata: _, ...body } = mapValues(Object(output), toWire);
  return body;
}
