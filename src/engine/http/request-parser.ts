import { refusal } from "./refusal.js";
import {
  ChunkedBody,
  MAX_BODY_BYTES,
  MAX_READ_BYTES,
  type RequestBody,
  SizedBody,
  tooLarge,
} from "./request-body.js";
import { type RequestHead, readHead } from "./request-head.js";

/** A request that has arrived whole. */
export interface HttpRequest {
  readonly head: RequestHead;
  /** Undefined where it is too large. */
  readonly body: Buffer | undefined;
}

/** Node's limit for the head of a request. */
const MAX_HEAD_BYTES = 16 * 1024;
const HEAD_END = "\r\n\r\n";
const [CR, LF] = [0x0d, 0x0a];

const NOTHING: Buffer = Buffer.alloc(0);

/** Finds the requests in the bytes of one connection, however these are cut and joined. */
export class RequestParser {
  /** What has arrived and is not read yet. */
  #pending = NOTHING;
  /** The head of the request whose body is being read, and that body. */
  #head: RequestHead | undefined;
  #body: RequestBody | undefined;
  #mayContinue = false;

  /** Bytes that wait to be read. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** Whether a request has arrived in part. */
  get isWithin(): boolean {
    return this.#head !== undefined || this.#pending.length > 0;
  }

  push(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
  }

  /**
   * The next whole request; undefined while it is to come.
   * @throws ServiceError where there is none: nothing after it can be read then
   */
  next(): HttpRequest | undefined {
    this.#head ??= this.#nextHead();
    const head = this.#head;
    if (head === undefined) return undefined;
    this.#body ??= bodyOf(head);
    const body = this.#body;
    const rest = body.add(this.#pending);
    this.#pending = rest ?? NOTHING;
    if (rest === undefined) return undefined;
    this.#head = undefined;
    this.#body = undefined;
    this.#mayContinue = false;
    return { head, body: body.bytes };
  }

  /** Whether the client waits for leave to send a body; it is asked for once. */
  takeContinue(): boolean {
    const asked = this.#mayContinue;
    this.#mayContinue = false;
    return asked;
  }

  #nextHead(): RequestHead | undefined {
    let start = 0;
    // Some clients end a body with an empty line too many.
    while (this.#pending[start] === CR && this.#pending[start + 1] === LF) start += 2;
    if (start > 0) this.#pending = this.#pending.subarray(start);
    const end = this.#pending.indexOf(HEAD_END);
    if ((end < 0 ? this.#pending.length : end) > MAX_HEAD_BYTES) {
      throw refusal(431, `The headers are over ${MAX_HEAD_BYTES} bytes`);
    }
    if (end < 0) return undefined;
    const head = readHead(this.#pending.toString("latin1", 0, end));
    this.#pending = this.#pending.subarray(end + HEAD_END.length);
    this.#mayContinue = head.expectsContinue;
    return head;
  }
}

function bodyOf({ length, expectsContinue }: RequestHead): RequestBody {
  if (length === undefined) return new ChunkedBody();
  if (length > (expectsContinue ? MAX_BODY_BYTES : MAX_READ_BYTES)) throw tooLarge();
  return new SizedBody(length);
}
