import { CredentialsError } from "../errors/transport-errors.js";
import { containerCredentials } from "./credentials-container.js";
import { environmentCredentials } from "./credentials-environment.js";
import { instanceCredentials } from "./credentials-imds.js";
import { profileCredentials } from "./credentials-profile.js";
import { type ChainContext, profileName } from "./credentials-source.js";
import { webIdentity } from "./credentials-sts.js";
import type { Credentials } from "./transport.js";

/** What an engine on this machine is given when there are no credentials: it checks none. */
const LOCAL: Credentials = { accessKeyId: "local", secretAccessKey: "local" };

interface Source {
  /** What was looked at, for the message that nothing was found. */
  readonly name: string;
  readonly load: (context: ChainContext) => Promise<Credentials | undefined>;
}

const environmentSource: Source = {
  name: "the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)",
  load: async ({ environment }) => environmentCredentials(environment),
};

const webIdentitySource: Source = {
  name: "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN)",
  async load(context) {
    const { env } = context.environment;
    const tokenFile = env.AWS_WEB_IDENTITY_TOKEN_FILE;
    const roleArn = env.AWS_ROLE_ARN;
    if (!tokenFile || !roleArn) return undefined;
    return webIdentity({ roleArn, tokenFile, session: env.AWS_ROLE_SESSION_NAME }, context);
  },
};

const containerSource: Source = {
  name: "the container's credential service (AWS_CONTAINER_CREDENTIALS_*)",
  load: ({ environment }) => containerCredentials(environment),
};

const instanceSource: Source = {
  name: "the EC2 instance's role (metadata service)",
  load: ({ environment }) => instanceCredentials(environment),
};

function sources(context: ChainContext): readonly Source[] {
  const profileSource: Source = {
    name: `profile ${profileName(context).name} in ${context.config.paths.join(" and ")}`,
    load: profileCredentials,
  };
  // A profile given in the options is meant; the environment's keys are only there.
  if (context.profile !== undefined) return [profileSource];
  const own = [environmentSource, profileSource, webIdentitySource, containerSource];
  return context.local ? own : [...own, instanceSource];
}

/**
 * Credentials of the first source that has some, in the order of the AWS tools.
 * @throws CredentialsError when a source fails, or when none has any: it lists them.
 */
export async function chainCredentials(context: ChainContext): Promise<Credentials> {
  const looked = sources(context);
  for (const source of looked) {
    const found = await source.load(context).catch((error: unknown) => {
      if (error instanceof CredentialsError) throw error;
      throw new CredentialsError(`Cannot get credentials of ${source.name}.`, { cause: error });
    });
    if (found !== undefined) return found;
  }
  if (context.local) return LOCAL;
  throw new CredentialsError(
    `No AWS credentials; looked at ${looked.map((source) => source.name).join(", ")}. ` +
      "Set one of them, or give `credentials`.",
  );
}
