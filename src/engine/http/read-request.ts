import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import type { TransportRequest } from "../../transport/transport.js";
import { exception, malformed } from "../exception.js";
import { isRecord } from "../record.js";

/** Bodies are 16 MB at most ("BatchWriteItem" in the API reference). */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const TARGET = /^DynamoDB(?:Streams)?_20120810\.([A-Za-z]+)$/;

/**
 * Reads the operation and its input from a request.
 * @throws ServiceError where the service would refuse to read it
 */
export async function readRequest(request: IncomingMessage): Promise<TransportRequest> {
  const body = await readBody(request);
  const operation = TARGET.exec(String(request.headers["x-amz-target"] ?? ""))?.[1];
  if (operation === undefined) {
    throw exception("UnknownOperationException", "The x-amz-target header names no operation");
  }
  const text = request.headers["content-encoding"] === "gzip" ? unzip(body) : body;
  return { operation, input: parse(text.toString("utf8")) };
}

/** By events: as an async iterable, a stream costs more than the rest of a request. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (bytes: Buffer) => {
      size += bytes.length;
      // Read on to the end, so that the client hears why.
      if (size <= MAX_BODY_BYTES) chunks.push(bytes);
    });
    request.once("error", reject);
    request.once("end", () => {
      const [only] = chunks;
      if (size > MAX_BODY_BYTES) reject(tooLarge());
      else resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
    });
  });
}

function tooLarge(): Error {
  return exception("RequestEntityTooLargeException", `The body is over ${MAX_BODY_BYTES} bytes`);
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
