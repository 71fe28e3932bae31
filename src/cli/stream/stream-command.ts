import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ConfigurationError } from "../../errors/errors.js";
import { parseEndpoint } from "../../transport/endpoint.js";
import { type Command, type Terminal, UsageError } from "../command.js";
import { countOf } from "../data/count-option.js";
import { CONFIG_HELP, CONFIG_OPTION, importFile, loadConfig, withTable } from "../load-config.js";
import type { LambdaHandler } from "./deliver.js";
import { type BatchFailure, RetriesUsedUpError } from "./read-shard.js";
import { runStream } from "./run-stream.js";

const STARTS = ["latest", "trim-horizon"] as const;

/** Lambda's own default for streams of DynamoDB, and the most that GetRecords gives. */
const DEFAULT_BATCH = 100;
const MAX_BATCH = 1_000;

export const STREAM_COMMAND: Command = {
  summary: "gives a table's stream to a Lambda handler on this machine",
  help: `Usage: monotable stream --handler FILE [OPTIONS]

Reads the stream of the table and calls the handler as Lambda does, until Ctrl+C: batches of a
shard one after the other, each shard after the one that it goes on from. What is in the handler's
batchItemFailures, and what comes after it, is tried again. How far it has come is stored in the
table itself, after each batch.

  --handler FILE    the module whose export "handler" takes the events
  --from WHERE      without a checkpoint: latest, what comes from now on, the default; or
                    trim-horizon, all that the stream still has, a day
  --name NAME       tells the checkpoints of several handlers apart; "default" when left out
  --batch NUMBER    records of a batch at most, 1 to ${MAX_BATCH}; ${DEFAULT_BATCH} when left out
  --retries NUMBER  times that a batch is tried again before the command ends with status 1;
                    without end when left out
  --once            end when what is there has been handled
  --endpoint URL    the engine, in place of the one in the configuration
  --json            print {"handled":COUNT} at the end
${CONFIG_HELP}
  --help            print this`,
  run: readStream,
};

async function readStream(args: readonly string[], terminal: Terminal) {
  const { handlerFile, config, endpoint, json, ...options } = readOptions(args);
  const configuration = await loadConfig(config);
  const handler = await loadHandler(handlerFile);
  const connected =
    endpoint === undefined ? configuration : { ...configuration, connect: { endpoint } };
  let handled = 0;
  try {
    await withTable(connected, (table) =>
      runStream({
        ...options,
        table,
        handler,
        signal: terminal.stop,
        onStart(arn, isResumed) {
          const where = isResumed ? "its checkpoints" : options.from;
          terminal.complain(`Reading ${arn} from ${where}. Ctrl+C stops it.`);
        },
        onHandled(shard, records) {
          handled += records;
          terminal.complain(`${records} handled of ${shard}.`);
        },
        onFailure: (failure) => terminal.complain(describeFailure(failure)),
        onGap: (shard) =>
          terminal.complain(
            `${shard}: records may be lost: the stream holds them for a day, and the checkpoint is older.`,
          ),
        onTrouble: (error) => terminal.complain(`${sentence(error)} It is tried again.`),
      }),
    );
  } catch (error) {
    if (!(error instanceof RetriesUsedUpError)) throw error;
    terminal.complain(error.message);
    return 1;
  }
  terminal.print(json ? JSON.stringify({ handled }) : `${handled} records handled.`);
  return 0;
}

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      handler: { type: "string" },
      from: { type: "string", default: "latest" },
      name: { type: "string", default: "default" },
      batch: { type: "string", default: String(DEFAULT_BATCH) },
      retries: { type: "string" },
      once: { type: "boolean", default: false },
      endpoint: { type: "string" },
      json: { type: "boolean", default: false },
      ...CONFIG_OPTION,
    },
  });
  const { handler, name, retries, once, endpoint, json, config } = values;
  const from = STARTS.find((start) => start === values.from);
  if (!handler) throw new UsageError("--handler takes the file of a handler.");
  if (from === undefined) throw new UsageError(`--from takes one of ${STARTS.join(", ")}.`);
  if (name === "") throw new UsageError("--name takes a text.");
  const batchSize = countOf(values.batch, "--batch");
  if (batchSize > MAX_BATCH) throw new UsageError(`--batch is ${MAX_BATCH} at most.`);
  if (endpoint !== undefined) parseEndpoint(endpoint, "--endpoint");
  return {
    handlerFile: handler,
    from,
    name,
    batchSize,
    retries: retriesOf(retries),
    once,
    endpoint,
    json,
    config,
  };
}

function retriesOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  return text === "0" ? 0 : countOf(text, "--retries");
}

async function loadHandler(file: string): Promise<LambdaHandler> {
  const path = resolve(file);
  const handler = await importFile(path, "handler");
  if (typeof handler === "function") return handler as LambdaHandler; // all that can be told before a call
  throw new ConfigurationError(
    `${path} has no function as its export "handler": export const handler = table.streamHandler({ ... });`,
  );
}

function describeFailure({ shard, record, error, delayMs }: BatchFailure): string {
  const failed = `Record ${record.eventID} of ${shard} failed`;
  const reason = error === undefined ? `${failed}.` : `${failed}: ${sentence(error)}`;
  return `${reason} It comes again in ${delayMs} ms.`;
}

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.endsWith(".") ? text : `${text}.`;
}
