/** Bytes that a reply's head, or the trailers after its body, may have: far more than DynamoDB sends. */
const MAX_HEAD_BYTES = 32 * 1024;

/** DynamoDB's largest reply is 16 MB (BatchGetItem); anything far beyond it is not DynamoDB's. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** What is wrong with a reply; it never quotes one. */
export class MalformedReply extends Error {}

type Step =
  | "head"
  | "length"
  | "chunk size"
  | "chunk"
  | "chunk end"
  | "trailers"
  | "close"
  | "done";

/**
 * Reads one HTTP/1.1 reply from the bytes of a connection, however they are split. It is strict:
 * where two readers could disagree on where a reply ends, it is refused.
 */
export class ReplyParser {
  /** Whether the connection may carry another request once the reply is whole. */
  reusable = false;
  /** Milliseconds that the server says it keeps an idle connection (`keep-alive: timeout=`). */
  idleMs = Number.POSITIVE_INFINITY;
  #step: Step = "head";
  /** The start of what cannot be read before more has come. */
  #kept = NOTHING;
  #status = 0;
  #headers: Record<string, string | undefined> = {};
  /** The body, where its length was announced: what comes is copied to where it stays. */
  #body: Buffer | undefined;
  /** The parts of one that comes in chunks or ends with the connection. */
  #pieces: Buffer[] = [];
  #size = 0;
  #trailerBytes = 0;
  /** Bytes of the body, or of the chunk, that are still to come. */
  #missing = 0;

  /**
   * Takes the next bytes, which may be overwritten afterwards; answers the reply once it is whole.
   * @throws MalformedReply
   */
  push(chunk: Buffer): HttpReply | undefined {
    const bytes = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    this.#kept = NOTHING;
    let at = 0;
    while (this.#step !== "done") {
      const next = this.#read(bytes, at);
      if (next === undefined) {
        if (bytes.length - at > MAX_HEAD_BYTES) throw new MalformedReply("its head is too long");
        this.#kept = Buffer.from(bytes.subarray(at));
        return undefined;
      }
      if (next === at && at === bytes.length) return undefined;
      at = next;
    }
    // Nothing was asked yet to which more could be an answer.
    if (at < bytes.length) this.reusable = false;
    return this.#reply();
  }

  /** The connection has ended: answers a reply that ends with it. */
  end(): HttpReply | undefined {
    return this.#step === "close" ? this.#reply() : undefined;
  }

  #reply(): HttpReply {
    const body = this.#body ?? Buffer.concat(this.#pieces, this.#size);
    return { status: this.#status, headers: this.#headers, body };
  }

  /** Reads on from a position; answers the position after, or nothing when more is needed first. */
  #read(bytes: Buffer, at: number): number | undefined {
    switch (this.#step) {
      case "head":
        return this.#readHead(bytes, at);
      case "chunk size":
        return this.#readLine(bytes, at, (line) => this.#startChunk(line));
      case "chunk end":
        return this.#readLine(bytes, at, (line) => {
          if (line !== "") throw new MalformedReply("a chunk is longer than announced");
          this.#step = "chunk size";
        });
      case "trailers":
        return this.#readLine(bytes, at, (line) => {
          this.#trailerBytes += line.length;
          if (this.#trailerBytes > MAX_HEAD_BYTES) throw new MalformedReply("its head is too long");
          if (line === "") this.#step = "done";
        });
      default:
        return this.#readBody(bytes, at);
    }
  }

  #readBody(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#missing);
    if (this.#body !== undefined) bytes.copy(this.#body, this.#size, at, end);
    else if (end > at) this.#pieces.push(Buffer.from(bytes.subarray(at, end)));
    this.#size += end - at;
    if (this.#step === "close") this.#limitSize();
    this.#missing -= end - at;
    if (this.#missing === 0) this.#step = this.#step === "chunk" ? "chunk end" : "done";
    return end;
  }

  #readLine(bytes: Buffer, at: number, take: (line: string) => void): number | undefined {
    const end = bytes.indexOf("\r\n", at, "latin1");
    if (end < 0) return undefined;
    take(bytes.toString("latin1", at, end));
    return end + 2;
  }

  #startChunk(line: string): void {
    const digits = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (digits === undefined) throw new MalformedReply("a chunk has no size");
    this.#missing = Number.parseInt(digits, 16);
    this.#limitSize();
    this.#step = this.#missing === 0 ? "trailers" : "chunk";
  }

  #limitSize(): void {
    if (this.#size + (this.#step === "close" ? 0 : this.#missing) <= MAX_REPLY_BYTES) return;
    throw new MalformedReply(`the reply is over ${MAX_REPLY_BYTES} bytes`);
  }

  #readHead(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf("\r\n\r\n", at, "latin1");
    if (end < 0) return undefined;
    if (end - at > MAX_HEAD_BYTES) throw new MalformedReply("its head is too long");
    const lines = bytes.toString("latin1", at, end).split("\r\n");
    const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(lines[0] ?? "") ?? [];
    if (status === undefined) throw new MalformedReply("it is not HTTP/1.1");
    this.#status = Number(status);
    this.#headers = readHeaders(lines);
    if (this.#status >= 200) this.#expectBody(minor === "1");
    else if (this.#status === 101) throw new MalformedReply("it changes the protocol");
    return end + 4;
  }

  /** Finds out where the body ends, and what becomes of the connection then (RFC 9112, 6.3). */
  #expectBody(persistent: boolean): void {
    const length = this.#headers["content-length"];
    const coding = this.#headers["transfer-encoding"];
    const connection = this.#headers.connection?.toLowerCase();
    this.reusable = persistent ? !connection?.includes("close") : connection === "keep-alive";
    const timeout = /timeout=(\d+)/.exec(this.#headers["keep-alive"] ?? "")?.[1];
    if (timeout !== undefined) this.idleMs = Number(timeout) * 1_000;
    if (this.#status === 204 || this.#status === 304) {
      this.#step = "done";
    } else if (coding !== undefined) {
      if (coding.toLowerCase() !== "chunked" || length !== undefined) {
        throw new MalformedReply("its length is not clear");
      }
      this.#step = "chunk size";
    } else if (length === undefined) {
      this.reusable = false;
      this.#missing = Number.POSITIVE_INFINITY;
      this.#step = "close";
    } else {
      if (!/^\d{1,15}$/.test(length)) throw new MalformedReply("its length is no number");
      this.#missing = Number(length);
      this.#limitSize();
      this.#body = Buffer.allocUnsafe(this.#missing);
      this.#step = this.#missing === 0 ? "done" : "length";
    }
  }
}

/** The headers after a status line; a name that comes again has all its values. */
function readHeaders(lines: readonly string[]): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = Object.create(null);
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    // A space before the colon or a folded line means something else to other readers.
    if (colon < 1 || name.includes(" ") || name.includes("\t")) {
      throw new MalformedReply("a header of it is malformed");
    }
    const value = line.slice(colon + 1).trim();
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : `${earlier}, ${value}`;
  }
  return headers;
}
