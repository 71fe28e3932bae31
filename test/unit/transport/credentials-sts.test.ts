import { join } from "node:path";
import { expect, test } from "vitest";
import { EXPIRATION, failure, NOW, TEMPORARY, useCredentialFixture } from "./credential-fixture.js";

const fixture = useCredentialFixture();

function stsXml(action: string): string {
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>
    <AssumedRoleUser><Arn>arn</Arn></AssumedRoleUser>
    <Credentials>
      <AccessKeyId>temporary</AccessKeyId><SecretAccessKey>a+/&amp;b=</SecretAccessKey>
      <SessionToken>token==</SessionToken><Expiration>${EXPIRATION}</Expiration>
    </Credentials></${action}Result></${action}Response>`;
}

test("a role with a source_profile is asked for at STS, signed with the source's keys", async () => {
  await fixture.write(
    ".aws/config",
    "[profile app]\nrole_arn = arn:aws:iam::1:role/app\nsource_profile = base\n" +
      "external_id = ext\nduration_seconds = 900\nrole_session_name = me\n",
  );
  await fixture.write(
    ".aws/credentials",
    "[base]\naws_access_key_id = x\naws_secret_access_key = y",
  );
  fixture.replies = [{ body: stsXml("AssumeRole"), headers: { "content-type": "text/xml" } }];
  expect(
    await fixture.chain({ AWS_PROFILE: "app", AWS_ENDPOINT_URL_STS: fixture.server.endpoint }),
  ).toEqual(TEMPORARY);
  expect(fixture.server.requests).toHaveLength(1);
  const request = fixture.server.requests[0];
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
  await fixture.write(
    ".aws/config",
    "[profile outer]\nrole_arn = outer\nsource_profile = inner\n" +
      "[profile inner]\nrole_arn = inner\nsource_profile = inner\n" +
      "aws_access_key_id = x\naws_secret_access_key = y",
  );
  fixture.replies = [{ body: stsXml("AssumeRole") }, { body: stsXml("AssumeRole") }];
  expect(
    await fixture.chain({ AWS_PROFILE: "outer", AWS_ENDPOINT_URL_STS: fixture.server.endpoint }),
  ).toEqual(TEMPORARY);
  const signers = fixture.server.requests.map(({ body, headers }) => [
    new URLSearchParams(body).get("RoleArn"),
    /Credential=(\w+)/.exec(String(headers.authorization))?.[1],
  ]);
  expect(signers).toEqual([
    ["inner", "x"],
    ["outer", "temporary"],
  ]);
});

test("source profiles in a circle are an error", async () => {
  await fixture.write(
    ".aws/config",
    "[profile a]\nrole_arn = a\nsource_profile = b\n[profile b]\nrole_arn = b\nsource_profile = a",
  );
  expect((await failure(fixture.chain({ AWS_PROFILE: "a" }))).message).toBe(
    "The role of profile b needs credentials to ask for it: its source_profile or " +
      "credential_source (a) has none.",
  );
});

test("a role may take its source from the environment", async () => {
  await fixture.write(
    ".aws/config",
    "[profile app]\nrole_arn = r\ncredential_source = Environment",
  );
  fixture.replies = [{ body: stsXml("AssumeRole") }];
  const env = {
    AWS_ACCESS_KEY_ID: "env",
    AWS_SECRET_ACCESS_KEY: "b",
    AWS_ENDPOINT_URL_STS: fixture.server.endpoint,
  };
  expect(await fixture.chain(env, { profile: "app" })).toEqual(TEMPORARY);
  expect(fixture.server.requests[0]?.headers.authorization).toContain("Credential=env/");
});

test("a role that asks for a code is refused", async () => {
  await fixture.write(
    ".aws/config",
    "[profile app]\nrole_arn = r\nsource_profile = b\nmfa_serial = m",
  );
  expect((await failure(fixture.chain({ AWS_PROFILE: "app" }))).message).toContain("mfa_serial");
});

test("STS's refusal is an error with its code", async () => {
  await fixture.write(".aws/config", "[profile app]\nrole_arn = r\nsource_profile = base");
  await fixture.write(
    ".aws/credentials",
    "[base]\naws_access_key_id = x\naws_secret_access_key = hidden",
  );
  const body =
    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>hidden</Message></Error></ErrorResponse>";
  fixture.replies = [{ status: 403, body }];
  expect(
    await failure(
      fixture.chain({ AWS_PROFILE: "app", AWS_ENDPOINT_URL_STS: fixture.server.endpoint }),
    ),
  ).toEqual({
    code: "CREDENTIALS",
    message: "STS AssumeRole answered with HTTP status 403: AccessDenied.",
  });
});

test("a web identity token is traded at STS, unsigned", async () => {
  await fixture.write("token", "jwt.jwt.jwt\n");
  const env = {
    AWS_WEB_IDENTITY_TOKEN_FILE: join(fixture.home, "token"),
    AWS_ROLE_ARN: "arn:role",
    AWS_ENDPOINT_URL_STS: fixture.server.endpoint,
  };
  fixture.replies = [{ body: stsXml("AssumeRoleWithWebIdentity") }];
  expect(await fixture.chain(env)).toEqual(TEMPORARY);
  const request = fixture.server.requests[0];
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
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: join(fixture.home, "none"), AWS_ROLE_ARN: "arn" };
  expect(await failure(fixture.chain(env))).toEqual({
    code: "CREDENTIALS",
    message: `Cannot read the web identity token file ${join(fixture.home, "none")}.`,
  });
});

test("a web identity of a profile serves too", async () => {
  await fixture.write("token", "jwt");
  await fixture.write(
    ".aws/config",
    `[default]\nrole_arn = r\nweb_identity_token_file = ${join(fixture.home, "token")}\nrole_session_name = s`,
  );
  fixture.replies = [{ body: stsXml("AssumeRoleWithWebIdentity") }];
  expect(await fixture.chain({ AWS_ENDPOINT_URL_STS: fixture.server.endpoint })).toEqual(TEMPORARY);
  expect(new URLSearchParams(fixture.server.requests[0]?.body).get("RoleSessionName")).toBe("s");
});
