import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Item } from "../../codec/attribute-value.js";
import { ArgumentError, ConfigurationError } from "../../errors/errors.js";
import { MonotableError } from "../../errors/monotable-error.js";
import type { Table } from "../../table/table.js";
import { type Command, type Terminal, UsageError } from "../command.js";
import type { Config } from "../config.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig, withTable } from "../load-config.js";
import { Checkpoint } from "./checkpoint.js";
import { type Line, linesOf } from "./lines.js";
import { progressOn } from "./progress.js";

/** The most items that BatchWriteItem takes. */
const BATCH = 25;
/** Milliseconds before what was left unprocessed is sent again: doubled each time, to a limit. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

export const IMPORT_COMMAND: Command = {
  summary: "the items of a file of export, or of DynamoDB's own, to the table",
  help: `Usage: monotable import FILE [OPTIONS]

Stores the items of a file, replacing those of the same keys: lines of {"Item":{...}} in DynamoDB
JSON, as export and DynamoDB's own export write them. Items of the models are read first, so that
none is stored that they cannot read; all are stored as they are, times and versions too. How far
it has come is kept beside the file until it has ended.

  --resume          go on where an earlier import of the file was stopped
  --json            print {"items":COUNT}
${CONFIG_HELP}
  --help            print this`,
  run: importFile,
};

/** How far an import has come. */
interface Position {
  /** The line up to which all are stored. */
  readonly line: number;
  /** How many items that were. */
  readonly items: number;
  /** The bytes of the file that the line is of, and when they were written, in epoch milliseconds. */
  readonly size: number;
  readonly mtimeMs: number;
}

async function importFile(args: readonly string[], terminal: Terminal): Promise<undefined> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { resume: { type: "boolean" }, json: { type: "boolean" }, ...CONFIG_OPTION },
  });
  const [file, ...others] = positionals;
  if (file === undefined) throw new UsageError("Name the file to read.");
  if (others.length > 0) throw new UsageError(`Unexpected argument '${others[0]}'`);
  const config = await loadConfig(values.config);
  const { size, mtimeMs } = statSync(file);
  const checkpoint = new Checkpoint<Position>(file, "import", config.table.name);
  const from = checkpoint.read(values.resume === true) ?? { line: 0, items: 0, size, mtimeMs };
  if (from.size !== size || from.mtimeMs !== mtimeMs) {
    throw new ConfigurationError(
      `${file} was changed since the import began: remove ${checkpoint.path} to import it from its beginning.`,
    );
  }
  const progress = progressOn(terminal);
  let { items } = from;
  try {
    await withTable(config, async (table) => {
      for await (const batch of batchesOf(file, from.line, config)) {
        await store([...batch.items.values()], table, terminal.stop);
        items += batch.items.size;
        checkpoint.keep({ line: batch.line, items, size, mtimeMs });
        progress(`${items} items`);
      }
    });
  } catch (error) {
    // A line that cannot be imported has to be changed, and a changed file begins anew.
    if (!(error instanceof ArgumentError)) checkpoint.hint(terminal);
    throw error;
  }
  checkpoint.remove();
  terminal.print(values.json ? JSON.stringify({ items }) : `${items} items stored.`);
}

interface Batch {
  readonly items: ReadonlyMap<string, Item>;
  /** The last line that it is of. */
  readonly line: number;
}

/** The items of the lines after one, in batches without two items of one key. */
async function* batchesOf(file: string, after: number, config: Config): AsyncGenerator<Batch> {
  const { pk, sk } = config.table.describe().keys;
  let items = new Map<string, Item>();
  let line = after;
  for await (const next of linesOf(file)) {
    if (next.number <= after) continue;
    const item = itemOf(next, config);
    const key = JSON.stringify([item[pk], item[sk]]);
    if (items.size === BATCH || items.has(key)) {
      yield { items, line };
      items = new Map();
    }
    items.set(key, item);
    line = next.number;
  }
  if (items.size > 0) yield { items, line };
}

/** The item of a line, which its model can read. @throws ArgumentError naming the line */
function itemOf({ number, text }: Line, { table, models }: Config): Item {
  try {
    const { Item: item } = Object(JSON.parse(text));
    // Items of nobody's model are the library's own, or another program's.
    table.parse(item, models as never, { onUnknown: "skip" });
    return item;
  } catch (cause) {
    const reason = MonotableError.is(cause) ? cause.message : 'It is no {"Item":{...}}.';
    throw new ArgumentError(`Line ${number}: ${reason}`, { cause });
  }
}

/** Stores items, those that are left unprocessed again and again. */
async function store(items: readonly Item[], table: Table, signal: AbortSignal): Promise<void> {
  let puts: unknown[] = items.map((Item) => ({ PutRequest: { Item } }));
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const input = { RequestItems: { [table.name]: puts } };
    const reply = await table.send("BatchWriteItem", input, { signal });
    const left = Object(reply.UnprocessedItems)[table.name]; // the documented reply
    if (!Array.isArray(left) || left.length === 0) return;
    puts = left;
    await delay(pause * Math.random());
  }
}
