import { createHash, createHmac } from "node:crypto";
import { canonicalPath, canonicalValue, signingKey } from "../../src/transport/sigv4.js";
import type { Credentials } from "../../src/transport/transport.js";

const ALGORITHM = "AWS4-HMAC-SHA256";

interface SignableRequest {
  readonly method: string;
  /** Path as it is sent, already URL-encoded, without a query. */
  readonly path: string;
  /** Every header to sign, names in lower case; `host` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * Signs as Signature Version 4 is written down, step by step; published vectors prove it. Answers
 * the request's headers with `x-amz-date`, the session token and `authorization` added.
 */
export function signByTheBook(
  region: string,
  service: string,
  request: SignableRequest,
  credentials: Credentials,
  date: Date,
): Record<string, string> {
  const time = date.toISOString().replace(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const headers: Record<string, string> = { ...request.headers, "x-amz-date": time };
  if (credentials.sessionToken !== undefined) {
    headers["x-amz-security-token"] = credentials.sessionToken;
  }
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = sorted.map(([name]) => name).join(";");
  const canonical = [
    request.method,
    canonicalPath(request.path),
    "",
    ...sorted.map(([name, value]) => `${name}:${canonicalValue(value)}`),
    "",
    names,
    sha256(request.body),
  ].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = `${ALGORITHM}\n${time}\n${scope}\n${sha256(canonical)}`;
  const key = signingKey(credentials.secretAccessKey, day, region, service);
  const signature = createHmac("sha256", key).update(text).digest("hex");
  headers.authorization =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, ` +
    `SignedHeaders=${names}, Signature=${signature}`;
  return headers;
}
