import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSharedConfig } from "../../../src/transport/aws-config.js";
import { chainCredentials } from "../../../src/transport/credentials.js";
import { containerUrl } from "../../../src/transport/credentials-container.js";
import type { Credentials } from "../../../src/transport/transport.js";
import { type NullReply, type NullServer, startNullServer } from "../../support/null-server.js";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const EXPIRATION = "2026-01-01T01:00:00Z";
const TEMPORARY: Credentials = {
  accessKeyId: "temporary",
  secretAccessKey: "a+/&b=",
  sessionToken: "token==",
  expiration: new Date(EXPIRATION),
};
const SECRETS = ["a+/&b=", "a+/&amp;b=", "token==", "bearer", "hidden"];

let home: string;
let server: NullServer;
let replies: NullReply[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "monotable-credentials-"));
  await mkdir(join(home, ".aws", "sso", "cache"), { recursive: true });
  replies = [];
  server = await startNullServer((_, index) => replies[index] ?? { status: 404 });
});

afterEach(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

const OFF = { AWS_EC2_METADATA_DISABLED: "true" };

async function chain(
  env: Record<string, string | undefined>,
  options: { readonly profile?: string; readonly local?: boolean } = {},
): Promise<Credentials> {
  const environment = { env, homedir: () => home, now: () => NOW };
  const config = await loadSharedConfig(environment);
  const { profile, local = false } = options;
  return chainCredentials({ environment, config, profile, region: "eu-west-1", local });
}

async function failure(work: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  for (const secret of SECRETS) expect(error.message).not.toContain(secret);
  return { code: Reflect.get(error, "code"), message: error.message };
}

function write(name: string, text: string): Promise<void> {
  return writeFile(join(home, ...name.split("/")), text);
}

const JSON_KEYS = {
  AccessKeyId: "temporary",
  SecretAccessKey: "a+/&b=",
  Token: "token==",
  Expiration: EXPIRATION,
};

function stsXml(action: string): string {
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>
    <AssumedRoleUser><Arn>arn</Arn></AssumedRoleUser>
    <Credentials>
      <AccessKeyId>temporary</AccessKeyId><SecretAccessKey>a+/&amp;b=</SecretAccessKey>
      <SessionToken>token==</SessionToken><Expiration>${EXPIRATION}</Expiration>
    </Credentials></${action}Result></${action}Response>`;
}

test("the environment's keys come first", async () => {
  await write(".aws/credentials", "[default]\naws_access_key_id = x\naws_secret_access_key = y");
  const env = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  expect(await chain(env)).toEqual({ accessKeyId: "a", secretAccessKey: "b" });
  expect(await chain({ ...env, AWS_SESSION_TOKEN: "c" })).toEqual({
    accessKeyId: "a",
    secretAccessKey: "b",
    sessionToken: "c",
  });
});

test("a profile's static keys serve, and a profile of the options beats the environment", async () => {
  await write(
    ".aws/credentials",
    "[default]\naws_access_key_id = x\naws_secret_access_key = y\n" +
      "[two]\naws_access_key_id = x2\naws_secret_access_key = y2\naws_session_token = z2",
  );
  const two = { accessKeyId: "x2", secretAccessKey: "y2", sessionToken: "z2" };
  expect(await chain(OFF)).toEqual({ accessKeyId: "x", secretAccessKey: "y" });
  expect(await chain({ AWS_PROFILE: "two" })).toEqual(two);
  const env = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  expect(await chain(env, { profile: "two" })).toEqual(two);
});

test("a chosen profile that is missing or empty is an error, not the next source", async () => {
  await write(".aws/config", "[profile empty]\nregion = eu-west-1");
  expect(await failure(chain({ AWS_PROFILE: "none" }))).toEqual({
    code: "CREDENTIALS",
    message: `Profile none is in neither ${join(home, ".aws", "config")} nor ${join(home, ".aws", "credentials")}.`,
  });
  expect((await failure(chain({}, { profile: "empty" }))).message).toMatch(
    /^Profile empty has no credentials that this library knows/,
  );
});

test("credential_process is run and its answer taken", async () => {
  const answer = JSON.stringify({
    Version: 1,
    ...JSON_KEYS,
    SessionToken: "token==",
    Token: undefined,
  });
  await write("answer.json", answer);
  const print = `"${process.execPath}" -p "fs.readFileSync(process.env.ANSWER, 'utf8')"`;
  await write(".aws/config", `[default]\ncredential_process = ${print}`);
  expect(await chain({ ...process.env, ...cleared(), ANSWER: join(home, "answer.json") })).toEqual(
    TEMPORARY,
  );
});

/** The tests' own AWS settings must not decide. */
function cleared(): Record<string, string> {
  const names = Object.keys(process.env).filter((name) => name.startsWith("AWS_"));
  return { ...Object.fromEntries(names.map((name) => [name, ""])), ...OFF };
}

test.each([
  ["fails", "console.error('hidden'); process.exit(3)", "failed with 3."],
  ["answers nonsense", "console.log('hidden')", "did not answer with a JSON object."],
  ["answers another version", "console.log('{}')", 'must answer with "Version": 1.'],
  ["leaves keys out", "console.log('{\\\"Version\\\":1}')", "answered without an access key id"],
])("a credential_process that %s is an error without its output", async (_, script, message) => {
  await write(
    ".aws/config",
    `[default]\ncredential_process = "${process.execPath}" -e "${script}"`,
  );
  const { code, message: actual } = await failure(chain({ ...process.env, ...cleared() }));
  expect(code).toBe("CREDENTIALS");
  expect(actual).toContain(`The credential_process of profile default ${message}`);
});

test("a role with a source_profile is asked for at STS, signed with the source's keys", async () => {
  await write(
    ".aws/config",
    "[profile app]\nrole_arn = arn:aws:iam::1:role/app\nsource_profile = base\n" +
      "external_id = ext\nduration_seconds = 900\nrole_session_name = me\n",
  );
  await write(".aws/credentials", "[base]\naws_access_key_id = x\naws_secret_access_key = y");
  replies = [{ body: stsXml("AssumeRole"), headers: { "content-type": "text/xml" } }];
  expect(await chain({ AWS_PROFILE: "app", AWS_ENDPOINT_URL_STS: server.endpoint })).toEqual(
    TEMPORARY,
  );
  expect(server.requests).toHaveLength(1);
  const request = server.requests[0];
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: "arn:aws:iam::1:role/app",
    RoleSessionName: "me",
    ExternalId: "ext",
    DurationSeconds: "900",
  });
  expect(request?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=x\/20260101\/eu-west-1\/sts\/aws4_request, SignedHeaders=content-type;host;x-amz-date, /,
  );
});

test("roles chain, and a profile that names itself as source uses its own keys", async () => {
  await write(
    ".aws/config",
    "[profile outer]\nrole_arn = outer\nsource_profile = inner\n" +
      "[profile inner]\nrole_arn = inner\nsource_profile = inner\n" +
      "aws_access_key_id = x\naws_secret_access_key = y",
  );
  replies = [{ body: stsXml("AssumeRole") }, { body: stsXml("AssumeRole") }];
  expect(await chain({ AWS_PROFILE: "outer", AWS_ENDPOINT_URL_STS: server.endpoint })).toEqual(
    TEMPORARY,
  );
  const signers = server.requests.map(({ body, headers }) => [
    new URLSearchParams(body).get("RoleArn"),
    /Credential=(\w+)/.exec(String(headers.authorization))?.[1],
  ]);
  expect(signers).toEqual([
    ["inner", "x"],
    ["outer", "temporary"],
  ]);
});

test("source profiles in a circle are an error", async () => {
  await write(
    ".aws/config",
    "[profile a]\nrole_arn = a\nsource_profile = b\n[profile b]\nrole_arn = b\nsource_profile = a",
  );
  expect((await failure(chain({ AWS_PROFILE: "a" }))).message).toBe(
    "The role of profile b needs credentials to ask for it: its source_profile or " +
      "credential_source (a) has none.",
  );
});

test("a role may take its source from the environment", async () => {
  await write(".aws/config", "[profile app]\nrole_arn = r\ncredential_source = Environment");
  replies = [{ body: stsXml("AssumeRole") }];
  const env = {
    AWS_ACCESS_KEY_ID: "env",
    AWS_SECRET_ACCESS_KEY: "b",
    AWS_ENDPOINT_URL_STS: server.endpoint,
  };
  expect(await chain(env, { profile: "app" })).toEqual(TEMPORARY);
  expect(server.requests[0]?.headers.authorization).toContain("Credential=env/");
});

test("a role that asks for a code is refused", async () => {
  await write(".aws/config", "[profile app]\nrole_arn = r\nsource_profile = b\nmfa_serial = m");
  expect((await failure(chain({ AWS_PROFILE: "app" }))).message).toContain("mfa_serial");
});

test("STS's refusal is an error with its code", async () => {
  await write(".aws/config", "[profile app]\nrole_arn = r\nsource_profile = base");
  await write(".aws/credentials", "[base]\naws_access_key_id = x\naws_secret_access_key = hidden");
  const body =
    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>hidden</Message></Error></ErrorResponse>";
  replies = [{ status: 403, body }];
  expect(
    await failure(chain({ AWS_PROFILE: "app", AWS_ENDPOINT_URL_STS: server.endpoint })),
  ).toEqual({
    code: "CREDENTIALS",
    message: "STS AssumeRole answered with HTTP status 403: AccessDenied.",
  });
});

test("a web identity token is traded at STS, unsigned", async () => {
  await write("token", "jwt.jwt.jwt\n");
  const env = {
    AWS_WEB_IDENTITY_TOKEN_FILE: join(home, "token"),
    AWS_ROLE_ARN: "arn:role",
    AWS_ENDPOINT_URL_STS: server.endpoint,
  };
  replies = [{ body: stsXml("AssumeRoleWithWebIdentity") }];
  expect(await chain(env)).toEqual(TEMPORARY);
  const request = server.requests[0];
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: "arn:role",
    RoleSessionName: `monotable-${NOW}`,
    WebIdentityToken: "jwt.jwt.jwt",
  });
  expect(request?.headers.authorization).toBeUndefined();
});

test("a web identity token file that cannot be read is an error", async () => {
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: join(home, "none"), AWS_ROLE_ARN: "arn" };
  expect(await failure(chain(env))).toEqual({
    code: "CREDENTIALS",
    message: `Cannot read the web identity token file ${join(home, "none")}.`,
  });
});

test("a web identity of a profile serves too", async () => {
  await write("token", "jwt");
  await write(
    ".aws/config",
    `[default]\nrole_arn = r\nweb_identity_token_file = ${join(home, "token")}\nrole_session_name = s`,
  );
  replies = [{ body: stsXml("AssumeRoleWithWebIdentity") }];
  expect(await chain({ AWS_ENDPOINT_URL_STS: server.endpoint })).toEqual(TEMPORARY);
  expect(new URLSearchParams(server.requests[0]?.body).get("RoleSessionName")).toBe("s");
});

test("the container's service is asked with its token, which is read anew from its file", async () => {
  await write("auth", "bearer\n");
  const env = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.endpoint}/creds?x=1`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(home, "auth"),
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "not this",
  };
  replies = [{ body: JSON_KEYS }];
  expect(await chain(env)).toEqual(TEMPORARY);
  const { method, path, headers } = server.requests[0] ?? {};
  expect([method, path, headers?.authorization]).toEqual(["GET", "/creds?x=1", "bearer"]);
});

