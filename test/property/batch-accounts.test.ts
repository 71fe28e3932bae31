import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BatchReport, BatchWriteError } from "../../src/errors/batch-write-error.js";
import { NetworkError, serviceError } from "../../src/errors/transport-errors.js";
import type { BatchOptions } from "../../src/operation/batch-options.js";
import { upsertPlan } from "../../src/operation/batch-plans.js";
import { batchWrite } from "../../src/operation/batch-write.js";
import type { Settled } from "../../src/operation/effect.js";
import { runAsync } from "../../src/operation/run-async.js";
import { runSync, type SyncPort } from "../../src/operation/run-sync.js";
import type { TransportRequest, WireObject } from "../../src/transport/transport.js";
import { idOf, unprocessed, writesOf } from "../support/batch-service.js";
import { context, type Device, device } from "../support/operation-context.js";
import { drive } from "../support/virtual-driver.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const VIRTUAL_RUNS = DEEP ? 20_000 : 1_500;
const REAL_RUNS = DEEP ? 3_000 : 200;

/** What a service does with a request: first whether it stores anything, then what it answers. */
const behaviour = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("ok" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("partial" as const), every: fc.nat(4) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("throttled", "refused", "lost before", "lost after", "malformed"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("denied") }) },
);

type Behaviour = typeof behaviour extends fc.Arbitrary<infer Value> ? Value : never;

