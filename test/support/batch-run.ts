import { BatchWriteError } from "../../src/errors/batch-write-error.js";
import { NetworkError, serviceError } from "../../src/errors/transport-errors.js";
import type { BatchOptions } from "../../src/operation/batch-options.js";
import { upsertPlan } from "../../src/operation/batch-plans.js";
import { batchWrite } from "../../src/operation/batch-write.js";
import { unprocessed } from "./batch-service.js";
import { context, type Device, device } from "./operation-context.js";
import { drive, type Run, type World } from "./virtual-driver.js";

/** A refusal by the service. */
export const service = (name: string) =>
  serviceError({ service: name, serviceMessage: "no", statusCode: 400 });
/** A request that may have been carried out. */
export const lost = new NetworkError("The connection was reset.", true);

/** That many devices, numbered from 0. */
export const devices = (count: number) => Array.from({ length: count }, (_, id) => device(id));

/** Upserts in virtual time, against a service that takes everything unless told otherwise. */
export function upsert(
  input: Iterable<Device>,
  world: Partial<World> = {},
  options: BatchOptions = {},
): Run<{ readonly written: number }> {
  const program = batchWrite(context, input, upsertPlan(context), options);
  return drive(program, { time: 1000, serve: () => unprocessed([]), ...world });
}

/** The report of a batch that was not wholly written. */
export function reportOf(run: Run<unknown>) {
  if (!(run.error instanceof BatchWriteError)) throw run.error ?? new Error("It succeeded.");
  const { report } = run.error;
  const indexes = (list: typeof report.failed) => list.map(({ index }) => index);
  return {
    input: report.input,
    written: report.written,
    superseded: report.superseded,
    failed: indexes(report.failed),
    unprocessed: indexes(report.unprocessed),
    ambiguous: indexes(report.ambiguous),
  };
}

/** The parts of a report where all is well. */
export const NOTHING = { superseded: 0, failed: [], unprocessed: [], ambiguous: [] };
