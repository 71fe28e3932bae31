// node scripts/test-deep.mjs [vitest arguments]: the test suite with the full counts of the
// property and fault tests.
import { spawnSync } from "node:child_process";

const { status } = spawnSync("npx", ["vitest", "run", ...process.argv.slice(2)], {
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, MONOTABLE_DEEP: "1" },
});
process.exit(status ?? 1);
