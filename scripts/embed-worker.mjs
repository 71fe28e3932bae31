// node scripts/embed-worker.mjs: bundles the worker thread of the blocking mode into a string, so
// that it also runs from an application that is itself bundled into one file.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../src/transport/", import.meta.url));
const output = `${folder}worker-source.generated.ts`;

const { outputFiles } = await build({
  absWorkingDir: folder,
  entryPoints: ["sync-worker.ts"],
  bundle: true,
  format: "cjs", // `new Worker(text, { eval: true })` runs CommonJS
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "none",
  write: false,
});
const text = `// Made by scripts/embed-worker.mjs from sync-worker.ts; not edited, not committed.
export const WORKER_SOURCE: string =
  ${JSON.stringify(outputFiles[0].text)};
`;

if (readOld() !== text) {
  const temporary = `${output}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, output); // whole or not at all: a test run beside this one may be reading it
}

function readOld() {
  try {
    return readFileSync(output, "utf8");
  } catch {
    return undefined;
  }
}
