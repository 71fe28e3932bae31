import { parseArgs } from "node:util";
import { ArgumentError } from "../../errors/errors.js";
import { MonotableError } from "../../errors/monotable-error.js";
import { type Command, type Terminal, UsageError } from "../command.js";
import type { Config } from "../config.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig, withTable } from "../load-config.js";
import { entityOf } from "./entity-json.js";
import { linesOf } from "./lines.js";
import { modelNamed, type NamedModel } from "./models.js";

export const PUT_COMMAND: Command = {
  summary: "stores entities given as JSON lines",
  help: `Usage: monotable put MODEL [FILE] [OPTIONS]

Stores the entities of a file, or of the standard input, in their order: JSON lines as get, query
and scan print them. Each is checked by its schema; the first one that cannot be stored ends it.

  --create          refuse entities that are there already
  --json            print {"written":COUNT}
${CONFIG_HELP}
  --help            print this`,
  run: put,
};

async function put(args: readonly string[], terminal: Terminal): Promise<undefined> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { create: { type: "boolean" }, json: { type: "boolean" }, ...CONFIG_OPTION },
  });
  const [name, file, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`Unexpected argument '${others[0]}'`);
  const config = await loadConfig(values.config);
  const model = modelNamed(config, name);
  const options = { mode: values.create ? "create" : "put", signal: terminal.stop };
  const source = file ?? terminal.input;
  const written = await withTable(config, () => storeLines(source, config, model, options));
  terminal.print(values.json ? JSON.stringify({ written }) : `${written} written.`);
}

async function storeLines(
  source: Parameters<typeof linesOf>[0],
  config: Config,
  model: NamedModel,
  options: object,
): Promise<number> {
  let written = 0;
  for await (const { number, text } of linesOf(source)) {
    try {
      await model.model.objects.save(entityOf(text, config, model), options);
    } catch (cause) {
      if (!MonotableError.is(cause)) throw cause;
      const before = written === 0 ? "Nothing was written." : `${written} before it are written.`;
      throw new ArgumentError(`Line ${number}: ${cause.message}\n${before}`, { cause });
    }
    written += 1;
  }
  return written;
}
