import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Fixture } from "./data-fixture.js";
import { FULL } from "./outcome.js";

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const fixture = new Fixture();

/** The program in a process of its own. */
function start(args: readonly string[], stdio: StdioOptions): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", MAIN, ...args], { stdio });
}

test("put ends after a line that cannot be stored while its input stays open", async () => {
  const child = start(["put", "Device", "--config", FULL], ["pipe", "ignore", "pipe"]);
  const [exit, complaints] = [once(child, "exit"), text(child.stderr as NodeJS.ReadableStream)];
  const device = { tenantId: "t1", deviceId: "d1", status: "up", seq: 1 };
  child.stdin?.write(`${JSON.stringify(device)}\n{\n`);
  expect(await exit).toEqual([1, null]);
  expect(await complaints).toContain("Line 2: It is no JSON object.\n1 before it are written.\n");
  expect(await fixture.items()).toHaveLength(1);
});

test("who reads the output may stop reading", async () => {
  const child = start(["--help"], ["ignore", "pipe", "pipe"]);
  child.stdout?.destroy();
  const complaints = text(child.stderr as NodeJS.ReadableStream);
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await complaints).not.toContain("EPIPE");
});

test.runIf(existsSync("/dev/full"))("output that cannot be written is a failure", async () => {
  const full = openSync("/dev/full", "w");
  const child = start(["--help"], ["ignore", full, "pipe"]);
  closeSync(full);
  const complaints = text(child.stderr as NodeJS.ReadableStream);
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(await complaints).toMatch(/^The output cannot be written: .*ENOSPC/m);
});
