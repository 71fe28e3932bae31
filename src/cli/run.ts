import { MonotableError } from "../errors/monotable-error.js";
import { type Command, type Terminal, UsageError } from "./command.js";
import { EXPORT_COMMAND } from "./data/export-command.js";
import { IMPORT_COMMAND } from "./data/import-command.js";
import { BACKFILL_COMMAND, REINDEX_COMMAND } from "./data/maintenance-commands.js";
import { PUT_COMMAND } from "./data/put-command.js";
import { GET_COMMAND, QUERY_COMMAND, SCAN_COMMAND } from "./data/read-commands.js";
import { DIFF_COMMAND } from "./diff/diff-command.js";
import { DOCS_COMMAND } from "./docs/docs-command.js";
import { ENGINE_COMMAND } from "./engine-command.js";
import { INFRA_COMMAND } from "./infra/infra-command.js";
import { STREAM_COMMAND } from "./stream/stream-command.js";

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ["engine", ENGINE_COMMAND],
  ["infra", INFRA_COMMAND],
  ["diff", DIFF_COMMAND],
  ["docs", DOCS_COMMAND],
  ["get", GET_COMMAND],
  ["query", QUERY_COMMAND],
  ["scan", SCAN_COMMAND],
  ["put", PUT_COMMAND],
  ["export", EXPORT_COMMAND],
  ["import", IMPORT_COMMAND],
  ["backfill", BACKFILL_COMMAND],
  ["reindex", REINDEX_COMMAND],
  ["stream", STREAM_COMMAND],
]);

const HELP = `Usage: monotable COMMAND [OPTIONS]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`).join("\n")}

monotable COMMAND --help tells more.`;

/** Runs the program; answers its exit status: 0, 1 where it failed, 2 where the usage is wrong. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = "", ...rest] = args;
  const command = COMMANDS.get(name);
  if (args.includes("--help")) {
    terminal.print(command?.help ?? HELP);
    return 0;
  }
  if (command === undefined) {
    terminal.complain(name === "" ? HELP : `Unknown command "${name}".\n\n${HELP}`);
    return 2;
  }
  try {
    return (await command.run(rest, terminal)) ?? 0;
  } catch (error) {
    if (isUsageError(error)) {
      terminal.complain(`${error.message}\n\n${command.help}`);
      return 2;
    }
    if (!MonotableError.is(error) && !isSystemError(error)) throw error;
    terminal.complain(error.message);
    return 1;
  }
}

/** A command's own, or one of `parseArgs`: an unknown option, an option without its value. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  if (!(error instanceof TypeError) || !("code" in error)) return false;
  return String(error.code).startsWith("ERR_PARSE_ARGS_");
}

/** What the operating system refused: a file that is missing, or not to be read. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
