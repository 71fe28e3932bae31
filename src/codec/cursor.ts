import { CursorError } from "../errors/stored-errors.js";
import type { Item } from "./attribute-value.js";

const VERSION = 2;

/** A place in a query. */
export interface CursorPlace {
  /** The key attributes of the item that the place is right after, or right before. */
  readonly key: Item;
  readonly side: "after" | "before";
  /** How many entities of the query lie before the place. */
  readonly given: number;
}

/** What cursors belong to. */
export interface CursorScope {
  /** The digest of the query: a cursor of another one is refused. */
  readonly binding: string;
  /** The attributes that make a position. */
  readonly positionNames: readonly string[];
  /** What signs: the first one makes cursors, all of them are believed. */
  readonly secrets: readonly string[];
}

/** Loaded by the first query: it takes a tenth of this library's own time to load. */
function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}

/** A short digest of what a cursor belongs to: the table, the query and its order. */
export function cursorBinding(query: unknown): string {
  return crypto()
    .createHash("sha256")
    .update(JSON.stringify(query))
    .digest("base64url")
    .slice(0, 16);
}

/** The opaque text of a place. */
export function encodeCursor({ key, side, given }: CursorPlace, scope: CursorScope): string {
  const content = [scope.binding, side, given, key];
  const seal = sealOf(content, scope.secrets[0]);
  return Buffer.from(JSON.stringify([VERSION, seal, ...content])).toString("base64url");
}

/**
 * The place that a cursor stands for.
 * @throws CursorError when it is damaged, forged, or belongs to another query or side.
 */
export function decodeCursor(
  cursor: unknown,
  wanted: CursorPlace["side"],
  scope: CursorScope,
): CursorPlace {
  const [version, seal, ...content] = parseCursor(cursor);
  if (version !== VERSION || !isGenuine(seal, content, scope.secrets)) throw damaged();
  const [bound, side, given, key] = content;
  if (bound !== scope.binding) {
    throw new CursorError(
      "This cursor belongs to another query; start that query at its first page.",
    );
  }
  if (side !== wanted) {
    throw new CursorError("A page's `cursor` is for `after`, its `previous` for `before`.");
  }
  if (typeof key !== "object" || key === null || !isCount(given)) throw damaged();
  const texts = scope.positionNames.map((name) => [name, textOf(key, name)] as const);
  if (texts.some(([, text]) => text === undefined)) throw damaged();
  return {
    key: Object.fromEntries(texts.map(([name, text]) => [name, { S: text ?? "" }])),
    side: wanted,
    given,
  };
}

/** A signature where there is a secret; otherwise a digest, which tells damage only. */
function sealOf(content: readonly unknown[], secret: string | undefined): string {
  if (secret === undefined) return cursorBinding(content);
  const text = `monotable cursor ${VERSION}\n${JSON.stringify(content)}`;
  return crypto().createHmac("sha256", secret).update(text).digest("base64url");
}

function isGenuine(
  seal: unknown,
  content: readonly unknown[],
  secrets: readonly (string | undefined)[],
): boolean {
  if (typeof seal !== "string") return false;
  const given = Buffer.from(seal);
  const believed = secrets.length === 0 ? [undefined] : secrets;
  return believed.some((secret) => {
    const expected = Buffer.from(sealOf(content, secret));
    return expected.length === given.length && crypto().timingSafeEqual(expected, given);
  });
}

function parseCursor(cursor: unknown): readonly unknown[] {
  if (typeof cursor !== "string") throw damaged();
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.toString("base64url") !== cursor) throw damaged(); // it skips what is no base64url
  try {
    const parsed: unknown = JSON.parse(bytes.toString());
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
  return new CursorError(
    "This cursor is damaged, or was not made by this table; pass one that `page()` gave, unchanged.",
  );
}

function textOf(key: object, name: string): string | undefined {
  const value: unknown = Object.hasOwn(key, name) ? Reflect.get(key, name) : undefined;
  const text: unknown = typeof value === "object" && value !== null && Reflect.get(value, "S");
  return typeof text === "string" ? text : undefined;
}
