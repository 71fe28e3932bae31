import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../scripts/embed-worker.mjs", import.meta.url));

/** Vitest's global setup: the embedded worker thread is that of the sources under test. */
export function setup(): void {
  execFileSync(process.execPath, [script], { stdio: "inherit" });
}
