import { ArgumentError } from "../errors/errors.js";
import type { TableDefinition } from "../model/definition.js";
import { checkConcurrency } from "../operation/batch-options.js";
import { lambdaDeadline } from "../operation/lambda-deadline.js";
import { checkOnUnknown } from "../operation/unknown-item.js";
import type { Registry } from "./registry.js";
import { type Step, StreamChanges } from "./stream-changes.js";
import { type Ledger, noLedger, onceLedger, unmarkedRecord } from "./stream-once.js";
import { type RawRecord, streamRecords } from "./stream-records.js";
import type {
  ModelStreamHandler,
  StreamHandler,
  StreamOptions,
  StreamRecord,
} from "./stream-types.js";

const KINDS: ReadonlySet<string> = new Set(["insert", "modify", "remove"]);

/**
 * The handler of a table's stream. Records of one partition key are handled in their order, those
 * of others side by side. Once a record has failed, no later one is begun: Lambda delivers
 * everything from the first failure on again.
 * @throws ArgumentError
 */
export function defineStreamHandler(
  registry: Registry,
  table: TableDefinition,
  given: unknown,
  options: (StreamOptions & { readonly models?: object }) | undefined,
): StreamHandler {
  useModels(registry, options?.models);
  const handlers = checkHandlers(registry, given);
  const concurrency = checkConcurrency(options?.concurrency, "streamHandler");
  const onUnknown = checkOnUnknown(options?.onUnknown ?? "throw", "streamHandler");
  const changes = new StreamChanges(registry, table, handlers, onUnknown);
  const ledger = options?.once === undefined ? noLedger : onceLedger(options.once);
  const onError = options?.onError ?? warn;

  return async (event, context) => {
    const deadline =
      context === undefined
        ? Number.POSITIVE_INFINITY
        : lambdaDeadline(context, options?.marginMs).getTime();
    const planned = streamRecords(event).map((raw, index) => ({
      index,
      raw,
      steps: changes.stepsOf(raw),
    }));
    const pending = new Set(planned);
    let firstFailure = Number.POSITIVE_INFINITY;

    const runLane = async (lane: typeof planned): Promise<void> => {
      for (const work of lane) {
        if (work.index > firstFailure || Date.now() >= deadline) return;
        let record = unmarkedRecord(work.raw);
        try {
          const entry = ledger.entry(work.raw);
          record = entry.record;
          await carryOut(work.steps, entry);
          pending.delete(work);
        } catch (error) {
          firstFailure = Math.min(firstFailure, work.index); // so that no later one is begun
          onError(error, record);
        }
      }
    };
    const lanes = lanesOf(planned, table.keys.pk);
    const next = lanes.values();
    const worker = async (): Promise<void> => {
      for (const lane of next) await runLane(lane); // one iterator, shared by all workers
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, lanes.length) }, worker));
    return {
      batchItemFailures: [...pending].map(({ raw }) => ({ itemIdentifier: raw.sequenceNumber })),
    };
  };
}

/** Does what a change asks for, unless that was done before. */
async function carryOut(steps: readonly Step[], entry: ReturnType<Ledger["entry"]>): Promise<void> {
  if (steps.length === 0 || (await entry.isMarked())) return;
  for (const step of steps) await step(entry.record);
  await entry.mark();
}

/** Records by partition key, each in their order. */
function lanesOf<Work extends { readonly raw: RawRecord }>(
  works: readonly Work[],
  partitionName: string,
): readonly Work[][] {
  const lanes = new Map<string, Work[]>();
  for (const work of works) {
    const partition = JSON.stringify(work.raw.keys[partitionName]);
    const lane = lanes.get(partition);
    if (lane === undefined) lanes.set(partition, [work]);
    else lane.push(work);
  }
  return [...lanes.values()];
}

/** Has the table give instances of these classes. @throws ArgumentError */
function useModels(registry: Registry, models: object | undefined): void {
  for (const [name, model] of Object.entries(models ?? {})) {
    if (registry.use(model, "streamHandler") === name) continue;
    throw new ArgumentError(`streamHandler: models: ${name} is not the name of that model.`);
  }
}

/** @throws ArgumentError for handlers of no model, and kinds of change that are none */
function checkHandlers(
  registry: Registry,
  given: unknown,
): ReadonlyMap<string, ModelStreamHandler<object>> {
  const handlers = new Map<string, ModelStreamHandler<object>>();
  const known = registry.definitions.map(({ name }) => name);
  for (const [name, handler] of Object.entries(given ?? {})) {
    if (!known.includes(name)) {
      throw new ArgumentError(
        `streamHandler: ${name} is no model of the table; it has ${known.join(", ")}. Import the module that declares it first.`,
      );
    }
    const kinds = Object.entries(handler ?? {});
    const wrong = kinds.find(([kind, run]) => !KINDS.has(kind) || typeof run !== "function");
    if (kinds.length === 0 || wrong !== undefined) {
      throw new ArgumentError(
        `streamHandler: ${name} has functions insert, modify and remove, one at least.`,
      );
    }
    handlers.set(name, handler);
  }
  if (handlers.size > 0) return handlers;
  throw new ArgumentError(
    "streamHandler takes handlers by the names of models: { Device: { insert(now) { ... } } }.",
  );
}

/** Failures must not pass in silence: the answer to Lambda names records only. */
function warn(error: unknown, { eventId }: StreamRecord): void {
  const name = error instanceof Error ? error.stack : String(error);
  process.emitWarning(`stream record ${eventId} failed: ${name}`, "MonotableStreamWarning");
}
