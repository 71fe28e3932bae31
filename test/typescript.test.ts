import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FOLDER = join(ROOT, "test/typescript");
const run = promisify(execFile);

const { devDependencies } = JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8"));
const compilers = [
  ...Object.keys(devDependencies).map((name) => ({
    name,
    folder: join(FOLDER, "node_modules", name),
  })),
  { name: "our own", folder: join(ROOT, "node_modules/typescript") },
];

beforeAll(async () => {
  if (compilers.every(({ folder }) => existsSync(folder))) return;
  const shell = process.platform === "win32";
  await run("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: FOLDER, shell });
});

test.each(compilers)("README's sample and the guide compile with $name", async ({ folder }) => {
  const compile = run(process.execPath, [join(folder, "bin/tsc"), "-p", FOLDER]);
  const { stdout } = await compile.catch((error: { readonly stdout: string }) => error);
  expect(stdout).toBe("");
});
