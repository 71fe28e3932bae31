import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSharedConfig, parseIni } from "../../../src/transport/aws-config.js";

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "monotable-config-"));
  await mkdir(join(home, ".aws"));
});

afterAll(() => rm(home, { recursive: true, force: true }));

function load(env: Record<string, string> = {}) {
  return loadSharedConfig({ env, homedir: () => home, now: Date.now });
}

test("sections, nested settings, comments and odd spacing are read as the AWS tools do", () => {
  const text = [
    "outside = ignored",
    "# a comment",
    "[default]",
    "Region=eu-west-1",
    "  ; another",
    '[profile  "my name"]\r',
    "region = us-east-1 # inline\r",
    "token = a#b;c==",
    "[services local]",
    "dynamodb =",
    "  endpoint_url = http://127.0.0.1:8000",
    "  other=1",
    "sts =",
    "\tendpoint_url=http://127.0.0.1:8001",
    "plain = 2",
    "[__proto__]",
    "__proto__ = data",
  ].join("\n");
  expect(parseIni(text)).toEqual(
    new Map([
      ["default", new Map([["region", "eu-west-1"]])],
      [
        "profile my name",
        new Map([
          ["region", "us-east-1"],
          ["token", "a#b;c=="],
        ]),
      ],
      [
        "services local",
        new Map([
          ["dynamodb", ""],
          ["dynamodb.endpoint_url", "http://127.0.0.1:8000"],
          ["dynamodb.other", "1"],
          ["sts", ""],
          ["sts.endpoint_url", "http://127.0.0.1:8001"],
          ["plain", "2"],
        ]),
      ],
      ["__proto__", new Map([["__proto__", "data"]])],
    ]),
  );
});

test("a profile is the sum of both files, and the credentials file wins", async () => {
  await writeFile(
    join(home, ".aws", "config"),
    "[profile dev]\nregion = eu-west-1\naws_access_key_id = from-config\n[default]\nregion = us-east-2",
  );
  await writeFile(join(home, ".aws", "credentials"), "[dev]\naws_access_key_id = from-credentials");
  const config = await load();
  expect(config.profile("dev")).toEqual(
    new Map([
      ["region", "eu-west-1"],
      ["aws_access_key_id", "from-credentials"],
    ]),
  );
  expect(config.profile("default")).toEqual(new Map([["region", "us-east-2"]]));
  expect(config.profile("nobody")).toBeUndefined();
});

test("AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name other files, ~ among them", async () => {
  await writeFile(join(home, "other"), "[profile x]\nregion = ap-south-1");
  const config = await load({
    AWS_CONFIG_FILE: "~/other",
    AWS_SHARED_CREDENTIALS_FILE: join(home, "missing"),
  });
  expect(config.profile("x")).toEqual(new Map([["region", "ap-south-1"]]));
  expect(config.paths).toEqual([join(home, "other"), join(home, "missing")]);
});

test("a path that cannot be a file is an error that names it", async () => {
  await expect(load({ AWS_CONFIG_FILE: home })).rejects.toMatchObject({
    code: "CONFIGURATION",
    message: `Cannot read the AWS settings in ${home}: EISDIR.`,
  });
});
