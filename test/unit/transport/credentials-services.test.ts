import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { containerUrl } from "../../../src/transport/credentials-container.js";
import {
  EXPIRATION,
  failure,
  JSON_KEYS,
  TEMPORARY,
  useCredentialFixture,
} from "./credential-fixture.js";

const fixture = useCredentialFixture();

test("the container's service is asked with its token, which is read anew from its file", async () => {
  await fixture.write("auth", "bearer\n");
  const env = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${fixture.server.endpoint}/creds?x=1`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(fixture.home, "auth"),
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "not this",
  };
  fixture.replies = [{ body: JSON_KEYS }];
  expect(await fixture.chain(env)).toEqual(TEMPORARY);
  const { method, path, headers } = fixture.server.requests[0] ?? {};
  expect([method, path, headers?.authorization]).toEqual(["GET", "/creds?x=1", "bearer"]);
});

test("a container service that fails is an error without its answer", async () => {
  const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: fixture.server.endpoint };
  fixture.replies = [
    { status: 500, body: "hidden" },
    { body: "hidden" },
    { body: { AccessKeyId: "hidden" } },
  ];
  const messages = [];
  for (const _ of fixture.replies) messages.push((await failure(fixture.chain(env))).message);
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
  const read = () => containerUrl({ env, homedir: () => fixture.home, now: Date.now })?.href;
  if (trusted) expect(read()).toBe(uri);
  else expect(read).toThrow("AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https URL");
});

test("a relative address is that of the ECS agent, whatever it says", () => {
  const read = (uri: string) =>
    containerUrl({
      env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: uri },
      homedir: () => fixture.home,
      now: Date.now,
    })?.href;
  expect(read("/v2/credentials/1")).toBe("http://169.254.170.2/v2/credentials/1");
  expect(read("@evil.test/x")).toBe("http://169.254.170.2/@evil.test/x");
});

test("the EC2 instance's role is read by IMDSv2", async () => {
  fixture.replies = [{ body: "imds-token" }, { body: "my-role\n" }, { body: JSON_KEYS }];
  expect(
    await fixture.chain({ AWS_EC2_METADATA_SERVICE_ENDPOINT: fixture.server.endpoint }),
  ).toEqual(TEMPORARY);
  expect(
    fixture.server.requests.map(({ method, path, headers }) => [
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
  await fixture.write(
    ".aws/config",
    "[profile dev]\nsso_session = corp\nsso_account_id = 123\nsso_role_name = Dev\n" +
      "[sso-session corp]\nsso_start_url = https://corp.test/start\nsso_region = eu-west-1",
  );
  const file = `${createHash("sha1").update("corp").digest("hex")}.json`;
  await fixture.write(
    `.aws/sso/cache/${file}`,
    JSON.stringify({ accessToken: "bearer", expiresAt: EXPIRATION }),
  );
  const roleCredentials = {
    accessKeyId: "temporary",
    secretAccessKey: "a+/&b=",
    sessionToken: "token==",
    expiration: Date.parse(EXPIRATION),
  };
  fixture.replies = [{ body: { roleCredentials } }, { status: 401, body: "hidden" }];
  const env = { AWS_PROFILE: "dev", AWS_ENDPOINT_URL_SSO: fixture.server.endpoint };
  expect(await fixture.chain(env)).toEqual(TEMPORARY);
  const { path, headers } = fixture.server.requests[0] ?? {};
  expect([path, headers?.["x-amz-sso_bearer_token"]]).toEqual([
    "/federation/credentials?role_name=Dev&account_id=123",
    "bearer",
  ]);
  expect((await failure(fixture.chain(env))).message).toBe(
    "AWS IAM Identity Center (SSO) answered with HTTP status 401; try: aws sso login --profile dev",
  );
});

test("an SSO session that is missing or over says how to log in", async () => {
  await fixture.write(
    ".aws/config",
    "[profile dev]\nsso_start_url = u\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n" +
      "[profile half]\nsso_session = none",
  );
  const over =
    "The SSO session of profile dev is missing or has ended; run: aws sso login --profile dev";
  expect((await failure(fixture.chain({ AWS_PROFILE: "dev" }))).message).toBe(over);
  const file = `${createHash("sha1").update("u").digest("hex")}.json`;
  const expiresAt = "2025-12-31T23:59:59Z";
  await fixture.write(
    `.aws/sso/cache/${file}`,
    JSON.stringify({ accessToken: "bearer", expiresAt }),
  );
  expect((await failure(fixture.chain({ AWS_PROFILE: "dev" }))).message).toBe(over);
  expect((await failure(fixture.chain({ AWS_PROFILE: "half" }))).message).toMatch(
    /^Profile half needs sso_/,
  );
});

test.each([
  ["nothing listens", undefined],
  ["it never answers", { hang: true } as const],
  ["it knows no role", { status: 404 }],
])("outside of EC2 (%s) the metadata service counts as no source", async (_, reply) => {
  const endpoint = fixture.server.endpoint;
  fixture.replies = reply === undefined ? [] : [reply];
  if (reply === undefined) await fixture.server.stop();
  expect(
    (await failure(fixture.chain({ AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint }))).message,
  ).toMatch(/^No AWS credentials; looked at /);
});
