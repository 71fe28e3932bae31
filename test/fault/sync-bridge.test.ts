import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NetworkError, TimeoutError } from "../../src/errors/transport-errors.js";
import { createSyncBridge, type SyncBridge } from "../../src/transport/sync-bridge.js";
import { createWorkerCommander, type WorkerCommander } from "../support/commanded-worker.js";
import { type EchoServer, startEchoServer } from "../support/echo-server.js";

/** A blocking call ends this long after its deadline at the latest. */
const LATE_MS = 250;
/** A thread that has ended is noticed this long after it at the latest. */
const NOTICED_MS = 500;

let server: EchoServer;
let commander: WorkerCommander;
let bridge: SyncBridge;

beforeAll(async () => {
  server = await startEchoServer();
  commander = createWorkerCommander();
  bridge = createSyncBridge(targetOf(server), { spawn: commander.spawn });
});
afterAll(async () => {
  await bridge.close();
  await commander.close();
  await server.stop();
});

function targetOf({ endpoint }: EchoServer) {
  const credentials = { accessKeyId: "AKID", secretAccessKey: "secret" };
  return { endpoint, region: "us-east-1", credentials };
}

function call(id: number, directions: object, timeoutMs: number) {
  const startedAt = performance.now();
  let outcome: unknown;
  try {
    outcome = bridge.send({ operation: "Echo", input: { id, ...directions } }, { timeoutMs })["id"];
  } catch (error) {
    outcome = error;
  }
  return { outcome, tookMs: performance.now() - startedAt };
}

describe("a blocking bridge under fault", () => {
  const CALLS = 1_000;

  test(`${CALLS} calls, 100 of them timing out and 20 losing their thread, mix up no answer`, async () => {
    const seen = { own: 0, timedOut: 0, lost: 0, wrong: [] as unknown[] };
    let latestMs = 0;
    let noticedMs = 0;
    for (let id = 0; id < CALLS; id += 1) {
      const losesThread = id % 50 === 25;
      const timesOut = id % 10 === 3;
      const timeoutMs = timesOut ? 40 : 5_000;
      // Late answers arrive while the next calls are on their way.
      const directions = losesThread
        ? { delayMs: 60_000 }
        : { delayMs: timesOut ? 60 + (id % 70) : 0 };
      if (losesThread) commander.strike(id % 100 === 25 ? "exit" : "throw", 20);
      const { outcome, tookMs } = call(id, directions, timeoutMs);
      latestMs = Math.max(latestMs, tookMs - timeoutMs);
      if (outcome === id) seen.own += 1;
      else if (timesOut && outcome instanceof TimeoutError) seen.timedOut += 1;
      else if (losesThread && outcome instanceof NetworkError && outcome.ambiguous) {
        seen.lost += 1;
        noticedMs = Math.max(noticedMs, commander.sinceStrikeMs());
      } else seen.wrong.push({ id, outcome });
      if (id % 20 === 0) await turn(); // the test runner's own messages
    }
    expect(seen).toEqual({ own: 880, timedOut: 100, lost: 20, wrong: [] });
    expect(latestMs).toBeLessThan(LATE_MS);
    expect(noticedMs).toBeLessThan(NOTICED_MS);
    expect(call(CALLS, {}, 5_000).outcome).toBe(CALLS);
    console.log({ latestMs, noticedMs, threads: commander.workers.length });
  });
});
