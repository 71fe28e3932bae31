import { fileURLToPath } from "node:url";
import { run } from "../../../src/cli/run.js";

/** The configurations of `project/`. */
export const FULL = fileURLToPath(new URL("project/monotable.config.ts", import.meta.url));
export const PLAIN = fileURLToPath(new URL("project/plain.config.ts", import.meta.url));

/** Runs the program in this process, with its stop signal already given. */
export async function outcomeOf(...args: readonly string[]) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const status = await run(args, {
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
    stop: AbortSignal.abort(),
  });
  return { status, printed: printed.join("\n"), complaints: complaints.join("\n") };
}
