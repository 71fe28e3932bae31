import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Item } from "../../codec/attribute-value.js";
import { textOf } from "../../codec/stored-stamps.js";
import type { BatchWriteError } from "../../errors/batch-write-error.js";
import { ArgumentError, ConfigurationError } from "../../errors/errors.js";
import { MonotableError } from "../../errors/monotable-error.js";
import type { Table } from "../../table/table.js";
import { type Command, type Terminal, UsageError } from "../command.js";
import type { Config } from "../config.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig, withTable } from "../load-config.js";
import { Checkpoint } from "./checkpoint.js";
import { type Line, linesOf } from "./lines.js";
import { type ItemLine, PendingLines } from "./pending-lines.js";
import { progressOn } from "./progress.js";

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
  const pending = new PendingLines(from);
  try {
    await withTable(config, (table) =>
      store(table, elementsOf(file, from.line, config, pending), {
        signal: terminal.stop,
        done: (element) => pending.done(element),
        onProgress() {
          checkpoint.keep({ ...pending.position, size, mtimeMs });
          progress(`${pending.position.items} items`);
        },
      }),
    );
  } catch (error) {
    // A line that cannot be imported has to be changed, and a changed file begins anew.
    if (!(error instanceof ArgumentError)) checkpoint.hint(terminal);
    throw error;
  }
  checkpoint.remove();
  const { items } = pending.position;
  terminal.print(values.json ? JSON.stringify({ items }) : `${items} items stored.`);
}

interface Element extends ItemLine {
  readonly item: Item;
}

/** The items of the lines after one, each of which is pending from then on. */
async function* elementsOf(
  file: string,
  after: number,
  config: Config,
  pending: PendingLines,
): AsyncGenerator<Element> {
  const { pk, sk } = config.table.describe().keys;
  for await (const next of linesOf(file)) {
    if (next.number <= after) continue;
    const item = itemOf(next, config);
    if (textOf(item[pk]) === undefined || textOf(item[sk]) === undefined) {
      throw new ArgumentError(`Line ${next.number}: ${pk} and ${sk} have to be text.`);
    }
    const element = { item, line: next.number, key: JSON.stringify([item[pk], item[sk]]) };
    pending.add(element);
    yield element;
  }
}

/** The item of a line, which its model can read. @throws ArgumentError naming the line */
function itemOf({ number, text }: Line, { table, models }: Config): Item {
  try {
    const { Item: item } = Object(JSON.parse(text));
    // Items of nobody's model are the library's own, or another program's.
    table.parse(item, models as never, { onUnknown: "skip" });
    return item;
  } catch (cause) {
    throw refusal(number, cause);
  }
}

interface Storing {
  readonly signal: AbortSignal;
  done(element: Element): void;
  onProgress(): void;
}

/** Stores items in batches, and ends with the first that is refused. @throws ArgumentError naming its line */
async function store(
  table: Table,
  elements: AsyncIterable<Element>,
  { signal, done, onProgress }: Storing,
): Promise<void> {
  const options = {
    signal,
    onProgress({ failed }: { readonly failed: number }): void {
      onProgress();
      if (failed > 0) throw new ArgumentError("An item was refused.");
    },
  };
  try {
    await table.commands.store(elements, done, options);
  } catch (error) {
    // By its fields: the table may be of another copy of the library than the program.
    const { report, cause } = Object(error) as Partial<BatchWriteError<Element>>;
    const refused = report?.failed[0];
    if (refused !== undefined) throw refusal(refused.entity.line, refused.reason);
    throw cause ?? error;
  }
}

function refusal(line: number, cause: unknown): ArgumentError {
  const reason = MonotableError.is(cause) ? cause.message : 'It is no {"Item":{...}}.';
  return new ArgumentError(`Line ${line}: ${reason}`, { cause });
}
