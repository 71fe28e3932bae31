import { DYNAMODB } from "./api.js";
import { type CallSigner, CONTENT_HASH, createCallSigner } from "./call-signer.js";
import { field } from "./sdk-client.js";
import type { SdkRequest, SdkRoute } from "./sdk-handler.js";
import { bytesOf, type Credentials, type TransportRequest } from "./transport.js";

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=[0-9a-f]+$/;

const DATE = "x-amz-date";
const TOKEN = "x-amz-security-token";
/** What the signer adds. */
const OF_SIGNATURE: ReadonlySet<string> = new Set(["authorization", DATE, TOKEN]);

const TARGET = "x-amz-target";
const LENGTH = "content-length";
/** Headers that say something of the body, beside its length and hash. */
const OF_BODY = /checksum|digest|md5|content-encoding/i;

/** In Lambda each invocation has another one, which tells of calls that call themselves. */
const TRACE = "x-amzn-trace-id";
const TRACE_ENV = "_X_AMZN_TRACE_ID";

/** A table of another account, which the SDK may look for at another host. */
const NAMES_ARN = /"(?:TableName":\s*|RequestItems":\s*\{\s*)"arn:/;

type Headers = Readonly<Record<string, string>>;

/** A request that the whole stack of a client has made, by which others are made like it. */
export interface SdkModel {
  readonly request: object;
  /** Where it was sent; `undefined` where only the requestHandler can tell. */
  readonly route: SdkRoute | undefined;
  /** Makes another; `undefined` where the stack could make something else of the call. */
  make(call: TransportRequest, credentials: Credentials, now: number): SdkRequest | undefined;
}

/** `undefined` where the request is not signed as expected, or others may not be like it. */
export function learnModel(request: unknown, credentials: Credentials): SdkModel | undefined {
  if (typeof request !== "object" || request === null) return undefined;
  const { method, path, query, headers }: Record<string, unknown> = { ...request };
  const body = textOf(field(request, "body"));
  if (method !== "POST" || typeof path !== "string" || Object.keys(Object(query)).length > 0) {
    return undefined;
  }
  if (body === undefined) return undefined;
  const entries = Object.entries(Object(headers));
  const given = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  const names = Object.keys(given);
  if (!(TARGET in given && LENGTH in given) || names.some((name) => OF_BODY.test(name))) {
    return undefined;
  }
  const trace = names.find((name) => name.toLowerCase() === TRACE);
  if (trace !== undefined && given[trace] !== process.env[TRACE_ENV]) return undefined;
  const own = new Set([TARGET, LENGTH, CONTENT_HASH, trace]);
  const sign = signerOf(path, given, own, body, credentials);
  if (sign === undefined) return undefined;
  const { accessKeyId } = credentials;
  const hasToken = TOKEN in given;
  const isHashed = CONTENT_HASH in given;

  return {
    request,
    route: routeOf(request, path),
    make(call, used, now) {
      if (used.accessKeyId !== accessKeyId) return undefined;
      if (hasToken !== (used.sessionToken !== undefined)) return undefined;
      const bytes = bytesOf(call);
      if (namesArn(bytes)) return undefined;
      // A copy that gets no other names: each name that an object gets costs more than all else here.
      const headers = { ...given };
      headers[TARGET] = `${DYNAMODB.target}.${call.operation}`;
      headers[LENGTH] = String(bytes.length);
      if (trace !== undefined) headers[trace] = process.env[TRACE_ENV] ?? "";
      const { date, authorization, hash } = sign(headers, bytes, used, now);
      if (isHashed) headers[CONTENT_HASH] = hash;
      if (used.sessionToken !== undefined) headers[TOKEN] = used.sessionToken;
      headers[DATE] = date;
      headers.authorization = authorization;
      return { headers, body: bytes };
    },
  };
}

/** A signer that signs as the request is; `undefined` where there is none. */
function signerOf(
  path: string,
  given: Headers,
  own: ReadonlySet<string | undefined>,
  body: string,
  credentials: Credentials,
): CallSigner | undefined {
  const authorization = given.authorization?.replace(/, ?/g, ", ") ?? "";
  const [, region, service, names] = AUTHORIZATION.exec(authorization) ?? [];
  const date = given[DATE]?.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5") ?? "";
  const time = Date.parse(date);
  if (region === undefined || service === undefined || names === undefined) return undefined;
  if (Number.isNaN(time)) return undefined;
  const signed = names.split(";").filter((name) => !OF_SIGNATURE.has(name));
  const headers = signed.map((name) => [name, own.has(name) ? undefined : given[name]]);
  const sign = createCallSigner({ path, region, service, headers: Object.fromEntries(headers) });
  return sign(given, body, credentials, time).authorization === authorization ? sign : undefined;
}

function textOf(body: unknown): string | undefined {
  if (body instanceof Uint8Array) {
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  }
  return typeof body === "string" ? body : undefined;
}

/** Whether a request is for a table that may be elsewhere: nothing of it holds for others. */
export function isElsewhere(request: unknown): boolean {
  return namesArn(Buffer.from(textOf(field(request, "body")) ?? ""));
}

function namesArn(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return bytes.includes('"arn:') && NAMES_ARN.test(bytes.toString());
}

/** `undefined` where it has parts that requests of DynamoDB do not have. */
function routeOf(request: object, path: string): SdkRoute | undefined {
  const isSecure = field(request, "protocol") === "https:";
  const host = field(request, "hostname");
  const port = field(request, "port") ?? (isSecure ? 443 : 80);
  const isUsual = ["username", "password", "fragment"].every((name) => !field(request, name));
  if (!isUsual || typeof host !== "string" || typeof port !== "number") return undefined;
  return { isSecure, host: host.replace(/^\[(.*)\]$/, "$1"), port, path };
}
