import { CredentialsError } from "../errors/transport-errors.js";
import type { Credentials } from "./transport.js";

/**
 * Takes credentials from a source's answer, whose field names differ only in case and in what the
 * token is called.
 * @throws CredentialsError when the key id or the secret is missing.
 */
export function fromFields(source: string, fields: Readonly<Record<string, unknown>>): Credentials {
  const byName = new Map(
    Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const accessKeyId = byName.get("accesskeyid");
  const secretAccessKey = byName.get("secretaccesskey");
  const sessionToken = byName.get("sessiontoken") ?? byName.get("token");
  const expiration = byName.get("expiration");
  if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string") {
    throw new CredentialsError(`${source} answered without an access key id or a secret key.`);
  }
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof sessionToken === "string" && sessionToken !== "" ? { sessionToken } : {}),
    // ISO text everywhere but in SSO's answer, which gives epoch milliseconds.
    ...(typeof expiration === "string" || typeof expiration === "number"
      ? { expiration: new Date(expiration) }
      : {}),
  };
}
