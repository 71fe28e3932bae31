import { once } from "node:events";
import { parseArgs } from "node:util";
import { createEngine, type Engine } from "../engine/create-engine.js";
import { type RunningServer, serve } from "../engine/server.js";
import { ConfigurationError } from "../errors/errors.js";
import { type Command, type Terminal, UsageError } from "./command.js";

/** DynamoDB Local's port, which people try first. */
const DEFAULT_PORT = 8000;
const MAX_PORT = 65_535;

export const ENGINE_COMMAND: Command = {
  summary: "DynamoDB on 127.0.0.1, for any AWS SDK or tool",
  help: `Usage: monotable engine [--port PORT] [--path DIRECTORY]

Serves the embedded engine on 127.0.0.1 as DynamoDB, until Ctrl+C.

  --port PORT       the port to listen on, ${DEFAULT_PORT} by default; 0 picks a free one
  --path DIRECTORY  keep the content there; in memory by default. Needs the package lmdb
  --help            print this`,
  run: serveEngine,
};

async function serveEngine(args: readonly string[], terminal: Terminal): Promise<undefined> {
  const { port, path } = readOptions(args);
  // Nobody can ask this engine for the requests that it received.
  const engine = createEngine({ keepRequests: 0, ...(path !== undefined && { path }) });
  try {
    const server = await listen(engine, port);
    terminal.print(greeting(server.url, path));
    if (!terminal.stop.aborted) await once(terminal.stop, "abort");
    await server.close();
  } finally {
    await engine.close();
  }
  terminal.print("Stopped.");
}

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: "string" }, path: { type: "string" } },
  });
  const { port = String(DEFAULT_PORT), path } = values;
  if (!/^\d+$/.test(port) || Number(port) > MAX_PORT) {
    throw new UsageError(`--port takes a whole number from 0 to ${MAX_PORT}, not "${port}".`);
  }
  if (path === "") throw new UsageError("--path takes a directory, not an empty text.");
  return { port: Number(port), path };
}

async function listen(engine: Engine, port: number): Promise<RunningServer> {
  try {
    return await serve(engine, { port });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      `The engine cannot listen on port ${port} (${reason}): choose another with --port, ` +
        "or a free one with --port 0.",
      { cause },
    );
  }
}

function greeting(url: string, path: string | undefined): string {
  return `DynamoDB on ${url}, ${path === undefined ? "in memory" : `kept in ${path}`}. Ctrl+C stops it.

Point AWS SDKs and tools at it; any region and credentials will do:

  export AWS_ENDPOINT_URL_DYNAMODB=${url}
  export AWS_REGION=local AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  aws dynamodb list-tables
`;
}