test("a container service that fails is an error without its answer", async () => {
  const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: server.endpoint };
  replies = [
    { status: 500, body: "hidden" },
    { body: "hidden" },
    { body: { AccessKeyId: "hidden" } },
  ];
  const messages = [];
  for (const _ of replies) messages.push((await failure(chain(env))).message);
  expect(messages).toEqual([
    "The container credential service answered with HTTP status 500.",
    "The container credential service did not answer with a JSON object.",
    "The container credential service answered without an access key id or a secret key.",
  ]);
});

test.each([
  ["http://169.254.170.2/x", true],
  ["http://169.254.170.23/x", true],
  ["http://[fd00:ec2::23]/x", true],
  ["http://localhost:1/x", true],
  ["http://127.0.0.2/x", true],
  ["http://[::1]/x", true],
  ["https://anywhere.test/x", true],
  ["http://anywhere.test/x", false],
  ["http://127.0.0.1.evil.test/x", false],
  ["http://169.254.169.254/x", false],
  ["ftp://localhost/x", false],
  ["nonsense", false],
])("the container's address %s is trusted: %s", (uri, trusted) => {
  const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri };
  const read = () => containerUrl({ env, homedir: () => home, now: Date.now })?.href;
  if (trusted) expect(read()).toBe(uri);
  else expect(read).toThrow("AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https URL");
});