const scenario = fc.record({
  ids: fc.array(fc.nat(60), { maxLength: 220, size: "max" }),
  bad: fc.array(fc.nat(220), { maxLength: 3 }),
  poison: fc.option(fc.nat(60), { freq: 6 }),
  script: fc.array(behaviour, { maxLength: 60, size: "max" }),
  array: fc.boolean(),
  breaksAt: fc.option(fc.nat(220), { freq: 8 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
  deadlineMs: fc.option(fc.integer({ min: 1, max: 3_000 }), { freq: 5 }),
  randoms: fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
    minLength: 1,
    maxLength: 20,
  }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

/** A table that stores what it takes, and a history of what was attempted on every key. */
class ScriptedService {
  readonly stored = new Map<string, number>();
  readonly #script: readonly Behaviour[];
  readonly #poison: string | undefined;
  #index = 0;

  constructor({ script, poison }: Scenario) {
    this.#script = script;
    this.#poison = poison === null ? undefined : String(poison);
  }

  serve = (request: TransportRequest): WireObject => {
    const writes = writesOf(request);
    const ids = writes.map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeLessThanOrEqual(25);
    const step = this.#script[this.#index] ?? { kind: "ok" as const };
    this.#index += 1;
    if (this.#poison !== undefined && ids.includes(this.#poison))
      throw fault("ValidationException");
    switch (step.kind) {
      case "ok":
        return this.#store(writes, []);
      case "partial":
        return this.#store(
          writes.filter((_, at) => at % 5 < step.every),
          writes.filter((_, at) => at % 5 >= step.every),
        );
      case "malformed":
        return { UnprocessedItems: { platform: [{ PutRequest: {} }] } };
      case "lost after":
        this.#store(writes, []);
        throw new NetworkError("The connection was reset.", true);
      case "lost before":
        throw new NetworkError("The connection was reset.", true);
      case "refused":
        throw new NetworkError("The connection was refused.", false);
      case "throttled":
        throw fault("ThrottlingException");
      case "denied":
        throw fault("AccessDeniedException");
    }
    throw new Error("Every kind was handled.");
  };

  #store(writes: ReturnType<typeof writesOf>, left: ReturnType<typeof writesOf>): WireObject {
    for (const write of writes) {
      const seq = write.PutRequest?.Item.seq;
      this.stored.set(idOf(write), seq !== undefined && "N" in seq ? Number(seq.N) : -1);
    }
    return unprocessed(left);
  }
}

function fault(service: string) {
  return serviceError({ service, serviceMessage: "no", statusCode: 400 });
}

/** The elements of a scenario; `seq` is the position, so that versions of a key can be told apart. */
function elementsOf({ ids, bad }: Scenario): readonly Device[] {
  const failing = new Set(bad);
  return ids.map((id, seq) => {
    const element = device(id, { seq });
    // No codec takes this: the element fails before it is sent.
    return failing.has(seq) ? Object.assign(element, { log: [undefined] }) : element;
  });
}

function inputOf(one: Scenario, elements: readonly Device[]): Iterable<Device> {
  if (one.array) return elements;
  return (function* () {
    for (const [index, element] of elements.entries()) {
      if (index === one.breaksAt) throw new RangeError("the input broke");
      yield element;
    }
  })();
}

/** Every input is accounted for once, and the account is true of what is stored. */
function checkAccount(
  report: BatchReport<Device>,
  one: Scenario,
  elements: readonly Device[],
  service: ScriptedService,
): void {
  const lists = [report.failed, report.unprocessed, report.ambiguous].flat();
  expect(report.written + report.superseded + lists.length).toBe(report.input);
  if (one.array) expect(report.input).toBe(elements.length);
  expect(new Set(lists.map(({ index }) => index)).size).toBe(lists.length);
  for (const { index, entity } of lists) expect(elements[index]).toBe(entity);

  // For every key: the last input of it that is not in a list, if there is one, is what is stored.
  const listed = new Set(lists.map(({ index }) => index));
  const doubtful = new Set(lists.map(({ entity }) => entity.deviceId));
  const last = new Map<string, number>();
  elements.slice(0, report.input).forEach((element, index) => {
    if (!listed.has(index)) last.set(element.deviceId, index);
  });
  for (const [id, index] of last) {
    if (!doubtful.has(id)) expect(service.stored.get(id)).toBe(index);
  }
  // What certainly was not written is not stored.
  for (const { index, entity } of [...report.failed, ...report.unprocessed]) {
    expect(service.stored.get(entity.deviceId)).not.toBe(index);
  }
}

function reportOf(outcome: { result?: unknown; error?: unknown }): BatchReport<Device> {
  if (outcome.error === undefined) return outcome.result as BatchReport<Device>; // batchWrite's answer
  if (outcome.error instanceof BatchWriteError) return outcome.error.report as BatchReport<Device>; // of these elements
  throw outcome.error;
}

const program = (one: Scenario, elements: readonly Device[], options: BatchOptions) =>
  batchWrite(context, inputOf(one, elements), upsertPlan(context), options);

describe("a batch accounts for every input, whatever the service does", () => {
  test(`in virtual time, with jitter and deadlines, over ${VIRTUAL_RUNS} runs`, () => {
    fc.assert(
      fc.property(scenario, (one) => {
        const elements = elementsOf(one);
        const service = new ScriptedService(one);
        let draws = 0;
        const { concurrency, deadlineMs } = one;
        const deadline = deadlineMs === null ? undefined : deadlineMs;
        const outcome = drive(program(one, elements, { concurrency, deadline }), {
          time: 0,
          latencyMs: 7,
          serve: service.serve,
          random: () => one.randoms[draws++ % one.randoms.length] ?? 0,
        });
        checkAccount(reportOf(outcome), one, elements, service);
      }),
      { seed: 20260101, numRuns: VIRTUAL_RUNS },
    );
  });

  test(`in both drivers, with the same report, over ${REAL_RUNS} runs`, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        const elements = elementsOf(one);
        const options = { concurrency: 1 };
        const clock = { attemptTimeoutMs: 1_000, now: leapingClock(), random: () => 0 };

        const forSync = new ScriptedService(one);
        const sync = outcomeOf(() => runSync(program(one, elements, options), syncPort(forSync)));
        checkAccount(reportOf(sync), one, elements, forSync);

        const forAsync = new ScriptedService(one);
        const port = {
          ...clock,
          send: async (request: TransportRequest) => forAsync.serve(request),
        };
        const async = await runAsync(program(one, elements, options), port).then(
          (result) => ({ result }),
          (error: unknown) => ({ error }),
        );
        checkAccount(reportOf(async), one, elements, forAsync);

        const figures = (outcome: object) => {
          const { failed, unprocessed: left, ambiguous, ...counts } = reportOf(outcome);
          const indexes = [failed, left, ambiguous].map((list) => list.map(({ index }) => index));
          return { counts, indexes };
        };
        if (one.array) expect(figures(sync)).toEqual(figures(async));
        expect([...forSync.stored]).toEqual([...forAsync.stored]);
      }),
      { seed: 20260102, numRuns: REAL_RUNS },
    );
  });
});

function outcomeOf(run: () => unknown): { result?: unknown; error?: unknown } {
  try {
    return { result: run() };
  } catch (error) {
    return { error };
  }
}

/** Time goes so fast that no delay is ever waited for. */
function leapingClock(): () => number {
  let time = 0;
  return () => {
    time += 10_000;
    return time;
  };
}

function syncPort(service: ScriptedService): SyncPort {
  const settled: Settled[] = [];
  return {
    attemptTimeoutMs: 1_000,
    now: leapingClock(),
    random: () => 0,
    send: service.serve,
    start(ticket, request) {
      try {
        settled.push({ ticket, reply: service.serve(request) });
      } catch (error) {
        settled.push({ ticket, error });
      }
    },
    next: () => settled.shift(),
  };
}
