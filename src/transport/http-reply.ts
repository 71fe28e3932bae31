import { NetworkError, type ServiceError, serviceError } from "../errors/transport-errors.js";
import type { HttpReply } from "./reply-parser.js";
import type { TransportRequest, WireObject } from "./transport.js";

const { isUtf8 } = process.getBuiltinModule("node:buffer");

/** Text as a JSON object, or undefined: a parser's error would quote the contents. */
function parseObject(text: string): WireObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `com.amazonaws.dynamodb.v20120810#Name:http://…` -> `Name`. */
function shortName(type: unknown): string | undefined {
  if (typeof type !== "string") return undefined;
  const name = type.slice(type.lastIndexOf("#") + 1).split(":", 1)[0] ?? "";
  return /^[A-Za-z][\w.]{0,99}$/.test(name) ? name : undefined;
}

function failure(reply: HttpReply): ServiceError {
  const body = isUtf8(reply.body) ? parseObject(reply.body.toString()) : undefined;
  const message = body?.message ?? body?.Message;
  const reasons = body?.ThrottlingReasons ?? body?.throttlingReasons;
  const item = body?.Item;
  const cancelled = body?.CancellationReasons;
  const retryAfterMs = Number.parseInt(reply.headers["x-amz-retry-after"] ?? "", 10);
  return serviceError({
    service:
      shortName(body?.__type) ??
      shortName(reply.headers["x-amzn-errortype"]) ??
      (reply.status >= 500 ? "ServiceUnavailable" : "UnknownError"),
    serviceMessage:
      typeof message === "string" ? message : `HTTP status ${reply.status} without a message.`,
    statusCode: reply.status,
    requestId: reply.headers["x-amzn-requestid"],
    retryAfterMs: retryAfterMs >= 0 ? retryAfterMs : undefined,
    throttlingReasons: Array.isArray(reasons) ? reasons : undefined,
    item: isObject(item) ? item : undefined,
    cancellationReasons: Array.isArray(cancelled) ? cancelled : undefined,
  });
}

/** Bytes up to which Node's function is not worth its loading: what a write answers is `{}`. */
const SHORT_BODY = 16;

/** Loaded by the first long reply that has a checksum. */
let crc32: typeof import("node:zlib").crc32 = (data) => {
  ({ crc32 } = process.getBuiltinModule("node:zlib"));
  return crc32(data);
};

/** CRC-32 as zlib has it. */
export function checksum(body: Buffer): number {
  if (body.length > SHORT_BODY) return crc32(body);
  let sum = -1;
  for (const byte of body) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** The operation may have been carried out all the same. */
function malformed(operation: string, why: string): NetworkError {
  return new NetworkError(`The reply to ${operation} ${why}.`, true);
}

/**
 * Looks at a whole HTTP reply as DynamoDB's: what is answered is the UTF-8 of its body.
 * @throws ServiceError for an error answer; an ambiguous NetworkError for a reply that is not
 * DynamoDB's or not intact.
 */
export function checkReply(operation: string, reply: HttpReply): Buffer {
  const sum = reply.headers["x-amz-crc32"];
  if (sum !== undefined && Number(sum) !== checksum(reply.body)) {
    throw malformed(operation, "does not match its checksum (x-amz-crc32)");
  }
  if (reply.status >= 400) throw failure(reply);
  if (reply.status !== 200) throw malformed(operation, `has HTTP status ${reply.status}`);
  if (!isUtf8(reply.body)) throw malformed(operation, "is not a JSON object");
  return reply.body;
}

/**
 * The text of a reply's JSON object, of which only the ends are looked at.
 * @throws NetworkError, ambiguous, where those are no object's.
 */
export function replyText(operation: string, body: Buffer): string {
  const text = body.toString();
  if (/^\s*\{/.test(text) && text.trimEnd().endsWith("}")) return text;
  throw malformed(operation, "is not a JSON object");
}

/**
 * Reads a whole HTTP reply as the text of its JSON object.
 * @throws as `checkReply` and `replyText` do
 */
export function readReply(operation: string, reply: HttpReply): string {
  return replyText(operation, checkReply(operation, reply));
}

/**
 * Reads the body of the reply to a request.
 * @throws NetworkError, ambiguous, where it is not intact.
 */
export function answerOf(request: TransportRequest, body: Buffer): WireObject {
  const { operation, read } = request;
  return read?.(body) ?? parseReply(operation, replyText(operation, body));
}

/**
 * Reads the text of a reply.
 * @throws NetworkError, ambiguous, where it is not intact.
 */
export function parseReply(operation: string, text: string): WireObject {
  const reply = parseObject(text);
  if (reply === undefined) throw malformed(operation, "is not a JSON object");
  return reply;
}
