import { existsSync, statSync } from "node:fs";
import { type FileHandle, open, truncate } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Item } from "../../codec/attribute-value.js";
import { ConfigurationError } from "../../errors/errors.js";
import type { Table } from "../../table/table.js";
import { type Command, type Terminal, UsageError } from "../command.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig, withTable } from "../load-config.js";
import { Checkpoint } from "./checkpoint.js";
import { modelNamed } from "./models.js";
import { progressOn } from "./progress.js";

export const EXPORT_COMMAND: Command = {
  summary: "the items of the table, or of some models, to a file",
  help: `Usage: monotable export FILE [MODEL...] [OPTIONS]

Reads the table and writes its items to a new file: those of the models that are named, or all.
Lines are {"Item":{...}} in DynamoDB JSON, exactly as stored, which import takes, and DynamoDB's
own import from S3. How far it has come is kept beside the file until it has ended.

  --resume          go on where an earlier export to the file was stopped
  --json            print {"items":COUNT}
${CONFIG_HELP}
  --help            print this`,
  run: exportTable,
};

/** How far an export has come. */
interface Position {
  /** The key to go on after. */
  readonly after: Item;
  /** What the file holds by then: more than that is of a page that was not finished. */
  readonly bytes: number;
  readonly items: number;
  /** The models that it is of. */
  readonly models: readonly string[];
}

async function exportTable(args: readonly string[], terminal: Terminal): Promise<undefined> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { resume: { type: "boolean" }, json: { type: "boolean" }, ...CONFIG_OPTION },
  });
  const [file, ...names] = positionals;
  if (file === undefined) throw new UsageError("Name the file to write to.");
  const config = await loadConfig(values.config);
  const models = names.map((name) => modelNamed(config, name).description.name);
  const checkpoint = new Checkpoint<Position>(file, "export", config.table.name);
  const from = checkpoint.read(values.resume === true);
  if (from === undefined && existsSync(file)) {
    throw new ConfigurationError(`${file} is there already: name another file, or remove it.`);
  }
  if (from !== undefined && from.models.join() !== models.join()) {
    throw new UsageError(`The export to resume is of ${from.models.join(" ") || "all models"}.`);
  }
  if (from !== undefined) {
    const { size } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0 };
    if (size < from.bytes) {
      throw new ConfigurationError(
        `${file} is shorter than what the export had written: remove it and ${checkpoint.path}, and begin anew.`,
      );
    }
    await truncate(file, from.bytes);
  }
  const handle = await open(file, from === undefined ? "ax" : "a");
  try {
    const items = await withTable(config, (table) =>
      writePages(table, handle, { from, models, checkpoint, terminal }),
    );
    checkpoint.remove();
    terminal.print(values.json ? JSON.stringify({ items }) : `${items} items written to ${file}.`);
  } catch (error) {
    checkpoint.hint(terminal);
    throw error;
  } finally {
    await handle.close();
  }
}

interface Pass {
  readonly from: Position | undefined;
  readonly models: readonly string[];
  readonly checkpoint: Checkpoint<Position>;
  readonly terminal: Terminal;
}

async function writePages(
  table: Table,
  handle: FileHandle,
  { from, models, checkpoint, terminal }: Pass,
): Promise<number> {
  const progress = progressOn(terminal);
  let { items, bytes } = from ?? { items: 0, bytes: 0 };
  let after = from?.after;
  do {
    const input = {
      TableName: table.name,
      ConsistentRead: true,
      ...ofModels(models, table.describe().attributes.type),
      ...(after !== undefined && { ExclusiveStartKey: after }),
    };
    const page = await table.commands.send("Scan", input, { signal: terminal.stop });
    const lines = (page.Items as readonly Item[]).map((Item) => `${JSON.stringify({ Item })}\n`); // Scan's documented reply
    const text = lines.join("");
    await handle.appendFile(text); // all of it, where write() may write a part
    await handle.datasync();
    bytes += Buffer.byteLength(text);
    items += lines.length;
    after = page.LastEvaluatedKey as Item | undefined; // the same
    if (after !== undefined) checkpoint.keep({ after, bytes, items, models });
    progress(`${items} items, ${bytes} bytes`);
  } while (after !== undefined);
  return items;
}

/** Has a scan give items of these models only. */
function ofModels(models: readonly string[], type: string): object {
  if (models.length === 0) return {};
  const values = models.map((model, index) => [`:m${index}`, { S: model }] as const);
  return {
    FilterExpression: `#type IN (${values.map(([name]) => name).join(", ")})`,
    ExpressionAttributeNames: { "#type": type },
    ExpressionAttributeValues: Object.fromEntries(values),
  };
}
