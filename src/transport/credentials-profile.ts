import { CredentialsError } from "../errors/transport-errors.js";
import type { ConfigSection } from "./aws-config.js";
import { containerCredentials } from "./credentials-container.js";
import { environmentCredentials } from "./credentials-environment.js";
import { instanceCredentials } from "./credentials-imds.js";
import { processCredentials } from "./credentials-process.js";
import { type ChainContext, profileName } from "./credentials-source.js";
import { ssoCredentials } from "./credentials-sso.js";
import { assumeRole, webIdentity } from "./credentials-sts.js";
import type { Credentials } from "./transport.js";

/**
 * Credentials of the profile in use, whatever kind it is; undefined when nobody chose a profile
 * and `default` has none.
 */
export async function profileCredentials(context: ChainContext): Promise<Credentials | undefined> {
  const { name, chosen } = profileName(context);
  const found = await resolve(name, context, []);
  if (found !== undefined || !chosen) return found;
  throw new CredentialsError(
    context.config.profile(name) === undefined
      ? `Profile ${name} is in neither ${context.config.paths.join(" nor ")}.`
      : `Profile ${name} has no credentials that this library knows: no static keys, ` +
          "credential_process, role_arn, web_identity_token_file or sso_session.",
  );
}

async function resolve(
  name: string,
  context: ChainContext,
  visited: readonly string[],
): Promise<Credentials | undefined> {
  const settings = context.config.profile(name);
  if (settings === undefined) return undefined;
  const roleArn = settings.get("role_arn");
  const tokenFile = settings.get("web_identity_token_file");
  const command = settings.get("credential_process");
  if (roleArn && tokenFile) {
    const session = settings.get("role_session_name");
    return webIdentity({ roleArn, tokenFile, session }, context, settings);
  }
  // A profile that names itself as its source means its own static keys.
  if (roleArn && !visited.includes(name)) {
    return assumeRole(roleArn, settings, await base(name, settings, context, visited), context);
  }
  const accessKeyId = settings.get("aws_access_key_id");
  const secretAccessKey = settings.get("aws_secret_access_key");
  const sessionToken = settings.get("aws_session_token");
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  }
  if (settings.has("sso_session") || settings.has("sso_start_url")) {
    return ssoCredentials(name, settings, context);
  }
  return command ? processCredentials(name, command, context.environment) : undefined;
}

/** The credentials with which a profile's role is asked for. */
async function base(
  name: string,
  settings: ConfigSection,
  context: ChainContext,
  visited: readonly string[],
): Promise<Credentials> {
  if (settings.has("mfa_serial")) {
    throw new CredentialsError(
      `Profile ${name} needs a code of its mfa_serial, which this library cannot ask for; ` +
        "give `credentials` as a function instead.",
    );
  }
  const source = settings.get("source_profile");
  const named = settings.get("credential_source");
  const found =
    source === undefined
      ? await namedSource(named, context)
      : await resolve(source, context, [...visited, name]);
  if (found !== undefined) return found;
  throw new CredentialsError(
    `The role of profile ${name} needs credentials to ask for it: its source_profile or ` +
      `credential_source (${source ?? named ?? "neither is set"}) has none.`,
  );
}

function namedSource(
  named: string | undefined,
  { environment }: ChainContext,
): Promise<Credentials | undefined> {
  if (named === "Environment") return Promise.resolve(environmentCredentials(environment));
  if (named === "EcsContainer") return containerCredentials(environment);
  if (named === "Ec2InstanceMetadata") return instanceCredentials(environment);
  return Promise.resolve(undefined);
}
