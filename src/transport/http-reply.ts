import { isUtf8 } from "node:buffer";
import { crc32 } from "node:zlib";
import { NetworkError, type ServiceError, serviceError } from "../errors/transport-errors.js";
import type { HttpReply } from "./http-connection.js";
import type { WireObject } from "./transport.js";

/** A reply's body as a JSON object, or undefined: a parser's error would quote the contents. */
function parseObject(body: Buffer): WireObject | undefined {
  if (!isUtf8(body)) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
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

function header(reply: HttpReply, name: string): string | undefined {
  const value = reply.headers[name];
  return typeof value === "string" ? value : undefined;
}

function failure(reply: HttpReply): ServiceError {
  const body = parseObject(reply.body);
  const message = body?.message ?? body?.Message;
  const reasons = body?.ThrottlingReasons ?? body?.throttlingReasons;
  const item = body?.Item;
  const cancelled = body?.CancellationReasons;
  const retryAfterMs = Number.parseInt(header(reply, "x-amz-retry-after") ?? "", 10);
  return serviceError({
    service:
      shortName(body?.__type) ??
      shortName(header(reply, "x-amzn-errortype")) ??
      (reply.status >= 500 ? "ServiceUnavailable" : "UnknownError"),
    serviceMessage:
      typeof message === "string" ? message : `HTTP status ${reply.status} without a message.`,
    statusCode: reply.status,
    requestId: header(reply, "x-amzn-requestid"),
    retryAfterMs: retryAfterMs >= 0 ? retryAfterMs : undefined,
    throttlingReasons: Array.isArray(reasons) ? reasons : undefined,
    item: isObject(item) ? item : undefined,
    cancellationReasons: Array.isArray(cancelled) ? cancelled : undefined,
  });
}

/**
 * Reads a whole HTTP reply as DynamoDB's.
 * @throws ServiceError for an error answer; an ambiguous NetworkError for a reply that is not
 * DynamoDB's or not intact: the operation may have been carried out all the same.
 */
export function readReply(operation: string, reply: HttpReply): WireObject {
  const malformed = (why: string) => new NetworkError(`The reply to ${operation} ${why}.`, true);
  const checksum = header(reply, "x-amz-crc32");
  if (checksum !== undefined && Number(checksum) !== crc32(reply.body)) {
    throw malformed("does not match its checksum (x-amz-crc32)");
  }
  if (reply.status >= 400) throw failure(reply);
  if (reply.status !== 200) throw malformed(`has HTTP status ${reply.status}`);
  const body = parseObject(reply.body);
  if (body === undefined) throw malformed("is not a JSON object");
  return body;
}
