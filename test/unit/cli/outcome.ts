import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { run } from "../../../src/cli/run.js";

/** The configurations of `project/`. */
export const FULL = fileURLToPath(new URL("project/monotable.config.ts", import.meta.url));
export const EVOLVED = fileURLToPath(new URL("project/evolved.config.ts", import.meta.url));
export const PLAIN = fileURLToPath(new URL("project/plain.config.ts", import.meta.url));

/** Runs the program in this process, with its stop signal already given. */
export function outcomeOf(...args: readonly string[]) {
  return outcome(args, { stop: AbortSignal.abort() });
}

/** Runs the program in this process, with this on its standard input. */
export async function outcome(
  args: readonly string[],
  given: { readonly input?: string; readonly stop?: AbortSignal } = {},
) {
  let printed = "";
  const complaints: string[] = [];
  const status = await run(args, {
    print: (text) => {
      printed += `${text}\n`;
    },
    write: async (text) => {
      printed += text;
    },
    complain: (text) => complaints.push(text),
    input: Readable.from([given.input ?? ""]),
    stop: given.stop ?? new AbortController().signal,
  });
  return { status, printed: printed.replace(/\n$/, ""), complaints: complaints.join("\n") };
}
