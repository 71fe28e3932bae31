import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createEngine, type RunningServer, serve } from "monotable/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Device, fleet, Reading } from "../../examples/batch-script/models.js";

const engine = createEngine();
let server: RunningServer;

beforeAll(async () => {
  server = await serve(engine);
  fleet.connect(engine);
});
afterAll(() => server.close());

async function run(script: string, ...args: readonly string[]): Promise<string[]> {
  const path = `examples/batch-script/${script}.ts`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", path, ...args],
    { env: { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: server.url } },
  );
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

const ARGS = ["--tenant", "t1", "--before", "2025-09-15T00:00:00Z"];
const all = (status: "up" | "retired") =>
  Device.objects.query({ tenant: "t1", status }, { index: "GSI1" }).all();

test("the script tells what it would retire, retires it, and has then nothing to do", async () => {
  expect(await run("fill")).toEqual(["10 devices, 300 readings"]);
  expect(await run("main", ...ARGS, "--dry-run")).toEqual([
    "d9: last seen 2025-06-01T00:00:00.000Z, 30 readings",
    "d8: last seen 2025-07-01T00:00:00.000Z, 30 readings",
    "d7: last seen 2025-08-01T00:00:00.000Z, 30 readings",
    "d6: last seen 2025-09-01T00:00:00.000Z, 30 readings",
  ]);
  expect((await all("up")).length).toBe(10);

  expect(await run("main", ...ARGS)).toEqual(["4 devices retired, 120 readings deleted"]);
  expect((await all("retired")).map(({ device }) => device)).toEqual(["d9", "d8", "d7", "d6"]);
  const readings = await Reading.objects.scan().all();
  expect(readings.length).toBe(180);
  expect(readings.filter(({ device }) => /[6-9]/.test(device))).toEqual([]);

  expect(await run("main", ...ARGS)).toEqual(["0 devices retired, 0 readings deleted"]);
});

test("what a run that was killed had begun, the next one finishes", async () => {
  await Device.objects.update(
    { tenant: "t1", device: "d0" },
    { status: "retiring" },
    { read: true },
  );
  expect(await run("main", ...ARGS)).toEqual(["1 devices retired, 30 readings deleted"]);
  expect(await Reading.objects.query({ tenant: "t1", device: "d0" }).count()).toBe(0);
});

test("without a tenant it ends with its usage", async () => {
  const outcome = await run("main", "--before", "2026-01-01").catch((error: unknown) => error);
  expect(outcome).toMatchObject({
    code: 2,
    stderr: "Usage: main.ts --tenant TENANT --before TIME [--dry-run]\n",
  });
});
