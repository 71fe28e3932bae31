/** Texts that are remembered at a time: a power of two. */
const PLACES = 4_096;

/**
 * Short texts that were read of late. Those of one table come again and again, and one string for
 * all of them takes less time and memory than a string for each.
 */
export class ShortTexts {
  /** The bytes of each text, one to a character. */
  readonly #keys: string[] = new Array(PLACES).fill("");
  readonly #texts: string[] = new Array(PLACES).fill("");

  /** The text that lies between two places of UTF-8. */
  cut(bytes: Buffer, from: number, end: number): string {
    let hash = 0;
    for (let at = from; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const place = (hash ^ (hash >>> 10)) & (PLACES - 1);
    const known = this.#keys[place] ?? "";
    if (isAt(known, bytes, from, end)) return this.#texts[place] ?? "";
    const text = bytes.toString(undefined, from, end);
    this.#keys[place] = text.length === end - from ? text : bytes.toString("latin1", from, end);
    this.#texts[place] = text;
    return text;
  }
}

function isAt(key: string, bytes: Buffer, from: number, end: number): boolean {
  if (key.length !== end - from) return false;
  let at = 0;
  while (at < key.length && key.charCodeAt(at) === bytes[from + at]) at += 1;
  return at === key.length;
}
