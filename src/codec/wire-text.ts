import { exactNumber } from "./decimal.js";
import type { ShortTexts } from "./short-texts.js";

/** Bytes of JSON that have a meaning. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN = 0x7b;
export const CLOSE = 0x7d;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const SPACE = 0x20;

/** Digits that a double holds whatever they are, and powers of ten that it holds exactly. */
const SAFE_DIGITS = 15;
const POWERS = Array.from({ length: SAFE_DIGITS + 1 }, (_, power) => 10 ** power);

/** Texts up to this length are likely to come again. */
const SHORT_BYTES = 12;

/** Thrown for what is not written as DynamoDB writes it: other readers see to that. */
const UNEXPECTED = new Error("This is not what was expected.");

/** Ends the reading of something that is not as it was expected. */
export function unexpected(): never {
  throw UNEXPECTED;
}

/** A text of at least four bytes, ready to be compared four at a time. */
export class Label {
  readonly length: number;
  readonly words: Int32Array;
  readonly last: number;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    const wordAt = (at: number): number => bytes.readInt32LE(at);
    this.length = bytes.length;
    this.words = Int32Array.from({ length: bytes.length >> 2 }, (_, index) => wordAt(index * 4));
    this.last = wordAt(bytes.length - 4);
  }
}

/**
 * JSON as its bytes, of which parts are read one after the other. What is cut out of it is copied:
 * a part of a JavaScript string keeps the whole of it in memory. Whatever is not plainly right is
 * `unexpected`, and so is what lies beyond the end.
 */
export class WireText {
  /** Where the next part begins. */
  at = 0;
  readonly bytes: Buffer;
  readonly #view: DataView;
  readonly #texts: ShortTexts;
  #isEscaped = false;

  /** @param bytes UTF-8 that was found to be whole */
  constructor(bytes: Buffer, texts: ShortTexts) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#texts = texts;
  }

  /** Goes past a text, if it is what comes next. */
  takes({ words, length, last }: Label): boolean {
    const view = this.#view;
    const end = this.at + length;
    if (end > view.byteLength) return false;
    let at = this.at;
    for (let index = 0; index < words.length; index++, at += 4) {
      if (view.getInt32(at, true) !== words[index]) return false;
    }
    if (view.getInt32(end - 4, true) !== last) return false;
    this.at = end;
    return true;
  }

  /** Goes past one byte, if it is what comes next. */
  has(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Goes past one byte, which has to be there. */
  expect(byte: number): void {
    if (!this.has(byte)) unexpected();
  }

  /** What is between two places. */
  slice(from: number, to: number): string {
    return this.bytes.toString(undefined, from, to);
  }

  /** Reads a text whose opening quote was read. */
  text(): string {
    const from = this.at;
    const end = this.#toQuote();
    if (this.#isEscaped) return JSON.parse(this.slice(from - 1, end + 1)) as string;
    return end - from > SHORT_BYTES
      ? this.slice(from, end)
      : this.#texts.cut(this.bytes, from, end);
  }

  /** Goes past a text whose opening quote was read. */
  skipText(): void {
    const from = this.at;
    const end = this.#toQuote();
    if (this.#isEscaped) JSON.parse(this.slice(from - 1, end + 1)); // throws for what is no escape
  }

  /** Reads a number in quotes, of which the first was read, exactly. */
  number(): number {
    const { bytes } = this;
    const start = bytes[this.at] === MINUS ? this.at + 1 : this.at;
    let at = start;
    let value = 0;
    let point = -1;
    for (let byte = bytes[at] ?? 0; ; byte = bytes[++at] ?? 0) {
      if (byte === POINT && point < 0) point = at;
      else if (byte >= ZERO && byte < ZERO + 10) value = value * 10 + byte - ZERO;
      else break;
    }
    const decimals = point < 0 ? 0 : at - point - 1;
    const digits = at - start - (point < 0 ? 0 : 1);
    if (bytes[at] !== QUOTE || digits < 1 || digits > SAFE_DIGITS) {
      return exactNumber(this.text()) ?? unexpected();
    }
    const isNegative = start !== this.at && value !== 0;
    this.at = at + 1;
    // One division of two exact numbers is as exact as a double can be.
    const magnitude = value / (POWERS[decimals] ?? unexpected());
    return isNegative ? -magnitude : magnitude;
  }

  /** The text of the list or map that comes next; whether it is JSON is still to be seen. */
  value(): string {
    const { bytes } = this;
    const from = this.at;
    let depth = 0;
    do {
      const byte = bytes[this.at++] ?? unexpected();
      if (byte === QUOTE) this.#toQuote();
      else if (byte === OPEN || byte === OPEN_LIST) depth += 1;
      else if (byte === CLOSE || byte === CLOSE_LIST) depth -= 1;
    } while (depth > 0);
    return this.slice(from, this.at);
  }

  /** Goes past the end of a text; answers the place of the quote. */
  #toQuote(): number {
    const { bytes } = this;
    const view = this.#view;
    const lastWord = bytes.length - 4;
    this.#isEscaped = false;
    for (let at = this.at; ; at++) {
      // Four bytes at once, as long as none of them is a quote, a backslash or a control character.
      for (; at <= lastWord; at += 4) {
        const word = view.getInt32(at, true);
        const quotes = word ^ 0x22222222;
        const slashes = word ^ 0x5c5c5c5c;
        const controls = (word - 0x20202020) & ~word;
        const found =
          controls | ((quotes - 0x01010101) & ~quotes) | ((slashes - 0x01010101) & ~slashes);
        if ((found & 0x80808080) !== 0) break;
      }
      const byte = bytes[at] ?? unexpected();
      if (byte === QUOTE) {
        this.at = at + 1;
        return at;
      }
      if (byte === BACKSLASH) {
        this.#isEscaped = true;
        at += 1;
      } else if (byte < SPACE) unexpected();
    }
  }
}
