import { parseArgs } from "node:util";
import type { MaintenanceProgress, MaintenanceReport } from "../../operation/maintenance.js";
import type { ReindexReport } from "../../operation/reindex.js";
import { type Command, type Terminal, UsageError } from "../command.js";
import { CONFIG_HELP, CONFIG_OPTION, loadConfig, withTable } from "../load-config.js";
import { countOf } from "./count-option.js";
import { modelNamed } from "./models.js";
import { progressOn } from "./progress.js";

export const BACKFILL_COMMAND: Command = maintenanceCommand(
  "backfill",
  "writes a model's items of older schemas back as they are upgraded",
);

export const REINDEX_COMMAND: Command = maintenanceCommand(
  "reindex",
  "repairs a model's index keys that its attributes do not make",
);

function maintenanceCommand(method: "backfill" | "reindex", summary: string): Command {
  return {
    summary,
    help: `Usage: monotable ${method} MODEL [OPTIONS]

Reads the whole table, and ${summary}.
Ends with status 1 where items are left: some that changed meanwhile, or do not fit the model.

  --dry-run         only count
  --segments COUNT  parts that are read side by side, 4 when left out
  --resume TOKEN    go on where a pass of as many segments was stopped
  --json            print the report as JSON
${CONFIG_HELP}
  --help            print this`,
    run: (args, terminal) => maintain(method, args, terminal),
  };
}

async function maintain(
  method: "backfill" | "reindex",
  args: readonly string[],
  terminal: Terminal,
): Promise<number | undefined> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      "dry-run": { type: "boolean" },
      segments: { type: "string" },
      resume: { type: "string" },
      json: { type: "boolean" },
      ...CONFIG_OPTION,
    },
  });
  const [name, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`Unexpected argument '${others[0]}'`);
  const segments = values.segments && countOf(values.segments, "--segments");
  const config = await loadConfig(values.config);
  const { model } = modelNamed(config, name);
  const progress = progressOn(terminal);
  let position = values.resume;
  const options = {
    dryRun: values["dry-run"],
    ...(segments && { segments }),
    resume: values.resume,
    signal: terminal.stop,
    onProgress: (state: MaintenanceProgress) => {
      position = state.resume;
      progress(`${state.scanned} looked at, ${state.changed} changed`);
    },
  };
  try {
    const report = await withTable(config, () => model.objects[method](options));
    return printReport(report, values.json === true, terminal);
  } catch (error) {
    if (position !== undefined) terminal.complain(`Go on with --resume ${position}`);
    throw error;
  }
}

function printReport(
  report: MaintenanceReport & Partial<ReindexReport>,
  json: boolean,
  terminal: Terminal,
): number | undefined {
  const { scanned, changed, contended, failed, misplaced = [] } = report;
  const counts = [
    `${scanned} looked at`,
    `${changed} changed`,
    `${contended} changed meanwhile`,
    `${failed.length} do not fit the model`,
    ...(report.misplaced === undefined ? [] : [`${misplaced.length} have another primary key`]),
  ];
  const failures = failed.map(({ key, error: { code, message } }) => ({ key, code, message }));
  terminal.print(json ? JSON.stringify({ ...report, failed: failures }) : `${counts.join(", ")}.`);
  return contended + failed.length + misplaced.length > 0 ? 1 : undefined;
}
