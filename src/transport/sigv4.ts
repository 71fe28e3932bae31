/**
 * Derives the key that signs the requests of one day (`yyyymmdd`), region and service (AWS,
 * "Create a signed AWS API request").
 */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  // Loaded by the first signature: it takes longer to load than this library.
  const { createHmac } = process.getBuiltinModule("node:crypto");
  const hmac = (key: string | Buffer, text: string) =>
    createHmac("sha256", key).update(text).digest();
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
