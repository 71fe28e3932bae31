import { canonicalPath, canonicalValue, signingKey } from "./sigv4.js";
import type { Credentials } from "./transport.js";

/** What the signature adds to a call's headers. */
export interface CallSignature {
  /** `x-amz-date`. */
  readonly date: string;
  readonly authorization: string;
  /** SHA-256 of the body, which is `x-amz-content-sha256` where that is signed. */
  readonly hash: string;
}

/** What calls that are signed alike have in common. */
export interface CallShape {
  /** As it is sent, already URL-encoded. */
  readonly path: string;
  readonly region: string;
  readonly service: string;
  /**
   * The headers that are signed beside those of the signature, names in lower case; `undefined`
   * where each call has a value of its own.
   */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Signs a POST at a time (milliseconds since the epoch); `own` are the values of the headers that
 * each call has for itself.
 */
export type CallSigner = (
  own: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  credentials: Credentials,
  now: number,
) => CallSignature;

/** The header that says the body's hash, in which each call has its own value. */
export const CONTENT_HASH = "x-amz-content-sha256";

/** SHA-256 works on blocks of this many bytes; HMAC is defined by them (RFC 2104). */
const BLOCK = 64;
const DIGEST = 32;

/**
 * Makes a signer of calls that are alike. Everything that is the same for those of a second is made
 * once: what remains is a hash of the body, one of the rest, and an HMAC of two blocks.
 */
export function createCallSigner({ path, region, service, headers }: CallShape): CallSigner {
  const { hash } = process.getBuiltinModule("node:crypto");
  const inner = Buffer.alloc(BLOCK + 512);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  let second = Number.NaN;
  let used: Credentials | undefined;
  let day = "";
  let date = "";
  /** What is signed before the value of each header of the call's own. */
  let heads: readonly (readonly [head: string, name: string])[] = [];
  let tail = "";
  let toSign = "";
  let authorization = "";

  function prepare(credentials: Credentials, now: number): void {
    const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
    const today = time.slice(0, 8);
    if (today !== day || used?.secretAccessKey !== credentials.secretAccessKey) {
      const key = signingKey(credentials.secretAccessKey, today, region, service);
      inner.fill(0x36, 0, BLOCK);
      outer.fill(0x5c, 0, BLOCK);
      for (const [index, byte] of key.entries()) {
        inner[index] = byte ^ 0x36;
        outer[index] = byte ^ 0x5c;
      }
    }
    const { accessKeyId, sessionToken } = credentials;
    const token = sessionToken !== undefined && { "x-amz-security-token": sessionToken };
    const all = Object.entries({ ...headers, "x-amz-date": time, ...token });
    all.sort(([a], [b]) => (a < b ? -1 : 1));
    const names = all.map(([name]) => name).join(";");
    const scope = `${today}/${region}/${service}/aws4_request`;
    const pieces: [string, string][] = [];
    let text = `POST\n${canonicalPath(path)}\n\n`;
    for (const [name, value] of all) {
      text += `${name}:`;
      if (value === undefined) {
        pieces.push([text, name]);
        text = "";
      } else {
        text += canonicalValue(value);
      }
      text += "\n";
    }
    heads = pieces;
    tail = `${text}\n${names}\n`;
    toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n`;
    authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=`;
    date = time;
    day = today;
    used = credentials;
    second = Math.floor(now / 1_000);
  }

  return (own, body, credentials, now) => {
    if (Math.floor(now / 1_000) !== second || credentials !== used) prepare(credentials, now);
    const hashed = hash("sha256", body);
    let text = "";
    for (const [head, name] of heads) {
      text += head + (name === CONTENT_HASH ? hashed : canonicalValue(own[name] ?? ""));
    }
    const request = hash("sha256", text + tail + hashed);
    const length = inner.write(`${toSign}${request}`, BLOCK, "latin1");
    hash("sha256", inner.subarray(0, BLOCK + length), "buffer").copy(outer, BLOCK);
    return { date, authorization: authorization + hash("sha256", outer), hash: hashed };
  };
}
