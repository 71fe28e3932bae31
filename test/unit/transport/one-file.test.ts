import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type NullServer, startNullServer } from "../../support/null-server.js";

const run = promisify(execFile);
const sources = fileURLToPath(new URL("../../../src/", import.meta.url));

/** Needs the credentials of a profile, in both modes, and what sends by a client: all is loaded on demand. */
const APPLICATION = `
  import * as sdk from "@aws-sdk/client-dynamodb";
  import { createHttpTransport, createSdkTransport } from "./index.js";
  import { createSyncBridge } from "./transport/sync-bridge.js";

  const request = { operation: "ListTables", input: {} };
  const server = { endpoint: process.env.ENDPOINT, region: "eu-central-1" };

  async function main() {
    await createHttpTransport({ ...server, profile: "work" }).send(request);
    createSyncBridge({ ...server, profile: "work" }).send(request);
    const credentials = { accessKeyId: "OFTHECLIENT", secretAccessKey: "secret" };
    const client = new sdk.DynamoDBClient({ ...server, credentials });
    await createSdkTransport(client, { sdk }).send(request);
    process.exit();
  }
  main();
`;

let server: NullServer;
let folder: string;

beforeAll(async () => {
  server = await startNullServer(() => ({ body: { TableNames: [] }, crc: "right" }));
  folder = await mkdtemp(join(tmpdir(), "monotable-one-file-"));
  const keys = "aws_access_key_id = OFTHEPROFILE\naws_secret_access_key = secret\n";
  await writeFile(join(folder, "credentials"), `[work]\n${keys}`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server.stop();
});

test("an application in one file has with it what is loaded on demand", async () => {
  const outfile = join(folder, "application.cjs");
  await build({
    stdin: { contents: APPLICATION, resolveDir: sources, loader: "ts" },
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
  });
  const env = {
    ...process.env,
    NODE_OPTIONS: "",
    NODE_NO_WARNINGS: "1",
    ENDPOINT: server.endpoint,
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
  };
  await run(process.execPath, [outfile], { cwd: folder, env, timeout: 30_000 });
  const signers = server.requests.map(
    ({ headers }) => /Credential=(\w+)\//.exec(headers.authorization ?? "")?.[1],
  );
  expect(signers).toEqual(["OFTHEPROFILE", "OFTHEPROFILE", "OFTHECLIENT"]);
});
