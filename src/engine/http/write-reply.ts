import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { crc32, gzipSync } from "node:zlib";
import { replyBody } from "./reply-body.js";

/** Replies shorter than this are not worth compressing. */
const MIN_GZIP_BYTES = 1_024;

export interface HttpReply {
  readonly status: number;
  readonly body: object;
  /** Breaks the connection in the middle of the body. */
  readonly isCut?: boolean;
}

/** How a reply goes to its client. */
export interface ReplyOptions {
  /** The number of the request. */
  readonly count: number;
  readonly acceptsGzip: boolean;
  /** Whether the body is only described, as HEAD wants it. */
  readonly headOnly: boolean;
  /** Milliseconds that the connection stays open without a request; undefined where it ends now. */
  readonly keepAliveMs: number | undefined;
}

/** Writes a reply with its length, checksum and request id, in one piece. */
export function writeReply(socket: Socket, reply: HttpReply, options: ReplyOptions): void {
  const plain = replyBody(reply.body);
  const isZipped = options.acceptsGzip && plain.length >= MIN_GZIP_BYTES;
  const body = isZipped ? gzipSync(plain, { level: 1 }) : plain;
  const length = Buffer.byteLength(body);
  const head = headOf(reply.status, body, length, isZipped, options);
  if (reply.isCut) {
    const half = Buffer.from(body as string).subarray(0, length >>> 1); // bytes, or text as UTF-8
    socket.write(Buffer.concat([Buffer.from(head), half]), () => socket.destroy());
  } else if (options.headOnly) socket.write(head, "latin1");
  else if (typeof body !== "string")
    socket.write(Buffer.concat([Buffer.from(head, "latin1"), body]));
  // As many bytes as characters: all are ASCII, which costs least as Latin-1.
  else socket.write(head + body, length === body.length ? "latin1" : "utf8");
}

function headOf(
  status: number,
  body: string | Buffer,
  length: number,
  isZipped: boolean,
  { count, keepAliveMs }: ReplyOptions,
): string {
  const connection =
    keepAliveMs === undefined
      ? "connection: close"
      : `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(keepAliveMs / 1_000)}`;
  // The checksum is of the bytes as they are sent.
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/x-amz-json-1.0\r\n` +
    `content-length: ${length}\r\nx-amzn-requestid: ${requestId(count)}\r\n` +
    `x-amz-crc32: ${crc32(body)}\r\n${isZipped ? "content-encoding: gzip\r\n" : ""}` +
    `date: ${dateNow()}\r\n${connection}\r\n\r\n`
  );
}

/** A request id as long as the service's: 52 digits and capital letters. */
function requestId(count: number): string {
  return count.toString(36).toUpperCase().padStart(52, "0");
}

let date = { second: 0, text: "" };

/** The time as HTTP writes it, put into words once a second; clients set their clocks by it. */
function dateNow(): string {
  const second = Math.floor(Date.now() / 1_000);
  if (second !== date.second) date = { second, text: new Date(second * 1_000).toUTCString() };
  return date.text;
}
