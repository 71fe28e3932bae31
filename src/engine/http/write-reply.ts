import type { ServerResponse } from "node:http";
import { crc32, gzipSync } from "node:zlib";
import { replyBody } from "./reply-body.js";

/** Replies shorter than this are not worth compressing. */
const MIN_GZIP_BYTES = 1_024;

/** A request id as long as the service's: 52 digits and capital letters. */
function requestId(count: number): string {
  return count.toString(36).toUpperCase().padStart(52, "0");
}

export interface HttpReply {
  readonly status: number;
  readonly body: object;
  readonly count: number;
  readonly acceptsGzip: boolean;
  /** Whether the connection ends with this reply. */
  readonly last: boolean;
  /** Breaks the connection in the middle of the body. */
  readonly cut: boolean;
}

/** Writes a reply with its length, checksum and request id. */
export function writeReply(response: ServerResponse, reply: HttpReply): void {
  const plain = replyBody(reply.body);
  const zip = reply.acceptsGzip && plain.length >= MIN_GZIP_BYTES;
  const body = zip ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(reply.status, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": requestId(reply.count),
    // Over the bytes as they are sent.
    "x-amz-crc32": crc32(body),
    ...(zip && { "content-encoding": "gzip" }),
    ...(reply.last && { connection: "close" }),
  });
  if (!reply.cut) {
    response.end(body);
    return;
  }
  const bytes = Buffer.from(body as string); // Buffer.from takes text and bytes alike
  response.write(bytes.subarray(0, bytes.length >>> 1), () => response.destroy());
}
