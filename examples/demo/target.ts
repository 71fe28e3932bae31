import type { Credentials } from "monotable";

/** What both monotable and the AWS SDK connect to; the environment fills the gaps. */
export interface Target {
  readonly endpoint: string;
  readonly region?: string;
  readonly credentials?: Credentials;
}

const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** Says where an engine is. One on this machine takes any region and credentials. */
export function targetOf(endpoint: string, region?: string): Target {
  const isLocal = LOCAL_HOSTS.includes(new URL(endpoint).hostname);
  const isSignedIn = process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE;
  return {
    endpoint,
    ...(isLocal ? { region: "us-east-1" } : {}),
    ...(region === undefined ? {} : { region }),
    ...(isLocal && !isSignedIn
      ? { credentials: { accessKeyId: "local", secretAccessKey: "local" } }
      : {}),
  };
}
