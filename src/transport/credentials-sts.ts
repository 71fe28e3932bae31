import { readFile } from "node:fs/promises";
import { CredentialsError } from "../errors/transport-errors.js";
import type { ConfigSection } from "./aws-config.js";
import { createCallSigner } from "./call-signer.js";
import { fromFields } from "./credentials-fields.js";
import { requestOnce } from "./credentials-request.js";
import type { ChainContext } from "./credentials-source.js";
import { awsEndpoint, configuredEndpoint } from "./endpoint.js";
import type { Credentials } from "./transport.js";

const ENTITIES = new Map([
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&apos;", "'"],
  ["&amp;", "&"],
]);

/** The text of the first element of that name; STS answers hold no nested ones of interest. */
function element(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  const end = xml.indexOf(`</${name}>`, start);
  if (start < 0 || end < 0) return undefined;
  const text = xml.slice(start + name.length + 2, end).trim();
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES.get(entity) ?? entity);
}

async function askSts(
  action: string,
  parameters: Readonly<Record<string, string | undefined>>,
  context: ChainContext,
  signWith: Credentials | undefined,
  settings: ConfigSection | undefined,
): Promise<Credentials> {
  const source = `STS ${action}`;
  const form = new URLSearchParams({ Action: action, Version: "2011-06-15" });
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) form.set(name, value);
  }
  const region = settings?.get("region") ?? context.region;
  const url =
    configuredEndpoint("sts", context.environment, settings, context.config) ??
    awsEndpoint("sts", region);
  const body = form.toString();
  const headers: Record<string, string> = {
    host: url.host,
    "content-type": "application/x-www-form-urlencoded",
  };
  if (signWith) {
    const sign = createCallSigner({ path: url.pathname, region, service: "sts", headers });
    const { date, authorization } = sign({}, body, signWith, context.environment.now());
    headers["x-amz-date"] = date;
    if (signWith.sessionToken !== undefined)
      headers["x-amz-security-token"] = signWith.sessionToken;
    headers.authorization = authorization;
  }
  const reply = await requestOnce(url, { method: "POST", headers, body }, 5_000);
  const xml = reply.body.toString("utf8");
  if (reply.status !== 200) {
    const code = element(xml, "Code") ?? "no error code";
    throw new CredentialsError(`${source} answered with HTTP status ${reply.status}: ${code}.`);
  }
  return fromFields(source, {
    accessKeyId: element(xml, "AccessKeyId"),
    secretAccessKey: element(xml, "SecretAccessKey"),
    sessionToken: element(xml, "SessionToken"),
    expiration: element(xml, "Expiration"),
  });
}

/** Credentials of the profile's `role_arn`, asked for with other credentials. */
export function assumeRole(
  roleArn: string,
  settings: ConfigSection,
  base: Credentials,
  context: ChainContext,
): Promise<Credentials> {
  const parameters = {
    RoleArn: roleArn,
    RoleSessionName: settings.get("role_session_name") ?? sessionName(context),
    ExternalId: settings.get("external_id"),
    DurationSeconds: settings.get("duration_seconds"),
  };
  return askSts("AssumeRole", parameters, context, base, settings);
}

/** Credentials of a role, asked for with the token that a platform keeps in a file. */
export async function webIdentity(
  web: {
    readonly roleArn: string;
    readonly tokenFile: string;
    readonly session?: string | undefined;
  },
  context: ChainContext,
  settings?: ConfigSection,
): Promise<Credentials> {
  const token = await readFile(web.tokenFile, "utf8").catch(() => {
    throw new CredentialsError(`Cannot read the web identity token file ${web.tokenFile}.`);
  });
  const parameters = {
    RoleArn: web.roleArn,
    RoleSessionName: web.session ?? sessionName(context),
    WebIdentityToken: token.trim(),
  };
  return askSts("AssumeRoleWithWebIdentity", parameters, context, undefined, settings);
}

function sessionName({ environment }: ChainContext): string {
  return `monotable-${environment.now()}`;
}
