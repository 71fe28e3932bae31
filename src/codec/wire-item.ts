import { ArgumentError } from "../errors/errors.js";
import { type AttributeValue, type Item, setOwn } from "./attribute-value.js";

/**
 * An item as DynamoDB JSON, whoever it came from: the AWS SDK has binary values as `Uint8Array`,
 * stream events and this library as base64 text.
 * @throws ArgumentError when it is not made of attribute values.
 */
export function wireItem(item: unknown): Item {
  if (typeof item !== "object" || item === null) throw notAnItem();
  const wire: Item = {};
  for (const [name, value] of Object.entries(item)) setOwn(wire, name, wireValue(value));
  return wire;
}

function wireValue(value: unknown): AttributeValue {
  if (typeof value !== "object" || value === null) throw notAnItem();
  const [entry, ...others] = Object.entries(value).filter(([, content]) => content !== undefined);
  if (entry === undefined || others.length > 0) throw notAnItem();
  const [type, content] = entry as [string, unknown]; // just taken apart
  if (type === "M") return { M: wireItem(content) };
  if (type === "L" && Array.isArray(content)) return { L: content.map(wireValue) };
  if (type === "B") return { B: base64(content) };
  if (type === "BS" && Array.isArray(content)) return { BS: content.map(base64) };
  return value as AttributeValue; // text, numbers as text, booleans, null and their sets
}

function base64(content: unknown): string {
  if (typeof content === "string") return content;
  if (!(content instanceof Uint8Array)) throw notAnItem();
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("base64");
}

function notAnItem(): ArgumentError {
  return new ArgumentError('Expected an item in DynamoDB JSON, such as { "PK": { "S": "A#1" } }.');
}
