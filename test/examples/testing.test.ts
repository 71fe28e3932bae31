import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
// Declares its tests here: they are this file's, too.
import "../../examples/testing/vitest.test.js";

test("the node:test example passes", async () => {
  const example = fileURLToPath(new URL("../../examples/testing/node.test.ts", import.meta.url));
  // The variable would make it report to a run around it.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const options = { env: { ...env, NO_COLOR: "1" } };
  const args = ["--import", "tsx", "--test", example];
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  const counts = [...stdout.matchAll(/^\W+ (pass|fail) (\d+)$/gm)].map(([, ...count]) => count);
  expect(counts).toEqual([
    ["pass", "3"],
    ["fail", "0"],
  ]);
});
