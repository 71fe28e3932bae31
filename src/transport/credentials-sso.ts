import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CredentialsError } from "../errors/transport-errors.js";
import type { ConfigSection } from "./aws-config.js";
import { fromFields } from "./credentials-fields.js";
import { readJson, requestOnce } from "./credentials-request.js";
import type { ChainContext } from "./credentials-source.js";
import { awsEndpoint, configuredEndpoint, parseRegion } from "./endpoint.js";
import type { Credentials } from "./transport.js";

const SOURCE = "AWS IAM Identity Center (SSO)";

async function accessToken(
  profile: string,
  cacheKey: string,
  { environment }: ChainContext,
): Promise<string> {
  const crypto = process.getBuiltinModule("node:crypto");
  const file = `${crypto.createHash("sha1").update(cacheKey).digest("hex")}.json`;
  const path = join(environment.homedir(), ".aws", "sso", "cache", file);
  const cached = readJson(path, await readFile(path, "utf8").catch(() => "{}"));
  const { accessToken: token, expiresAt } = cached;
  const ends = typeof expiresAt === "string" ? Date.parse(expiresAt) : Number.NaN;
  if (typeof token !== "string" || !(ends > environment.now())) {
    throw new CredentialsError(
      `The SSO session of profile ${profile} is missing or has ended; run: aws sso login --profile ${profile}`,
    );
  }
  return token;
}

/**
 * Credentials of an SSO profile, by the token that `aws sso login` stored in `~/.aws/sso/cache`.
 * This library does not renew that token.
 */
export async function ssoCredentials(
  profile: string,
  settings: ConfigSection,
  context: ChainContext,
): Promise<Credentials> {
  const sessionName = settings.get("sso_session");
  const session =
    sessionName === undefined
      ? settings
      : (context.config.section("sso-session", sessionName) ?? new Map<string, string>());
  const startUrl = session.get("sso_start_url");
  const region = session.get("sso_region");
  const accountId = settings.get("sso_account_id");
  const roleName = settings.get("sso_role_name");
  if (!startUrl || !region || !accountId || !roleName) {
    throw new CredentialsError(
      `Profile ${profile} needs sso_start_url, sso_region, sso_account_id and sso_role_name ` +
        "(the first two may be in its sso-session section).",
    );
  }
  const token = await accessToken(profile, sessionName ?? startUrl, context);
  const { environment, config } = context;
  const endpoint =
    configuredEndpoint("sso", environment, settings, config) ??
    awsEndpoint("sso", parseRegion(region, "sso_region"));
  const url = new URL("/federation/credentials", endpoint);
  url.searchParams.set("role_name", roleName);
  url.searchParams.set("account_id", accountId);
  const headers = { "x-amz-sso_bearer_token": token };
  const reply = await requestOnce(url, { method: "GET", headers }, 5_000);
  if (reply.status !== 200) {
    throw new CredentialsError(
      `${SOURCE} answered with HTTP status ${reply.status}; try: aws sso login --profile ${profile}`,
    );
  }
  const { roleCredentials } = readJson(SOURCE, reply.body.toString("utf8"));
  return fromFields(SOURCE, { ...(typeof roleCredentials === "object" ? roleCredentials : {}) });
}
