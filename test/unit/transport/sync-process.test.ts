import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EchoServer, startEchoServer } from "../../support/echo-server.js";

const run = promisify(execFile);
const sources = fileURLToPath(new URL("../../../src/transport/", import.meta.url));

/** Makes a blocking call and ends without closing anything. */
const APPLICATION = `
  import { createSyncBridge } from "./sync-bridge.js";
  const bridge = createSyncBridge({ endpoint: process.env.ENDPOINT, region: "us-east-1" });
  console.log(JSON.stringify(bridge.send({ operation: "Echo", input: { id: 1 } })));
`;

/** Does the same in a worker thread of its own. */
const WITH_A_WORKER = `
  import { isMainThread, parentPort, Worker } from "node:worker_threads";
  import { createSyncBridge } from "./sync-bridge.js";
  if (isMainThread) {
    new Worker(process.argv[1]).on("message", (reply) => console.log(JSON.stringify(reply)));
  } else {
    const bridge = createSyncBridge({ endpoint: process.env.ENDPOINT, region: "us-east-1" });
    parentPort.postMessage(bridge.send({ operation: "Echo", input: { id: 1 } }));
  }
`;

let server: EchoServer;
let folder: string;

beforeAll(async () => {
  server = await startEchoServer();
  folder = await mkdtemp(join(tmpdir(), "monotable-sync-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server.stop();
});

/** Bundles an application into one file, alone in a folder, and runs it. */
async function output(contents: string, name: string, flags: string[] = []): Promise<string> {
  const file = join(folder, name);
  await build({
    stdin: { contents, resolveDir: sources, loader: "ts" },
    outfile: file,
    bundle: true,
    minify: true,
    platform: "node",
    format: name.endsWith(".cjs") ? "cjs" : "esm",
    target: "node20",
  });
  // A process that does not end by itself is killed, and that rejects.
  const { stdout, stderr } = await run(process.execPath, [...flags, file], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: "", ENDPOINT: server.endpoint },
    timeout: 30_000,
  });
  return stdout + stderr;
}

const REPLY = '{"id":1,"operation":"Echo","received":8}\n';

describe("an application in one file, with nothing beside it", () => {
  test("makes a blocking call as ESM and ends by itself", async () => {
    expect(await output(APPLICATION, "application.mjs")).toBe(REPLY);
  });

  test("makes a blocking call as CommonJS and ends by itself", async () => {
    expect(await output(APPLICATION, "application.cjs")).toBe(REPLY);
  });

  test("makes a blocking call in a worker thread of its own", async () => {
    expect(await output(WITH_A_WORKER, "with-a-worker.mjs")).toBe(REPLY);
  });

  test("does not have its loaders run in the thread", async () => {
    const preload = 'data:text/javascript,console.log("loaded")';
    expect(await output(APPLICATION, "preloaded.mjs", ["--import", preload])).toBe(
      `loaded\n${REPLY}`,
    );
  });
});
