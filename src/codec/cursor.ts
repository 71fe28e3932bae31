import { createHash } from "node:crypto";
import { CursorError } from "../errors/stored-errors.js";
import type { Item } from "./attribute-value.js";

const VERSION = 1;

/** A place in a query. */
export interface CursorPlace {
  /** The key attributes of the item before it. */
  readonly key: Item;
  /** How many entities the pages before it gave. */
  readonly given: number;
}

/** A short digest of what a cursor belongs to: the table, the query and its order. */
export function cursorBinding(query: unknown): string {
  return createHash("sha256").update(JSON.stringify(query)).digest("base64url").slice(0, 16);
}

/** The opaque text of a place. */
export function encodeCursor({ key, given }: CursorPlace, binding: string): string {
  const content = [binding, given, key];
  return Buffer.from(JSON.stringify([VERSION, cursorBinding(content), ...content])).toString(
    "base64url",
  );
}

/**
 * The place that a cursor stands for.
 * @throws CursorError when it is damaged or belongs to another query.
 */
export function decodeCursor(
  cursor: unknown,
  binding: string,
  names: readonly string[],
): CursorPlace {
  const [version, digest, ...content] = parseCursor(cursor);
  if (version !== VERSION || digest !== cursorBinding(content)) throw damaged();
  const [bound, given, key] = content;
  if (bound !== binding) {
    throw new CursorError(
      "This cursor belongs to another query; start that query at its first page.",
    );
  }
  if (typeof key !== "object" || key === null || !isCount(given)) throw damaged();
  const texts = names.map((name) => [name, textOf(key, name)] as const);
  if (texts.some(([, text]) => text === undefined)) throw damaged();
  return {
    key: Object.fromEntries(texts.map(([name, text]) => [name, { S: text ?? "" }])),
    given,
  };
}

function parseCursor(cursor: unknown): readonly unknown[] {
  if (typeof cursor !== "string") throw damaged();
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // It is no JSON.
  }
  throw damaged();
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function damaged(): CursorError {
  return new CursorError("This cursor is damaged; pass one that `page()` gave, unchanged.");
}

function textOf(key: object, name: string): string | undefined {
  const value: unknown = Object.hasOwn(key, name) ? Reflect.get(key, name) : undefined;
  const text: unknown = typeof value === "object" && value !== null && Reflect.get(value, "S");
  return typeof text === "string" ? text : undefined;
}
