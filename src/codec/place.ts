import type { AttributeCodec } from "./entity-codec.js";

/** A place in an item: an attribute, or something inside of one. */
export interface Place {
  /** Tells places of one item apart. */
  readonly id: string;
  /** The place in an expression, of placeholders that are made when it is used: `#n0.#n1[2]`. */
  readonly text: string;
  /** The same for people: `address.lines[2]`. */
  readonly label: string;
  readonly codec: AttributeCodec;
  /** The map or list that the place is in; `undefined` for an attribute. */
  readonly parent: Place | undefined;
  /** Its name in the parent, or its index. */
  readonly key: string | number;
}

/** DynamoDB's limit on the elements of a path is that of nesting ("Nested attribute depth"). */
const MAX_SEGMENTS = 32;

/**
 * The segments of a path such as `address.lines[2]` or `["a.b"].c`; `undefined` where the text is
 * no path. A single pass, so that no text takes long.
 */
export function parsePath(text: string): readonly (string | number)[] | undefined {
  const segments: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    if (segments.length === MAX_SEGMENTS) return undefined;
    const segment = text[at] === "[" ? bracketed(text, at) : named(text, at, segments.length > 0);
    if (segment === undefined) return undefined;
    segments.push(segment.key);
    at = segment.end;
  }
  return segments.length === 0 ? undefined : segments;
}

interface Segment {
  readonly key: string | number;
  /** Where the next segment starts. */
  readonly end: number;
}

function named(text: string, at: number, follows: boolean): Segment | undefined {
  if (follows && text[at] !== ".") return undefined;
  const start = follows ? at + 1 : at;
  let end = start;
  while (end < text.length && text[end] !== "." && text[end] !== "[") end += 1;
  return end === start ? undefined : { key: text.slice(start, end), end };
}

/** `[2]`, or a name in quotes as JSON has them: `["a.b"]`. */
function bracketed(text: string, at: number): Segment | undefined {
  if (text[at + 1] !== '"') {
    const close = text.indexOf("]", at);
    const index = text.slice(at + 1, close);
    const isIndex = close > at + 1 && index.length <= 10 && [...index].every(isDigit);
    return isIndex ? { key: Number(index), end: close + 1 } : undefined;
  }
  let end = at + 2;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  if (text[end + 1] !== "]") return undefined;
  try {
    return { key: String(JSON.parse(text.slice(at + 1, end + 1))), end: end + 2 };
  } catch {
    return undefined;
  }
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}
