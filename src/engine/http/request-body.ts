import { refusal } from "./refusal.js";

/** Bodies are 16 MB at most ("BatchWriteItem" in the API reference). */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** What is over that is read on to the end, so that the client hears why, but not for ever. */
export const MAX_READ_BYTES = 4 * MAX_BODY_BYTES;

/** A body as its bytes arrive. */
export abstract class RequestBody {
  #parts: Buffer[] = [];
  #size = 0;

  /** Takes bytes; answers those after the body's end, or undefined while more of it is to come. */
  abstract add(bytes: Buffer): Buffer | undefined;

  /** The whole body; undefined where it is too large. */
  get bytes(): Buffer | undefined {
    if (this.#size > MAX_BODY_BYTES) return undefined;
    const [only] = this.#parts;
    return only !== undefined && this.#parts.length === 1 ? only : Buffer.concat(this.#parts);
  }

  protected keep(bytes: Buffer): void {
    this.#size += bytes.length;
    if (this.#size > MAX_READ_BYTES) throw tooLarge();
    if (this.#size <= MAX_BODY_BYTES) this.#parts.push(bytes);
    else this.#parts = [];
  }
}

export function tooLarge(): Error {
  return refusal(413, `The body is over ${MAX_BODY_BYTES} bytes`);
}

/** A body whose length is known. */
export class SizedBody extends RequestBody {
  #left: number;

  constructor(length: number) {
    super();
    this.#left = length;
  }

  add(bytes: Buffer): Buffer | undefined {
    if (bytes.length < this.#left) {
      this.#left -= bytes.length;
      this.keep(bytes);
      return undefined;
    }
    this.keep(bytes.subarray(0, this.#left));
    return bytes.subarray(this.#left);
  }
}

/** The longest line between chunks. */
const MAX_LINE_BYTES = 1_024;
const MAX_TRAILERS = 32;

const SIZE_LINE = /^([\da-f]{1,8})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;
const TRAILER = /^[!#$%&'*+\-.^_`|~\w]+:[\t\x20-\x7e\x80-\xff]*$/;

/** A body in chunks, each after its size in hexadecimal; the last has size 0, and trailers, which count for nothing. */
export class ChunkedBody extends RequestBody {
  /** What the next bytes are. */
  #state: "size" | "data" | "end of data" | "trailers" = "size";
  /** Bytes of the chunk that are to come. */
  #left = 0;
  /** A line that has arrived in part. */
  #line = "";
  #trailers = 0;

  add(bytes: Buffer): Buffer | undefined {
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === "data") {
        const part = bytes.subarray(at, at + this.#left);
        this.keep(part);
        at += part.length;
        this.#left -= part.length;
        if (this.#left === 0) this.#state = "end of data";
        continue;
      }
      const end = bytes.indexOf("\n", at) + 1;
      this.#line += bytes.toString("latin1", at, end === 0 ? bytes.length : end);
      if (this.#line.length > MAX_LINE_BYTES)
        throw refusal(400, "A line between chunks is too long");
      if (end === 0) return undefined;
      at = end;
      if (this.#endLine()) return bytes.subarray(at);
    }
    return undefined;
  }

  /** Reads the line that is whole now; true where the body ends with it. */
  #endLine(): boolean {
    const line = this.#line.slice(0, -2);
    if (!this.#line.endsWith("\r\n")) throw refusal(400, "A line between chunks has no CR");
    this.#line = "";
    if (this.#state === "size") this.#startChunk(line);
    else if (this.#state === "end of data") {
      if (line !== "") throw refusal(400, "A chunk is longer than its size");
      this.#state = "size";
    } else if (line === "") return true;
    else if (++this.#trailers > MAX_TRAILERS || !TRAILER.test(line)) {
      throw refusal(400, "The trailers make no sense");
    }
    return false;
  }

  #startChunk(line: string): void {
    const size = SIZE_LINE.exec(line)?.[1];
    if (size === undefined) throw refusal(400, "A chunk has no size");
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailers" : "data";
  }
}
