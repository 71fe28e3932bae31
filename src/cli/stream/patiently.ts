import { setTimeout } from "node:timers/promises";
import { MonotableError } from "../../errors/monotable-error.js";
import type { Table } from "../../table/table.js";
import type { Send } from "./checkpoints.js";

/** Milliseconds that one attempt may take: a page of a stream has up to a megabyte. */
const ATTEMPT_MS = 10_000;

/** Milliseconds between the table's own attempts and the next ones. */
const PAUSE_MS = 2_000;

/** Sends requests to a table for as long as what is in their way may pass. */
export function patiently(
  table: Table,
  onTrouble: (error: unknown) => void,
  signal: AbortSignal | undefined,
): Send {
  return async (operation, input) => {
    for (;;) {
      try {
        return await table.commands.send(operation, input, { attemptTimeout: ATTEMPT_MS, signal });
      } catch (error) {
        if (signal?.aborted || !mayPass(error)) throw error;
        onTrouble(error);
        await pause(PAUSE_MS, signal);
      }
    }
  };
}

/** Whether a failure may be over soon. The table's copy of the library can be another one than ours. */
function mayPass(error: unknown): boolean {
  if (!MonotableError.is(error)) return false;
  if ("kind" in error) return error.kind !== "permanent"; // the service's
  return error.code === "NETWORK" || error.code === "TIMEOUT";
}

/** Waits for so many milliseconds, or until the signal. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