test("a relative address is that of the ECS agent, whatever it says", () => {
  const read = (uri: string) =>
    containerUrl({
      env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: uri },
      homedir: () => home,
      now: Date.now,
    })?.href;
  expect(read("/v2/credentials/1")).toBe("http://169.254.170.2/v2/credentials/1");
  expect(read("@evil.test/x")).toBe("http://169.254.170.2/@evil.test/x");
});

test("the EC2 instance's role is read by IMDSv2", async () => {
  replies = [{ body: "imds-token" }, { body: "my-role\n" }, { body: JSON_KEYS }];
  expect(await chain({ AWS_EC2_METADATA_SERVICE_ENDPOINT: server.endpoint })).toEqual(TEMPORARY);
  expect(
    server.requests.map(({ method, path, headers }) => [
      method,
      path,
      headers["x-aws-ec2-metadata-token-ttl-seconds"] ?? headers["x-aws-ec2-metadata-token"],
    ]),
  ).toEqual([
    ["PUT", "/latest/api/token", "21600"],
    ["GET", "/latest/meta-data/iam/security-credentials/", "imds-token"],
    ["GET", "/latest/meta-data/iam/security-credentials/my-role", "imds-token"],
  ]);
});

test("SSO credentials are asked for with the cached token of the session", async () => {
  await write(
    ".aws/config",
    "[profile dev]\nsso_session = corp\nsso_account_id = 123\nsso_role_name = Dev\n" +
      "[sso-session corp]\nsso_start_url = https://corp.test/start\nsso_region = eu-west-1",
  );
  const file = `${createHash("sha1").update("corp").digest("hex")}.json`;
  await write(
    `.aws/sso/cache/${file}`,
    JSON.stringify({ accessToken: "bearer", expiresAt: EXPIRATION }),
  );
  const roleCredentials = {
    accessKeyId: "temporary",
    secretAccessKey: "a+/&b=",
    sessionToken: "token==",
    expiration: Date.parse(EXPIRATION),
  };
  replies = [{ body: { roleCredentials } }, { status: 401, body: "hidden" }];
  const env = { AWS_PROFILE: "dev", AWS_ENDPOINT_URL_SSO: server.endpoint };
  expect(await chain(env)).toEqual(TEMPORARY);
  const { path, headers } = server.requests[0] ?? {};
  expect([path, headers?.["x-amz-sso_bearer_token"]]).toEqual([
    "/federation/credentials?role_name=Dev&account_id=123",
    "bearer",
  ]);
  expect((await failure(chain(env))).message).toBe(
    "AWS IAM Identity Center (SSO) answered with HTTP status 401; try: aws sso login --profile dev",
  );
});

