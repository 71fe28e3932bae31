import { DYNAMODB } from "./api.js";
import { CONTENT_HASH, createCallSigner } from "./call-signer.js";
import { field } from "./sdk-client.js";
import type { SdkRequest, SdkRoute } from "./sdk-handler.js";
import { bodyOf, type Credentials, type TransportRequest } from "./transport.js";

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=[0-9a-f]+$/;

const DATE = "x-amz-date";
const TOKEN = "x-amz-security-token";
/** What the signer adds. */
const OF_SIGNATURE: ReadonlySet<string> = new Set(["authorization", DATE, TOKEN]);

const TARGET = "x-amz-target";
const LENGTH = "content-length";
/** In Lambda each invocation has another one, which tells of calls that call themselves. */
const TRACE = "x-amzn-trace-id";
const TRACE_ENV = "_X_AMZN_TRACE_ID";

/** A table of another account, which the SDK may look for at another host. */
const NAMES_ARN = /"(?:TableName":\s*|RequestItems":\s*\{\s*)"arn:/;
const ARN = '"arn:';

/** A request that the whole stack of a client has made, by which others are made like it. */
export interface SdkModel {
  readonly request: object;
  /** Where it went. */
  readonly route: SdkRoute | undefined;
  /** Makes another; `undefined` where the stack could make something else of it. */
  make(call: TransportRequest, credentials: Credentials, now: number): SdkRequest | undefined;
}

/** `undefined` where the request is not signed as expected, or others may not be like it. */
export function learnModel(request: unknown, credentials: Credentials): SdkModel | undefined {
  const path = field(request, "path");
  const body = textOf(field(request, "body"));
  const isPlain =
    field(request, "method") === "POST" &&
    Object.keys(Object(field(request, "query"))).length === 0 &&
    typeof path === "string" &&
    body !== undefined &&
    !namesArn(body);
  if (!isPlain || typeof request !== "object" || request === null) return undefined;
  const given = Object.entries(Object(field(request, "headers")));
  const all = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  const [, region, service, names] = AUTHORIZATION.exec(all.authorization ?? "") ?? [];
  const date = all[DATE]?.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
  const time = Date.parse(date ?? "");
  if (region === undefined || service === undefined || names === undefined) return undefined;
  if (Number.isNaN(time) || !(TARGET in all && LENGTH in all)) return undefined;
  const trace = Object.keys(all).find((name) => name.toLowerCase() === TRACE);
  if (trace !== undefined && all[trace] !== process.env[TRACE_ENV]) return undefined;

  const own = new Set([TARGET, LENGTH, CONTENT_HASH, trace]);
  const signed = names.split(";").filter((name) => !OF_SIGNATURE.has(name));
  const sign = createCallSigner({
    path,
    region,
    service,
    headers: Object.fromEntries(
      signed.map((name) => [name, own.has(name) ? undefined : all[name]]),
    ),
  });
  const again = sign(all, body, credentials, time);
  if (again.authorization !== all.authorization?.replace(/, ?/g, ", ")) return undefined;
  const { accessKeyId } = credentials;
  const isHashed = CONTENT_HASH in all;
  const hasToken = TOKEN in all;

  return {
    request,
    route: routeOf(request, path),
    make(call, used, now) {
      const text = bodyOf(call);
      const isAlike =
        used.accessKeyId === accessKeyId && hasToken === (used.sessionToken !== undefined);
      if (!isAlike || namesArn(text)) return undefined;
      // A copy of which no name changes: adding names to an object costs more than all else here.
      const headers = { ...all };
      headers[TARGET] = `${DYNAMODB.target}.${call.operation}`;
      headers[LENGTH] = String(Buffer.byteLength(text));
      if (trace !== undefined) headers[trace] = process.env[TRACE_ENV] ?? "";
      const { date, authorization, hash } = sign(headers, text, used, now);
      if (isHashed) headers[CONTENT_HASH] = hash;
      if (used.sessionToken !== undefined) headers[TOKEN] = used.sessionToken;
      headers[DATE] = date;
      headers.authorization = authorization;
      return { headers, body: text };
    },
  };
}

function textOf(body: unknown): string | undefined {
  if (body instanceof Uint8Array) {
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  }
  return typeof body === "string" ? body : undefined;
}

function namesArn(body: string): boolean {
  return body.includes(ARN) && NAMES_ARN.test(body);
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
