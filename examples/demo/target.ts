import type { Credentials } from "monotable";

/** What both monotable and the AWS SDK connect to; the environment fills the gaps. */
export interface Target {
  readonly endpoint: string;
  readonly region?: string;
  readonly credentials?: Credentials;
}

const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** Where an engine is that takes any region and credentials. */
export function localTarget(endpoint: string, region = "us-east-1"): Target {
  return { endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
}

/** Where an engine is; one on this machine does not insist on credentials. */
export function targetOf(endpoint: string, region?: string): Target {
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env;
  const isLocal = LOCAL_HOSTS.includes(new URL(endpoint).hostname);
  if (isLocal && !AWS_ACCESS_KEY_ID && !AWS_PROFILE) return localTarget(endpoint, region);
  return region === undefined ? { endpoint } : { endpoint, region };
}
