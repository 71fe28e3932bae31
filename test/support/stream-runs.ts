import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { LambdaHandler } from "../../src/cli/stream/deliver.js";
import { runStream, type StreamRun } from "../../src/cli/stream/run-stream.js";
import { defineTable, type Table, type Transport } from "../../src/index.js";
import { type LambdaRecord, switchOnStream } from "./stream.js";

/** A table with a stream, and a model in it. */
export async function declareSteps(target: Transport) {
  const table = defineTable({ name: `runner-${randomUUID()}` }).connect(target);
  class Step extends table.model<Step>("Step")({
    schema: z.object({ of: z.string(), number: z.int() }),
    pk: "STEP#{of}",
    sk: "STEP#{number:6}",
  }) {}
  await table.create();
  const arn = await switchOnStream(target, table.name);
  const save = async (of: string, ...numbers: readonly number[]) => {
    for (const number of numbers) await Step.objects.save(new Step({ of, number }));
  };
  return { table, Step, arn, save };
}

type Given = Partial<Omit<StreamRun, "handler" | "table">>;

/** Runs the stream of a table into a handler; tells what it told. */
export async function run(table: Table, handler: LambdaHandler, given: Given = {}) {
  const told = { handled: 0, failures: [] as string[], resumed: false, gaps: 0, troubles: 0 };
  await runStream({
    table,
    handler,
    name: "test",
    from: "trim-horizon",
    batchSize: 10,
    retries: 5,
    once: true,
    signal: new AbortController().signal,
    onHandled(_, records) {
      told.handled += records;
    },
    onFailure: ({ record }) => told.failures.push(nameOf(record as unknown as LambdaRecord)),
    onGap() {
      told.gaps += 1;
    },
    onTrouble() {
      told.troubles += 1;
    },
    ...given,
    onStart(arn, isResumed) {
      told.resumed = isResumed;
      given.onStart?.(arn, isResumed);
    },
  });
  return told;
}

/** The step that a record is of. */
export const nameOf = ({ dynamodb: { Keys } }: LambdaRecord): string =>
  `${Keys.PK?.S?.slice(5)}${Number(Keys.SK?.S?.slice(5))}`;

export const recordsOf = (event: object) => (event as { Records: readonly LambdaRecord[] }).Records;

/** A handler that notes what it is given. */
export function noting(seen: string[]): LambdaHandler {
  return (event) => {
    seen.push(...recordsOf(event).map(nameOf));
  };
}
