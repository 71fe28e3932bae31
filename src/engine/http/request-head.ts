import { refusal } from "./refusal.js";

/** What the engine wants to know of a request's line and headers. */
export interface RequestHead {
  readonly method: string;
  /** The header x-amz-target; empty where there is none. */
  readonly target: string;
  /** Bytes of the body; undefined where it comes in chunks. */
  readonly length: number | undefined;
  /** Whether the body is compressed. */
  readonly isZipped: boolean;
  readonly acceptsGzip: boolean;
  /** Whether the client waits for leave to send the body. */
  readonly expectsContinue: boolean;
  /** Whether the connection stays open after the reply. */
  readonly keepAlive: boolean;
}

/**
 * A whole head and nothing else: no folded lines, no space before a colon, no lone CR or LF. Where
 * two servers could read a head differently, requests could be smuggled past one of them.
 */
const HEAD =
  /^[!#$%&'*+\-.^_`|~\w]+ [\x21-\x7e\x80-\xff]+ HTTP\/1\.[01](?:\r\n[!#$%&'*+\-.^_`|~\w]+:[\t\x20-\x7e\x80-\xff]*)*$/;

/** At most one of each may be there. */
interface Headers {
  host?: string;
  "content-length"?: string;
  "transfer-encoding"?: string;
  "content-encoding"?: string;
  "x-amz-target"?: string;
  expect?: string;
}

const SINGLE: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "content-encoding",
  "x-amz-target",
  "expect",
]);

/**
 * Reads the head of a request, without the empty line that ends it.
 * @throws ServiceError where it is none, or asks for what is not there
 */
export function readHead(text: string): RequestHead {
  if (!HEAD.test(text)) throw refuseHead(text);
  const lineEnd = text.indexOf("\r\n");
  const line = lineEnd < 0 ? text : text.slice(0, lineEnd);
  const isOld = line.endsWith("0");
  const headers: Headers = {};
  let connection = "";
  let acceptEncoding = "";
  for (let at = lineEnd; at >= 0; ) {
    const colon = text.indexOf(":", at);
    const end = text.indexOf("\r\n", colon);
    const name = text.slice(at + 2, colon).toLowerCase();
    if (SINGLE.has(name)) {
      if (name in headers) throw refusal(400, `There is more than one header ${name}`);
      headers[name as keyof Headers] = valueAt(text, colon, end); // as SINGLE says
    } else if (name === "connection") connection += `,${valueAt(text, colon, end)}`;
    else if (name === "accept-encoding") acceptEncoding += `,${valueAt(text, colon, end)}`;
    at = end;
  }
  if (headers.host === undefined && !isOld) throw refusal(400, "There is no header host");
  const options = connection.toLowerCase();
  return {
    method: line.slice(0, line.indexOf(" ")),
    target: headers["x-amz-target"] ?? "",
    length: bodyLength(headers, isOld),
    isZipped: headers["content-encoding"]?.toLowerCase() === "gzip",
    acceptsGzip: /\bgzip\b/i.test(acceptEncoding),
    expectsContinue: expectsContinue(headers),
    keepAlive: isOld ? /\bkeep-alive\b/.test(options) : !/\bclose\b/.test(options),
  };
}

function refuseHead(text: string): Error {
  const version = /^\S+ \S+ HTTP\/(\d\.\d)\r/.exec(`${text}\r`)?.[1];
  if (version === undefined || version.startsWith("1.")) return refusal(400, "This is no HTTP/1.1");
  return refusal(505, "Only HTTP/1.1 is spoken here");
}

/** Without the spaces around it, which are spaces and tabs only. */
function valueAt(text: string, colon: number, lineEnd: number): string {
  let start = colon + 1;
  let end = lineEnd < 0 ? text.length : lineEnd;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function bodyLength(headers: Headers, isOld: boolean): number | undefined {
  const { "content-length": length, "transfer-encoding": encoding } = headers;
  if (encoding === undefined) {
    if (length === undefined) return 0;
    if (/^\d{1,15}$/.test(length)) return Number(length);
    throw refusal(400, "content-length is no number of bytes");
  }
  if (length !== undefined) {
    throw refusal(400, "There are both content-length and transfer-encoding");
  }
  if (isOld) throw refusal(400, "HTTP/1.0 has no transfer-encoding");
  if (encoding.toLowerCase() === "chunked") return undefined;
  throw refusal(501, "The only transfer-encoding here is chunked");
}

function expectsContinue({ expect }: Headers): boolean {
  if (expect === undefined) return false;
  if (expect.toLowerCase() === "100-continue") return true;
  throw refusal(417, "Nothing but 100-continue can be expected here");
}
