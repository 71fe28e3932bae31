import { createRequire } from "node:module";
import { type Engine, startChildEngine } from "./child-engine.js";

/** Starts dynalite, in memory, with tables that are ready at once. */
export function startDynalite(): Promise<Engine> {
  const cli = createRequire(import.meta.url).resolve("dynalite/cli.js");
  return startChildEngine("dynalite", process.execPath, (port) => [
    cli,
    ...["--host", "127.0.0.1", "--port", port],
    ...["--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"],
  ]);
}
