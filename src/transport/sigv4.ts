import type { Credentials } from "./transport.js";

const ALGORITHM = "AWS4-HMAC-SHA256";

export interface SignableRequest {
  readonly method: string;
  /** Path as it is sent, already URL-encoded, without a query. */
  readonly path: string;
  /** Every header to sign, names in lower case; `host` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** Answers the request's headers with `x-amz-date`, the session token and `authorization` added. */
export type Signer = (
  request: SignableRequest,
  credentials: Credentials,
  date: Date,
) => Record<string, string>;

/** Loaded by the first signature: it takes longer to load than this library. */
function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return crypto().createHmac("sha256", key).update(text).digest();
}

export function sha256(data: Uint8Array | string): string {
  return crypto().hash("sha256", data);
}

/**
 * Derives the key that signs the requests of one day (`yyyymmdd`), region and service (AWS,
 * "Create a signed AWS API request").
 */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), "aws4_request");
}

/** The path is encoded once more, as Signature Version 4 asks of every service but S3. */
export function canonicalPath(path: string): string {
  return encodeURIComponent(path)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/");
}

/** A header's value as it is signed. */
export function canonicalValue(value: string): string {
  return value.trim().replace(/\s+/g, " ");
}

/** Makes a signer for one region and service, which keeps the key of the day. */
export function createSigner(region: string, service: string): Signer {
  let cachedFor = "";
  let cachedKey: Buffer | undefined;

  function keyOf(secret: string, day: string): Buffer {
    const wanted = `${day}${secret}`;
    if (cachedKey === undefined || cachedFor !== wanted) {
      cachedKey = signingKey(secret, day, region, service);
      cachedFor = wanted;
    }
    return cachedKey;
  }

  return (request, credentials, date) => {
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
    const signature = hmac(keyOf(credentials.secretAccessKey, day), text).toString("hex");
    headers.authorization =
      `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, ` +
      `SignedHeaders=${names}, Signature=${signature}`;
    return headers;
  };
}
