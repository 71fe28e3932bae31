import { parseArgs } from "node:util";
import type { Command, Terminal } from "../command.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig } from "../load-config.js";
import { catalogue } from "./catalogue.js";

export const DOCS_COMMAND: Command = {
  summary: "the access patterns of the models as Markdown, with a diagram",
  help: `Usage: monotable docs [OPTIONS]

Prints a page of Markdown: what each entity can be read by, its key patterns with an example,
its attributes, the indexes, and a diagram of the entities (Mermaid).

  --json            print what it is made from instead: table.describe() as JSON
${CONFIG_HELP}
  --help            print this`,
  run: printDocs,
};

async function printDocs(args: readonly string[], terminal: Terminal): Promise<undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean" }, ...CONFIG_OPTION },
  });
  const { table } = await loadConfig(values.config);
  const description = table.describe();
  terminal.print(values.json ? JSON.stringify(description) : catalogue(description));
}
