import { ConfigurationError } from "../errors/errors.js";
import { checkCredentials } from "./credential-cache.js";
import { parseEndpoint, parseRegion } from "./endpoint.js";
import type { Credentials, WorkerTarget } from "./transport.js";

/** What `createHttpTransport` takes; the environment and the shared AWS files fill the gaps. */
export interface HttpTransportOptions {
  /** AWS_REGION, AWS_DEFAULT_REGION or the profile's region when left out. */
  readonly region?: string;
  /**
   * Absolute URL. When left out: AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, the profile's
   * `endpoint_url`, else the AWS endpoint of the region.
   */
  readonly endpoint?: string;
  /** The default credential chain when left out. A function's answer is kept until it expires. */
  readonly credentials?: Credentials | (() => Promise<Credentials>);
  /** Milliseconds that one attempt may take; 3,000 by default. */
  readonly timeoutMs?: number;
  /** Milliseconds that opening a connection may take; 1,000 by default. */
  readonly connectTimeoutMs?: number;
  /** Most connections open at once; 64 by default. Further calls wait for one. */
  readonly maxSockets?: number;
  /** Profile of the shared AWS files; AWS_PROFILE when left out. */
  readonly profile?: string;
}

/**
 * Checks the options before any work.
 * @throws ConfigurationError or CredentialsError naming the option.
 */
export function checkOptions(options: HttpTransportOptions): void {
  const { region, endpoint, credentials, maxSockets } = options;
  for (const name of ["timeoutMs", "connectTimeoutMs"] as const) {
    const value = options[name];
    // Node's timers fire at once beyond 2^31 - 1 milliseconds.
    if (value !== undefined && !(value > 0 && value < 2 ** 31)) {
      throw new ConfigurationError(`${name} must be over 0 and under 2^31 milliseconds.`);
    }
  }
  if (maxSockets !== undefined && !(Number.isInteger(maxSockets) && maxSockets > 0)) {
    throw new ConfigurationError("maxSockets must be a whole number of at least 1.");
  }
  if (region !== undefined) parseRegion(region, "region");
  if (endpoint !== undefined) parseEndpoint(endpoint, "endpoint");
  if (typeof credentials === "object") checkCredentials(credentials, "credentials");
}

/**
 * The options that a worker thread can be given.
 * @throws ConfigurationError for a credentials function.
 */
export function toWorkerTarget(options: HttpTransportOptions): WorkerTarget {
  const { credentials, ...rest } = options;
  if (typeof credentials === "function") {
    throw new ConfigurationError(
      "The blocking mode runs requests in a worker thread, and a credentials function cannot " +
        "cross to it. Give `credentials` as an object, name a `profile`, or leave it out: the " +
        "default credential chain then runs in the worker.",
    );
  }
  return credentials === undefined ? rest : { ...rest, credentials };
}
