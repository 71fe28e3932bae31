/** The UTF-8 length of a text in bytes, counted only where it may be over `limit`. */
export function bytesOver(text: string, limit: number): number | undefined {
  if (text.length * 3 <= limit) return undefined; // a UTF-16 unit takes at most 3 bytes
  const bytes = Buffer.byteLength(text);
  return bytes > limit ? bytes : undefined;
}

/**
 * Compares two texts as DynamoDB does, by their UTF-8 bytes; negative, 0 or positive.
 *
 * JavaScript compares UTF-16 units, where U+10000 and up (surrogates) come before U+E000 to U+FFFF.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const difference = rank(left.charCodeAt(at)) - rank(right.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/**
 * The least text of at most `limit` bytes above every text that starts with `text`; undefined where
 * there is none.
 */
export function afterPrefix(text: string, limit: number): string | undefined {
  const characters = Array.from(text);
  for (;;) {
    const last = characters.pop()?.codePointAt(0);
    if (last === undefined) return undefined;
    if (last === 0x10ffff) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    const raised = characters.join("") + String.fromCodePoint(next);
    if (bytesOver(raised, limit) === undefined) return raised; // U+007F to U+0080 takes a byte more
  }
}

/** The greatest text of at most `limit` bytes below `text`, which must not be empty. */
export function before(text: string, limit: number): string {
  const lowered = lowerLast(text);
  if (text.endsWith("\u0000")) return lowered;
  const free = limit - Buffer.byteLength(lowered);
  const rest = ["", "\u007f", "\u07ff", "\uffff"][free % 4] ?? "";
  return lowered + "\u{10ffff}".repeat(Math.floor(free / 4)) + rest;
}

/** A text with its last character replaced by the one before it; U+0000 is dropped. */
export function lowerLast(text: string): string {
  const characters = Array.from(text);
  const last = characters.pop()?.codePointAt(0) ?? 0;
  const previous = last === 0xe000 ? 0xd7ff : last - 1;
  return characters.join("") + (last === 0 ? "" : String.fromCodePoint(previous));
}
