import { gunzipSync } from "node:zlib";
import type { TransportRequest } from "../../transport/transport.js";
import { exception, malformed } from "../exception.js";
import { isRecord } from "../record.js";
import { MAX_BODY_BYTES } from "./request-body.js";
import type { HttpRequest } from "./request-parser.js";

const TARGET = /^DynamoDB(?:Streams)?_20120810\.([A-Za-z]+)$/;

/**
 * Reads the operation and its input from a request.
 * @throws ServiceError where the service would refuse to read it
 */
export function readRequest({ head, body }: HttpRequest): TransportRequest {
  if (body === undefined) {
    throw exception("RequestEntityTooLargeException", `The body is over ${MAX_BODY_BYTES} bytes`);
  }
  const operation = TARGET.exec(head.target)?.[1];
  if (operation === undefined) {
    throw exception("UnknownOperationException", "The x-amz-target header names no operation");
  }
  const text = head.isZipped ? unzip(body) : body;
  return { operation, input: parse(text.toString("utf8")) };
}

function unzip(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch {
    throw malformed("The body is not gzip");
  }
}

function parse(text: string): TransportRequest["input"] {
  let input: unknown;
  try {
    input = JSON.parse(text === "" ? "{}" : text);
  } catch {
    throw malformed("The body is not JSON");
  }
  if (isRecord(input)) return input;
  throw malformed("The body is not a JSON object");
}
