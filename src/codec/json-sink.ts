import { hasLoneSurrogate } from "../model/key-text.js";

/** Bytes of a block: it holds some dozens of items, so that blocks are made seldom. */
const BLOCK_BYTES = 64 * 1024;
/** UTF-8 takes at most this many bytes for a UTF-16 unit, an escape of {@link ESCAPES} two. */
const MAX_UNIT_BYTES = 3;
/** Characters from which on the platform's own functions are faster than a loop. */
const LONG = 256;
/** Bytes up to which a loop is faster than the platform. */
const SHORT = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** By ASCII code, what stands after a backslash; 0 for what needs none, 1 for what is left to `JSON.stringify`. */
const ESCAPES = new Uint8Array(0x80).fill(1, 0, 0x20);
ESCAPES[QUOTE] = QUOTE;
ESCAPES[BACKSLASH] = BACKSLASH;
ESCAPES[0x0a] = 0x6e; // "\n"

/**
 * Where JSON is written, as the bytes that are sent. Texts would be joined from some hundred parts for
 * each item, made flat, measured and encoded twice, which costs more than all that is written.
 */
export class JsonSink {
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #start = 0;
  #at = 0;

  /** Bytes that were written since the last `take`. */
  get length(): number {
    return this.#at - this.#start;
  }

  /** Drops what was written after the first `length` bytes. */
  cut(length: number): void {
    this.#at = this.#start + length;
  }

  /** What was written since the last `take`. */
  take(): Buffer {
    const taken = this.#block.subarray(this.#start, this.#at);
    this.#start = this.#at;
    return taken;
  }

  /** Writes text that is JSON. */
  raw(json: string): void {
    if (json.length > LONG || !this.#ascii(json)) this.#encode(json);
  }

  /** Writes what is JSON in UTF-8. */
  bytes(json: Buffer): void {
    const { length } = json;
    this.#reserve(length);
    const block = this.#block;
    const at = this.#at;
    if (length > SHORT) block.set(json, at);
    else for (let index = 0; index < length; index++) block[at + index] = json[index] ?? 0;
    this.#at += length;
  }

  /** Writes a text as a JSON string; writes nothing and answers false where it holds half of a surrogate pair. */
  text(value: string): boolean {
    if (value.length > LONG) return this.#stringify(value);
    this.#reserve(value.length * MAX_UNIT_BYTES + 2);
    const block = this.#block;
    let at = this.#at;
    block[at++] = QUOTE;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code < 0x80) {
        const escaped = ESCAPES[code] ?? 0;
        if (escaped === 1) return this.#stringify(value);
        if (escaped !== 0) block[at++] = BACKSLASH;
        block[at++] = escaped || code;
      } else if (code < 0x800) {
        block[at++] = 0xc0 | (code >> 6);
        block[at++] = 0x80 | (code & 0x3f);
      } else if (code < 0xd800 || code > 0xdfff) {
        block[at++] = 0xe0 | (code >> 12);
        block[at++] = 0x80 | ((code >> 6) & 0x3f);
        block[at++] = 0x80 | (code & 0x3f);
      } else return this.#stringify(value);
    }
    block[at++] = QUOTE;
    this.#at = at;
    return true;
  }

  /** Encloses what was written after the first `length` bytes: parts that begin with a comma each, or nothing. */
  enclose(length: number, open: "{" | "[", close: string): void {
    if (this.length === length) this.raw(open);
    else this.#block[this.#start + length] = open.charCodeAt(0); // in place of the first comma
    this.raw(close);
  }

  /** Writes text that is ASCII; nothing, and answers false, where it is not. */
  #ascii(json: string): boolean {
    this.#reserve(json.length);
    const block = this.#block;
    let at = this.#at;
    for (let index = 0; index < json.length; index++) {
      const code = json.charCodeAt(index);
      if (code >= 0x80) return false;
      block[at++] = code;
    }
    this.#at = at;
    return true;
  }

  #stringify(value: string): boolean {
    if (hasLoneSurrogate(value)) return false;
    this.#encode(JSON.stringify(value));
    return true;
  }

  #encode(json: string): void {
    this.#reserve(Buffer.byteLength(json));
    this.#at += this.#block.write(json, this.#at);
  }

  /** Goes on in another block where this one has no room. */
  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#block.length) return;
    const block = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, 2 * (this.length + bytes)));
    this.#block.copy(block, 0, this.#start, this.#at);
    this.#at = this.length;
    this.#start = 0;
    this.#block = block;
  }
}

let unused: JsonSink | undefined;

/** The bytes that `write` writes. What it calls may write in turn: a codec of the user can do anything. */
export function writeJson(write: (sink: JsonSink) => void): Buffer {
  const sink = unused ?? new JsonSink();
  unused = undefined;
  try {
    write(sink);
    return sink.take();
  } finally {
    sink.cut(0);
    unused = sink;
  }
}
