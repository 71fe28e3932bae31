import { parseArgs } from "node:util";
import { type Command, type Terminal, UsageError } from "../command.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig, withTable } from "../load-config.js";
import { countOf } from "./count-option.js";
import { entityLine } from "./entity-json.js";
import { KEY_HELP, keyOf } from "./key-arguments.js";
import { type AnyEntity, modelNamed, type NamedModel } from "./models.js";

const LINES = "as JSON lines, one an entity";

export const GET_COMMAND: Command = {
  summary: "an entity as JSON",
  help: `Usage: monotable get MODEL KEY... [OPTIONS]

Prints an entity as JSON; ends with status 1 where there is none.

${KEY_HELP}

${CONFIG_HELP}
  --help            print this`,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: CONFIG_OPTION,
    });
    const config = await loadConfig(values.config);
    const [name, ...given] = positionals;
    const model = modelNamed(config, name);
    const key = keyOf(given, model);
    const entity = await withTable(config, () => model.model.objects.get(key));
    if (entity === undefined) {
      terminal.complain(`There is no such ${model.description.name}.`);
      return 1;
    }
    terminal.print(entityLine(entity, model));
    return undefined;
  },
};

export const QUERY_COMMAND: Command = {
  summary: `entities of a partition ${LINES}`,
  help: `Usage: monotable query MODEL KEY... [OPTIONS]

Prints the entities of a partition ${LINES}.

${KEY_HELP} Attributes of the sort key can be left out from
the right; the last one can be NAME^=BEGINNING.

  --index INDEX     the index to read, and whose key is given
  --order ORDER     asc (the default) or desc, by the sort key
  --limit COUNT     the most entities to print
${CONFIG_HELP}
  --help            print this`,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        index: { type: "string" },
        order: { type: "string" },
        limit: { type: "string" },
        ...CONFIG_OPTION,
      },
    });
    const { index, order, limit } = values;
    if (order !== undefined && order !== "asc" && order !== "desc") {
      throw new UsageError(`--order takes asc or desc, not "${order}".`);
    }
    const options = { index, order, ...limited(limit), signal: terminal.stop };
    const config = await loadConfig(values.config);
    const [name, ...key] = positionals;
    const model = modelNamed(config, name);
    const attributes = keyOf(key, model);
    await withTable(config, () =>
      printAll(model.model.objects.query(attributes, options), model, terminal),
    );
    return undefined;
  },
};

export const SCAN_COMMAND: Command = {
  summary: `all entities of a model ${LINES}`,
  help: `Usage: monotable scan MODEL [OPTIONS]

Reads the whole table, and prints a model's entities ${LINES}.

  --segments COUNT  parts that are read side by side, 1 when left out
  --limit COUNT     the most entities to print
${CONFIG_HELP}
  --help            print this`,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { segments: { type: "string" }, limit: { type: "string" }, ...CONFIG_OPTION },
    });
    const options = {
      ...limited(values.limit),
      ...(values.segments !== undefined && { segments: countOf(values.segments, "--segments") }),
      signal: terminal.stop,
    };
    const config = await loadConfig(values.config);
    const [name, ...others] = positionals;
    if (others.length > 0) throw new UsageError(`Unexpected argument '${others[0]}'`);
    const model = modelNamed(config, name);
    await withTable(config, () => printAll(model.model.objects.scan(options), model, terminal));
    return undefined;
  },
};

async function printAll(
  entities: AsyncIterable<AnyEntity>,
  model: NamedModel,
  terminal: Terminal,
): Promise<void> {
  for await (const entity of entities) await terminal.write(`${entityLine(entity, model)}\n`);
}

function limited(text: string | undefined): { readonly limit?: number } {
  return text === undefined ? {} : { limit: countOf(text, "--limit") };
}
