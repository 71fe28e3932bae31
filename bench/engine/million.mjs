import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Fills an engine in a process of its own, with Node's default heap limit, and measures at each size. */
export async function measureMillion(sizes) {
  const script = fileURLToPath(new URL("fill.mjs", import.meta.url));
  const { stdout } = await run(process.execPath, ["--expose-gc", script, ...sizes.map(String)]);
  return JSON.parse(stdout);
}
