import { CredentialsError } from "../errors/transport-errors.js";
import type { Credentials } from "./transport.js";

/** Temporary credentials are fetched anew this long before they end. */
const REFRESH_AHEAD_MS = 5 * 60_000;

/** After a failed refresh, the credentials at hand are used this long before the next try. */
const REFRESH_PAUSE_MS = 10_000;

/** Keeps credentials until they are about to end; one refresh runs at a time. */
export interface CredentialCache {
  /** Credentials at once where they are at hand, else a promise of them. */
  get(): Credentials | Promise<Credentials>;
  /** Drops credentials that the service calls expired. */
  forget(refused: Credentials): void;
}

/**
 * Refuses credentials that cannot be sent in a header.
 * @throws CredentialsError naming the field, never its value.
 */
export function checkCredentials(credentials: Credentials, source: string): Credentials {
  if (typeof credentials !== "object" || credentials === null) {
    throw new CredentialsError(`${source} must give { accessKeyId, secretAccessKey }.`);
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  const texts = { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? "-" };
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value)) {
      throw new CredentialsError(
        `${source}: ${name} must be text of printable ASCII characters without spaces.`,
      );
    }
  }
  if (expiration !== undefined && !(expiration instanceof Date && expiration.getTime() > 0)) {
    throw new CredentialsError(`${source}: expiration is not a valid date.`);
  }
  return credentials;
}

/**
 * Makes a cache over a source, of which the first credentials may be at hand. Those without an
 * expiration are kept until refused.
 */
export function createCredentialCache(
  load: () => Promise<Credentials>,
  now: () => number,
  first?: Credentials,
): CredentialCache {
  let current = first;
  let pending: Promise<Credentials> | undefined;
  let nextRefresh = 0;

  function refresh(): Promise<Credentials> {
    pending ??= load()
      .then(
        (loaded) => {
          current = loaded;
          return loaded;
        },
        (error: unknown) => {
          nextRefresh = now() + REFRESH_PAUSE_MS;
          throw error;
        },
      )
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  return {
    get() {
      if (current === undefined) return refresh();
      if (current.expiration === undefined) return current;
      const left = current.expiration.getTime() - now();
      if (left <= 0) return refresh();
      if (left <= REFRESH_AHEAD_MS && now() >= nextRefresh) {
        // The credentials at hand still serve: a failure shows only once they have ended.
        refresh().catch(() => undefined);
      }
      return current;
    },
    forget(refused) {
      if (current === refused) current = undefined;
    },
  };
}
