import { join } from "node:path";
import { expect, test } from "vitest";
import { failure, JSON_KEYS, OFF, TEMPORARY, useCredentialFixture } from "./credential-fixture.js";

const fixture = useCredentialFixture();

test("the environment's keys come first", async () => {
  await fixture.write(
    ".aws/credentials",
    "[default]\naws_access_key_id = x\naws_secret_access_key = y",
  );
  const env = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  expect(await fixture.chain(env)).toEqual({ accessKeyId: "a", secretAccessKey: "b" });
  expect(await fixture.chain({ ...env, AWS_SESSION_TOKEN: "c" })).toEqual({
    accessKeyId: "a",
    secretAccessKey: "b",
    sessionToken: "c",
  });
});

test("a profile's static keys serve, and a profile of the options beats the environment", async () => {
  await fixture.write(
    ".aws/credentials",
    "[default]\naws_access_key_id = x\naws_secret_access_key = y\n" +
      "[two]\naws_access_key_id = x2\naws_secret_access_key = y2\naws_session_token = z2",
  );
  const two = { accessKeyId: "x2", secretAccessKey: "y2", sessionToken: "z2" };
  expect(await fixture.chain(OFF)).toEqual({ accessKeyId: "x", secretAccessKey: "y" });
  expect(await fixture.chain({ AWS_PROFILE: "two" })).toEqual(two);
  const env = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  expect(await fixture.chain(env, { profile: "two" })).toEqual(two);
});

test("a chosen profile that is missing or empty is an error, not the next source", async () => {
  await fixture.write(".aws/config", "[profile empty]\nregion = eu-west-1");
  expect(await failure(fixture.chain({ AWS_PROFILE: "none" }))).toEqual({
    code: "CREDENTIALS",
    message: `Profile none is in neither ${join(fixture.home, ".aws", "config")} nor ${join(fixture.home, ".aws", "credentials")}.`,
  });
  expect((await failure(fixture.chain({}, { profile: "empty" }))).message).toMatch(
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
  await fixture.write("answer.json", answer);
  const print = `"${process.execPath}" -p "fs.readFileSync(process.env.ANSWER, 'utf8')"`;
  await fixture.write(".aws/config", `[default]\ncredential_process = ${print}`);
  expect(
    await fixture.chain({
      ...process.env,
      ...cleared(),
      ANSWER: join(fixture.home, "answer.json"),
    }),
  ).toEqual(TEMPORARY);
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
  await fixture.write(
    ".aws/config",
    `[default]\ncredential_process = "${process.execPath}" -e "${script}"`,
  );
  const { code, message: actual } = await failure(fixture.chain({ ...process.env, ...cleared() }));
  expect(code).toBe("CREDENTIALS");
  expect(actual).toContain(`The credential_process of profile default ${message}`);
});

test("without any source the error lists what was looked at", async () => {
  const files = `${join(fixture.home, ".aws", "config")} and ${join(fixture.home, ".aws", "credentials")}`;
  expect(await failure(fixture.chain(OFF))).toEqual({
    code: "CREDENTIALS",
    message:
      "No AWS credentials; looked at the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), " +
      `profile default in ${files}, ` +
      "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN), " +
      "the container's credential service (AWS_CONTAINER_CREDENTIALS_*), " +
      "the EC2 instance's role (metadata service). Set one of them, or give `credentials`.",
  });
});

test("a table on this machine needs no credentials, and the metadata service is not asked", async () => {
  expect(
    await fixture.chain(
      { AWS_EC2_METADATA_SERVICE_ENDPOINT: fixture.server.endpoint },
      { local: true },
    ),
  ).toEqual({ accessKeyId: "local", secretAccessKey: "local" });
  expect(fixture.server.requests).toEqual([]);
});
