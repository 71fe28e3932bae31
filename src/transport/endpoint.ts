import { ConfigurationError } from "../errors/errors.js";
import type { ConfigSection, SharedConfig } from "./aws-config.js";
import type { Environment } from "./environment.js";

/** Which service's own settings to prefer: `AWS_ENDPOINT_URL_STS`, `[services x] sts = …`. */
export type AwsService = "dynamodb" | "dynamodb_streams" | "sts" | "sso";

/**
 * Checks an endpoint.
 * @throws ConfigurationError when it is no absolute http(s) URL of a host and a path only.
 */
export function parseEndpoint(endpoint: string, source: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ConfigurationError(
      `${source} is not an absolute http or https URL; give one such as "http://127.0.0.1:8000".`,
    );
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new ConfigurationError(
      `${source} has a query, a fragment or a user name; give scheme, host, port and path only.`,
    );
  }
  return url;
}

/**
 * Checks a region: it becomes a part of a host name.
 * @throws ConfigurationError when it cannot be one.
 */
export function parseRegion(region: string, source: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(region)) return region;
  throw new ConfigurationError(
    `${source} is not a region: it must be letters, digits and hyphens, such as "eu-central-1".`,
  );
}

/** Whether the URL names this machine, as test engines do. */
export function isLoopback(url: URL): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
}

/** The public endpoint of a service in a region. */
export function awsEndpoint(service: AwsService, region: string): URL {
  const host = service === "sso" ? "portal.sso" : service;
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return new URL(`https://${host}.${region}.${domain}`);
}

/** Where a table's streams are read: a host of their own on AWS, the same one on any other engine. */
export function streamsEndpoint(endpoint: URL): URL {
  const isAws = /^dynamodb\.[^.]+\.amazonaws\.com(?:\.cn)?$/.test(endpoint.hostname);
  return isAws ? new URL(endpoint.href.replace("//dynamodb.", "//streams.dynamodb.")) : endpoint;
}

/**
 * The endpoint that the environment or the profile sets, a service's own setting first.
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS and the profile's equivalent turn both off.
 */
export function configuredEndpoint(
  service: AwsService,
  { env }: Environment,
  profile: ConfigSection | undefined,
  config: SharedConfig,
): URL | undefined {
  const ignore =
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? profile?.get("ignore_configured_endpoint_urls");
  if (ignore?.toLowerCase() === "true") return undefined;
  const services = config.section("services", profile?.get("services") ?? "");
  const own = `AWS_ENDPOINT_URL_${service.toUpperCase()}`;
  const candidates = [
    [own, env[own]],
    ["AWS_ENDPOINT_URL", env.AWS_ENDPOINT_URL],
    [`endpoint_url of the profile's services section`, services?.get(`${service}.endpoint_url`)],
    ["endpoint_url of the profile", profile?.get("endpoint_url")],
  ] as const;
  for (const [source, value] of candidates) {
    if (value) return parseEndpoint(value, source);
  }
  return undefined;
}