test("an SSO session that is missing or over says how to log in", async () => {
  await write(
    ".aws/config",
    "[profile dev]\nsso_start_url = u\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n" +
      "[profile half]\nsso_session = none",
  );
  const over =
    "The SSO session of profile dev is missing or has ended; run: aws sso login --profile dev";
  expect((await failure(chain({ AWS_PROFILE: "dev" }))).message).toBe(over);
  const file = `${createHash("sha1").update("u").digest("hex")}.json`;
  const expiresAt = "2025-12-31T23:59:59Z";
  await write(`.aws/sso/cache/${file}`, JSON.stringify({ accessToken: "bearer", expiresAt }));
  expect((await failure(chain({ AWS_PROFILE: "dev" }))).message).toBe(over);
  expect((await failure(chain({ AWS_PROFILE: "half" }))).message).toMatch(
    /^Profile half needs sso_/,
  );
});

test("without any source the error lists what was looked at", async () => {
  const files = `${join(home, ".aws", "config")} and ${join(home, ".aws", "credentials")}`;
  expect(await failure(chain(OFF))).toEqual({
    code: "CREDENTIALS",
    message:
      "No AWS credentials; looked at the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), " +
      `profile default in ${files}, ` +
      "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN), " +
      "the container's credential service (AWS_CONTAINER_CREDENTIALS_*), " +
      "the EC2 instance's role (metadata service). Set one of them, or give `credentials`.",
  });
});

test.each([
  ["nothing listens", undefined],
  ["it never answers", { hang: true } as const],
  ["it knows no role", { status: 404 }],
])("outside of EC2 (%s) the metadata service counts as no source", async (_, reply) => {
  const endpoint = server.endpoint;
  replies = reply === undefined ? [] : [reply];
  if (reply === undefined) await server.stop();
  expect((await failure(chain({ AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint }))).message).toMatch(
    /^No AWS credentials; looked at /,
  );
});

test("a table on this machine needs no credentials, and the metadata service is not asked", async () => {
  expect(
    await chain({ AWS_EC2_METADATA_SERVICE_ENDPOINT: server.endpoint }, { local: true }),
  ).toEqual({ accessKeyId: "local", secretAccessKey: "local" });
  expect(server.requests).toEqual([]);
});
