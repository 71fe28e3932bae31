import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("the pool of processes writes every line of its input once", async () => {
  const run = promisify(execFile);
  const args = ["--import", "tsx", "examples/worker-pool/main.ts", "2"];
  const { stdout } = await run(process.execPath, args);
  expect(stdout).toBe("2 processes wrote 3000 of 3000 readings\n3000 are stored\n");
});
