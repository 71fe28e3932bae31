import { ConfigurationError } from "../errors/errors.js";
import { CredentialsError } from "../errors/transport-errors.js";
import { type Api, DYNAMODB } from "./api.js";
import { type ConfigSection, loadSharedConfig, type SharedConfig } from "./aws-config.js";
import { type CallSigner, createCallSigner } from "./call-signer.js";
import {
  type CredentialCache,
  checkCredentials,
  createCredentialCache,
} from "./credential-cache.js";
import { environmentCredentials } from "./credentials-environment.js";
import { type ChainContext, profileName } from "./credentials-source.js";
import {
  type AwsService,
  awsEndpoint,
  configuredEndpoint,
  isLoopback,
  parseEndpoint,
  parseRegion,
  streamsEndpoint,
} from "./endpoint.js";
import type { Environment } from "./environment.js";
import { createHttpConnection, type HttpConnection } from "./http-connection.js";
import type { HttpTransportOptions } from "./http-options.js";
import type { Credentials } from "./transport.js";

/** Of requests and replies (the JSON protocol of AWS). */
export const CONTENT_TYPE = "application/x-amz-json-1.0";

/** What the files say where nothing is asked of them. */
const NO_CONFIG: SharedConfig = {
  profile: () => undefined,
  section: () => undefined,
  paths: [],
};

/** What the first call finds out and all later ones use. */
export interface HttpSession {
  /** What `x-amz-target` begins with. */
  readonly target: string;
  readonly endpoint: URL;
  readonly connection: HttpConnection;
  readonly sign: CallSigner;
  readonly credentials: CredentialCache;
}

/**
 * Reads the environment and the shared AWS files for what the options leave open.
 * @throws ConfigurationError when there is no region.
 */
export async function openSession(
  options: HttpTransportOptions,
  environment: Environment,
  api: Api,
): Promise<HttpSession> {
  const isComplete = options.region && options.endpoint && options.credentials;
  const config = isComplete ? NO_CONFIG : await loadSharedConfig(environment);
  const profile = config.profile(profileName({ profile: options.profile, environment }).name);
  const configured = (service: AwsService) =>
    configuredEndpoint(service, environment, profile, config);
  const custom =
    options.endpoint === undefined
      ? (configured(api.service) ?? configured("dynamodb"))
      : parseEndpoint(options.endpoint, "endpoint");
  const local = custom !== undefined && isLoopback(custom);
  const region = findRegion(options, environment, profile) ?? (local ? "us-east-1" : undefined);
  if (region === undefined) {
    throw new ConfigurationError(
      "No AWS region: give `region`, or set AWS_REGION, or `region` of the profile in use.",
    );
  }
  const main = custom ?? awsEndpoint("dynamodb", region);
  const endpoint = api === DYNAMODB ? main : streamsEndpoint(main);
  const { connectTimeoutMs = 1_000, maxSockets = 64 } = options;
  const load = credentialSource(options, { environment, config, region, local });
  const given = typeof options.credentials === "object" ? options.credentials : undefined;
  return {
    target: api.target,
    endpoint,
    connection: createHttpConnection(endpoint, { connectTimeoutMs, maxSockets }),
    sign: createCallSigner({
      path: endpoint.pathname,
      region,
      service: "dynamodb",
      headers: {
        "content-type": CONTENT_TYPE,
        host: endpoint.host,
        "x-amz-target": undefined,
      },
    }),
    credentials: createCredentialCache(load, environment.now, given),
  };
}

function findRegion(
  options: HttpTransportOptions,
  { env }: Environment,
  profile: ConfigSection | undefined,
): string | undefined {
  const candidates = [
    ["region", options.region],
    ["AWS_REGION", env.AWS_REGION],
    ["AWS_DEFAULT_REGION", env.AWS_DEFAULT_REGION],
    ["region of the profile", profile?.get("region")],
  ] as const;
  for (const [source, value] of candidates) {
    if (value) return parseRegion(value, source);
  }
  return undefined;
}

function credentialSource(
  { credentials, profile }: HttpTransportOptions,
  chain: Omit<ChainContext, "profile">,
): () => Promise<Credentials> {
  if (typeof credentials === "object") return async () => credentials;
  if (credentials === undefined) {
    return async () =>
      checkCredentials(await findCredentials({ ...chain, profile }), "credentials");
  }
  return async () => {
    let own: Credentials;
    try {
      own = await credentials();
    } catch (error) {
      throw new CredentialsError("The credentials function failed.", { cause: error });
    }
    return checkCredentials(own, "The credentials function");
  };
}

/** Most processes have keys in their environment: what finds others is loaded by those that have none. */
async function findCredentials(context: ChainContext): Promise<Credentials> {
  const own =
    context.profile === undefined ? environmentCredentials(context.environment) : undefined;
  if (own !== undefined) return own;
  const { chainCredentials } = await import("./credentials.js");
  return chainCredentials(context);
}
