import { CredentialsError, NetworkError, TimeoutError } from "../errors/transport-errors.js";
import { fromFields } from "./credentials-fields.js";
import { readJson, requestOnce } from "./credentials-request.js";
import { parseEndpoint } from "./endpoint.js";
import type { Environment } from "./environment.js";
import type { Credentials } from "./transport.js";

const SOURCE = "The EC2 instance metadata service";

/** Outside of EC2 nothing answers at that address: that must not hold up the first call. */
const TIMEOUT_MS = 1_000;

function metadataEndpoint({ env }: Environment): URL {
  const set = env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  if (set) return parseEndpoint(set, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
  const ipv6 = env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE?.toLowerCase() === "ipv6";
  return new URL(ipv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
}

/**
 * Credentials of the EC2 instance's role, by version 2 of its metadata service (EC2 user guide,
 * "Use IMDSv2"). Undefined outside of EC2 and for instances without a role.
 */
export async function instanceCredentials(
  environment: Environment,
): Promise<Credentials | undefined> {
  if (environment.env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === "true") return undefined;
  const endpoint = metadataEndpoint(environment);
  const ask = async (method: "GET" | "PUT", path: string, headers: Record<string, string>) => {
    const reply = await requestOnce(new URL(path, endpoint), { method, headers }, TIMEOUT_MS);
    if (reply.status === 404) return undefined;
    if (reply.status !== 200) {
      throw new CredentialsError(`${SOURCE} answered with HTTP status ${reply.status}.`);
    }
    return reply.body.toString("utf8").trim();
  };
  try {
    const token = await ask("PUT", "/latest/api/token", {
      "x-aws-ec2-metadata-token-ttl-seconds": "21600",
    });
    if (token === undefined) return undefined;
    const headers = { "x-aws-ec2-metadata-token": token };
    const folder = "/latest/meta-data/iam/security-credentials/";
    const role = (await ask("GET", folder, headers))?.split("\n", 1)[0];
    if (!role) return undefined;
    const text = await ask("GET", folder + encodeURIComponent(role), headers);
    return fromFields(SOURCE, readJson(SOURCE, text ?? ""));
  } catch (error) {
    if (error instanceof NetworkError || error instanceof TimeoutError) return undefined;
    throw error;
  }
}
