import type { Api } from "./api.js";
import { canonicalPath, signingKey } from "./sigv4.js";
import type { Credentials } from "./transport.js";

/** What the signature adds to a call's headers. */
export interface CallSignature {
  /** `x-amz-date`. */
  readonly date: string;
  readonly authorization: string;
}

/** Signs a call of DynamoDB at a time (milliseconds since the epoch). */
export type CallSigner = (
  operation: string,
  body: Uint8Array,
  credentials: Credentials,
  now: number,
) => CallSignature;

/** SHA-256 works on blocks of this many bytes; HMAC is defined by them (RFC 2104). */
const BLOCK = 64;
const DIGEST = 32;

/**
 * Makes a signer of the one kind of request that DynamoDB takes, with the headers content-type,
 * host, x-amz-date, x-amz-security-token (of temporary credentials) and x-amz-target. Everything
 * that is the same for the calls of a second is made once: what remains is a hash of the body, one
 * of the rest, and an HMAC of two blocks.
 */
export function createCallSigner(endpoint: URL, region: string, { target }: Api): CallSigner {
  const { hash } = process.getBuiltinModule("node:crypto");
  const path = canonicalPath(endpoint.pathname);
  const inner = Buffer.alloc(BLOCK + 512);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  let second = Number.NaN;
  let used: Credentials | undefined;
  let day = "";
  let date = "";
  let head = "";
  let tail = "";
  let toSign = "";
  let authorization = "";

  function prepare(credentials: Credentials, now: number): void {
    const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
    const today = time.slice(0, 8);
    if (today !== day || used?.secretAccessKey !== credentials.secretAccessKey) {
      const key = signingKey(credentials.secretAccessKey, today, region, "dynamodb");
      inner.fill(0x36, 0, BLOCK);
      outer.fill(0x5c, 0, BLOCK);
      for (const [index, byte] of key.entries()) {
        inner[index] = byte ^ 0x36;
        outer[index] = byte ^ 0x5c;
      }
    }
    const { accessKeyId, sessionToken } = credentials;
    const token = sessionToken === undefined ? "" : `x-amz-security-token:${sessionToken}\n`;
    const names = `content-type;host;x-amz-date;${token && "x-amz-security-token;"}x-amz-target`;
    const scope = `${today}/${region}/dynamodb/aws4_request`;
    head =
      `POST\n${path}\n\ncontent-type:application/x-amz-json-1.0\nhost:${endpoint.host}\n` +
      `x-amz-date:${time}\n${token}x-amz-target:${target}.`;
    tail = `\n\n${names}\n`;
    toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n`;
    authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=`;
    date = time;
    day = today;
    used = credentials;
    second = Math.floor(now / 1_000);
  }

  return (operation, body, credentials, now) => {
    if (Math.floor(now / 1_000) !== second || credentials !== used) prepare(credentials, now);
    const request = hash("sha256", `${head}${operation}${tail}${hash("sha256", body)}`);
    const length = inner.write(`${toSign}${request}`, BLOCK, "latin1");
    hash("sha256", inner.subarray(0, BLOCK + length), "buffer").copy(outer, BLOCK);
    return { date, authorization: authorization + hash("sha256", outer) };
  };
}
