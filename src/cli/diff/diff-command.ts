import { parseArgs } from "node:util";
import type { Command, Terminal } from "../command.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig, withTable } from "../load-config.js";
import { type Difference, differencesOf } from "./differences.js";
import { readTable } from "./live-table.js";

export const DIFF_COMMAND: Command = {
  summary: "what a table lacks of what the models need",
  help: `Usage: monotable diff [OPTIONS]

Compares the table with the models: its keys, indexes, TTL and stream. Ends with status 1 where
something is missing or different; what the table has beside is not compared.

  --json            print the differences as a JSON array
${CONFIG_HELP}
  --help            print this`,
  run: printDifferences,
};

async function printDifferences(
  args: readonly string[],
  terminal: Terminal,
): Promise<number | undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean" }, ...CONFIG_OPTION },
  });
  const config = await loadConfig(values.config);
  const infra = { table: config.table.describe(), stream: config.stream ?? false };
  const differences = differencesOf(infra, await withTable(config, readTable));
  const found = differences.length > 0;
  if (values.json) terminal.print(JSON.stringify(differences));
  else if (found) terminal.print(differences.map(line).join("\n"));
  else terminal.print(`The table ${infra.table.name} has everything that its models need.`);
  return found ? 1 : undefined;
}

function line({ kind, what, name, expected, found, models = [] }: Difference): string {
  const subject = name === undefined ? what : `${what} ${name}`;
  const users = models.length === 0 ? "" : `; used by ${models.join(", ")}`;
  return kind === "missing"
    ? `missing: ${subject}: ${expected}${users}`
    : `different: ${subject}: ${found}, not ${expected}${users}`;
}
