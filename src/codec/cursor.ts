import { createHash } from "node:crypto";
import { CursorError } from "../errors/errors.js";
import type { Item } from "./attribute-value.js";

const VERSION = 1;

/** A short digest of what a cursor belongs to: the table, the query and its order. */
export function cursorBinding(query: unknown): string {
  return createHash("sha256").update(JSON.stringify(query)).digest("base64url").slice(0, 16);
}

/** The opaque text for the position after an item, given the item's key attributes. */
export function encodeCursor(key: Item, binding: string): string {
  return Buffer.from(JSON.stringify([VERSION, binding, key])).toString("base64url");
}

/**
 * The key attributes of a cursor.
 * @throws CursorError when it is damaged or belongs to another query.
 */
export function decodeCursor(cursor: unknown, binding: string, names: readonly string[]): Item {
  const damaged = (): CursorError =>
    new CursorError("This cursor is damaged; pass one that `page()` gave, unchanged.");
  if (typeof cursor !== "string") throw damaged();
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw damaged();
  }
  if (!Array.isArray(parsed) || parsed.length !== 3 || parsed[0] !== VERSION) throw damaged();
  const [, bound, key] = parsed as [unknown, unknown, unknown]; // length checked just above
  if (bound !== binding) {
    throw new CursorError(
      "This cursor belongs to another query; start that query at its first page.",
    );
  }
  if (typeof key !== "object" || key === null) throw damaged();
  const texts = names.map((name) => [name, textOf(key, name)] as const);
  if (texts.some(([, text]) => text === undefined)) throw damaged();
  return Object.fromEntries(texts.map(([name, text]) => [name, { S: text ?? "" }]));
}

function textOf(key: object, name: string): string | undefined {
  const value: unknown = Object.hasOwn(key, name) ? Reflect.get(key, name) : undefined;
  const text: unknown = typeof value === "object" && value !== null && Reflect.get(value, "S");
  return typeof text === "string" ? text : undefined;
}
