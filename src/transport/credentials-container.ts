import { readFile } from "node:fs/promises";
import { CredentialsError } from "../errors/transport-errors.js";
import { fromFields } from "./credentials-fields.js";
import { readJson, requestOnce } from "./credentials-request.js";
import { isLoopback } from "./endpoint.js";
import type { Environment } from "./environment.js";
import type { Credentials } from "./transport.js";

const SOURCE = "The container credential service";

/** Hosts of Amazon ECS and EKS that are trusted with the authorization token over plain HTTP. */
const CONTAINER_HOSTS = new Set(["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]);

/**
 * Where the container's credentials are (AWS SDK reference, "Container credential provider").
 * @throws CredentialsError for plain HTTP to a host that is neither this machine nor the platform.
 */
export function containerUrl({ env }: Environment): URL | undefined {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  if (relative) return new URL(`http://169.254.170.2/${relative.replace(/^\//, "")}`);
  const full = env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (!full) return undefined;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const trusted =
    url?.protocol === "https:" ||
    (url?.protocol === "http:" && (isLoopback(url) || CONTAINER_HOSTS.has(url.hostname)));
  if (url === undefined || !trusted) {
    throw new CredentialsError(
      "AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https URL, or an http URL of this machine " +
        "or of the ECS or EKS credential service.",
    );
  }
  return url;
}

async function authorization({ env }: Environment): Promise<string | undefined> {
  const path = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = path
    ? (await readFile(path, "utf8")).trimEnd()
    : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  if (token !== undefined && !/^[\x20-\x7e]*$/.test(token)) {
    throw new CredentialsError("The container authorization token has characters no header takes.");
  }
  return token;
}

/** Credentials of the ECS task or EKS pod, where the environment names their service. */
export async function containerCredentials(
  environment: Environment,
): Promise<Credentials | undefined> {
  const url = containerUrl(environment);
  if (url === undefined) return undefined;
  const token = await authorization(environment);
  const headers: Record<string, string> = { accept: "application/json" };
  if (token !== undefined) headers.authorization = token;
  const reply = await requestOnce(url, { method: "GET", headers }, 2_000);
  if (reply.status !== 200) {
    throw new CredentialsError(`${SOURCE} answered with HTTP status ${reply.status}.`);
  }
  return fromFields(SOURCE, readJson(SOURCE, reply.body.toString("utf8")));
}
