import { describe, expect, test } from "vitest";
import { BatchWriteError } from "../../../src/errors/batch-write-error.js";
import { ArgumentError } from "../../../src/errors/errors.js";
import {
  AbortedError,
  NetworkError,
  serviceError,
  TimeoutError,
} from "../../../src/errors/transport-errors.js";
import { deletePlan, upsertPlan } from "../../../src/operation/batch-plans.js";
import { type BatchOptions, batchWrite } from "../../../src/operation/batch-write.js";
import { idOf, idsOf, unprocessed, writesOf } from "../../support/batch-service.js";
import { context, type Device, device } from "../../support/operation-context.js";
import { drive, type Run, type World } from "../../support/virtual-driver.js";

const service = (name: string) =>
  serviceError({ service: name, serviceMessage: "no", statusCode: 400 });
const lost = new NetworkError("The connection was reset.", true);

const devices = (count: number) => Array.from({ length: count }, (_, id) => device(id));

function upsert(
  input: Iterable<Device>,
  world: Partial<World> = {},
  options: BatchOptions = {},
): Run<{ readonly written: number }> {
  const program = batchWrite(context, input, upsertPlan(context), options);
  return drive(program, { time: 1000, serve: () => unprocessed([]), ...world });
}

/** The report of a batch that was not wholly written. */
function reportOf(run: Run<unknown>) {
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

const NOTHING = { superseded: 0, failed: [], unprocessed: [], ambiguous: [] };

describe("requests of a batch", () => {
  test("hold 25 entries", () => {
    const run = upsert(devices(60));
    expect(run.requests.map((request) => idsOf(request).length)).toEqual([25, 25, 10]);
    expect(run.result).toEqual({
      ...NOTHING,
      input: 60,
      written: 60,
      attempts: 3,
      throttles: 0,
      retried: 0,
    });
  });

  test("hold less than 16 MB on the wire", () => {
    // Each control character is one byte stored and six on the wire.
    const note = "\u0001".repeat(399_000);
    const run = upsert(Array.from({ length: 8 }, (_, id) => device(id, { note })));
    expect(run.requests.map((request) => idsOf(request).length)).toEqual([6, 2]);
    for (const { input } of run.requests) {
      expect(Buffer.byteLength(JSON.stringify(input))).toBeLessThan(16 * 1024 * 1024);
    }
  });

  test("put whole items and stamp the entities, or delete by key", () => {
    const entity = device(1);
    const [put] = upsert([entity]).requests;
    expect(entity.updatedAt).toEqual(new Date(1000));
    expect(put && writesOf(put)).toEqual([{ PutRequest: { Item: entity.toItem() } }]);
    const program = batchWrite(context, [entity], deletePlan(context), undefined);
    const [gone] = drive(program, { time: 0, serve: () => ({}) }).requests;
    expect(gone).toEqual({
      operation: "BatchWriteItem",
      input: {
        RequestItems: {
          platform: [{ DeleteRequest: { Key: { PK: { S: "TENANT#t1" }, SK: { S: "DEVICE#1" } } } }],
        },
      },
    });
  });

  test("are in flight side by side, as many as was asked for", () => {
    for (const [concurrency, elapsed] of [
      [1, 4],
      [2, 2],
      [4, 1],
    ] as const) {
      const world = { time: 0 };
      const run = drive(batchWrite(context, devices(100), upsertPlan(context), { concurrency }), {
        ...world,
        latencyMs: 1,
        serve: () => ({}),
      });
      expect(run.waits.reduce((sum, ms) => sum + ms, 0)).toBe(elapsed);
    }
  });

  test("are as many as is reasonable, or the call is refused", () => {
    for (const concurrency of [0, -1, 1.5, 1001, Number.NaN]) {
      expect(upsert([], {}, { concurrency }).error).toBeInstanceOf(ArgumentError);
    }
    expect(upsert("text" as never).error).toBeInstanceOf(ArgumentError);
    expect(upsert(undefined as never).error).toBeInstanceOf(ArgumentError);
  });
});

describe("entries of one key", () => {
  test("of an array only the last is sent, however far apart they are", () => {
    const input = [device(1, { seq: 1 }), ...devices(1000).slice(2), device(1, { seq: 2 })];
    const run = upsert(input);
    const sent = run.requests.flatMap((request) => writesOf(request));
    const ones = sent.filter((write) => idOf(write) === "1");
    expect(ones.map(({ PutRequest }) => PutRequest?.Item.seq)).toEqual([{ N: "2" }]);
    expect(run.result).toMatchObject({ input: 1000, written: 999, superseded: 1 });
  });

  test("of a stream an earlier one that was not sent is replaced", () => {
    const input = [device(1, { seq: 1 }), device(2), device(1, { seq: 2 })].values();
    const run = upsert(input);
    expect(run.requests.map(idsOf)).toEqual([["2", "1"]]);
    expect(run.result).toMatchObject({ input: 3, written: 2, superseded: 1 });
  });

  test("of a stream a later one waits for the earlier one in flight", () => {
    const input = [...devices(25), device(1, { seq: 2 })].values();
    const run = upsert(input, { latencyMs: 50 });
    expect(run.requests.map(idsOf).at(1)).toEqual(["1"]);
    expect(run.waits).toEqual([50, 50]);
    expect(run.result).toMatchObject({ input: 26, written: 26, superseded: 0 });
  });

  test("a later one takes the place of an earlier one that has to be sent again", () => {
    const input = [...devices(25), device(1, { seq: 2 })].values();
    const run = upsert(input, {
      serve: (request, index) => unprocessed(index === 0 ? writesOf(request).slice(0, 2) : []),
    });
    expect(run.requests.slice(1).flatMap(idsOf).sort()).toEqual(["0", "1"]);
    expect(run.result).toMatchObject({ input: 26, written: 25, superseded: 1 });
  });
});

describe("what the service leaves unprocessed", () => {
  test("is sent again with full jitter until it is written", () => {
    const randoms = [1, 0.5];
    const run = upsert(devices(2), {
      latencyMs: 0,
      random: () => randoms.shift() ?? 1,
      serve: (request, index) => unprocessed(index < 3 ? writesOf(request) : []),
    });
    // Two entries wait apart: 1 × 50 and 0.5 × 50, then 1 × 100 each from there.
    expect(run.requests.map(idsOf).slice(0, 3)).toEqual([["0", "1"], ["1"], ["0"]]);
    expect(run.waits.slice(0, 2)).toEqual([25, 25]);
    expect(run.result).toMatchObject({ input: 2, written: 2, throttles: 3, retried: 4 });
  });

  test("is given up after ten rounds without progress", () => {
    const run = upsert(devices(1), {
      latencyMs: 0,
      random: () => 1,
      serve: (request) => unprocessed(writesOf(request)),
    });
    expect(run.requests).toHaveLength(11);
    expect(run.waits).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 1, written: 0, unprocessed: [0] });
  });

  test("is not given up while there is progress", () => {
    const run = upsert(devices(25), {
      random: () => 0,
      serve: (request) => unprocessed(writesOf(request).slice(1)),
    });
    expect(run.requests).toHaveLength(25);
    expect(run.result).toMatchObject({ input: 25, written: 25, throttles: 24 });
  });

  test("is told from what was never asked", () => {
    const stranger = { PutRequest: { Item: { PK: { S: "x" }, SK: { S: "y" } } } };
    const replies = [unprocessed([stranger]), { UnprocessedItems: { platform: 7 } }, {}];
    const run = upsert(devices(1), { serve: (_request, index) => replies[index] ?? {} });
    expect(run.requests).toHaveLength(3);
    expect(run.result).toMatchObject({ written: 1, retried: 2, throttles: 0 });
  });

  test("goes on being sent when it leaves no room for more of the input", () => {
    let refusals = 12;
    const run = upsert(
      devices(200),
      {
        latencyMs: 5,
        serve: (request) => unprocessed(refusals-- > 0 ? writesOf(request) : []),
      },
      { concurrency: 1 },
    );
    // Every turn of the program that sends nothing lets time pass.
    expect(run.waits.every((ms) => ms > 0)).toBe(true);
    expect(run.result).toMatchObject({ input: 200, written: 200 });
  });
});

describe("errors of a batch's requests", () => {
  test("throttling and lost replies are retried", () => {
    const errors = [service("ThrottlingException"), lost, service("InternalServerError")];
    const run = upsert(devices(2), {
      random: () => 0.5,
      serve(_request, index) {
        if (errors[index] !== undefined) throw errors[index];
        return {};
      },
    });
    expect(run.result).toMatchObject({ written: 2, throttles: 1, retried: 6 });
  });

  test("what the service may have written is ambiguous when it is given up", () => {
    const run = upsert(devices(1), {
      serve(_request, index) {
        throw index === 0 ? lost : service("ThrottlingException");
      },
    });
    expect(run.requests).toHaveLength(11);
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 1, written: 0, ambiguous: [0] });
  });

  test("a refused request is halved until the entry to blame is found", () => {
    const run = upsert(devices(25), {
      serve(request) {
        if (idsOf(request).includes("13")) throw service("ValidationException");
        return {};
      },
    });
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 25, written: 24, failed: [13] });
    expect(run.requests.length).toBeLessThanOrEqual(11);
    expect(run.error).toMatchObject({ report: { failed: [{ reason: { code: "SERVICE" } }] } });
  });

  test("an error that no retry can mend stops the batch", () => {
    const denied = service("AccessDeniedException");
    const run = upsert(
      devices(100),
      {
        serve(_request, index) {
          if (index === 1) throw denied;
          return {};
        },
      },
      { concurrency: 1 },
    );
    expect(run.requests).toHaveLength(2);
    const rest = Array.from({ length: 75 }, (_, id) => id + 25);
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 100, written: 25, unprocessed: rest });
    expect(run.error).toMatchObject({ cause: denied });
  });
});

describe("a batch that ends early", () => {
  test("at its deadline, with what is in flight as ambiguous", () => {
    const run = upsert(devices(60), { time: 0, latencyMs: 100 }, { concurrency: 1, deadline: 150 });
    const range = (from: number, to: number) =>
      devices(to)
        .slice(from)
        .map((_, at) => at + from);
    expect(reportOf(run)).toEqual({
      ...NOTHING,
      input: 60,
      written: 25,
      ambiguous: range(25, 50),
      unprocessed: range(50, 60),
    });
    expect((run.error as Error).cause).toBeInstanceOf(TimeoutError);
  });

  test("by its signal", () => {
    const controller = new AbortController();
    const run = upsert(
      devices(60),
      {
        serve(_request, index) {
          if (index === 1) controller.abort();
          return {};
        },
      },
      { concurrency: 1, signal: controller.signal },
    );
    expect(reportOf(run)).toMatchObject({ input: 60, written: 50 });
    expect((run.error as Error).cause).toBeInstanceOf(AbortedError);
  });

  test("before it has begun: nothing is sent", () => {
    const run = upsert(devices(3), {}, { signal: AbortSignal.abort() });
    expect(run.requests).toEqual([]);
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 3, written: 0, unprocessed: [0, 1, 2] });
  });

  test("because its input throws: what came before is written all the same", () => {
    const failure = new RangeError("the input broke");
    const input = (function* () {
      yield* devices(30);
      throw failure;
    })();
    const run = upsert(input);
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 30, written: 30 });
    expect(run.error).toMatchObject({ cause: failure });
  });

  test("because telling of progress throws", () => {
    const failure = new RangeError("the progress bar broke");
    const options = {
      concurrency: 1,
      onProgress() {
        throw failure;
      },
    };
    const run = upsert(devices(50), {}, options);
    expect(reportOf(run)).toMatchObject({ input: 50, written: 25 });
    expect(run.error).toMatchObject({ cause: failure });
  });

  test("closes an input that it does not read to its end", () => {
    let closed = false;
    const input = (function* () {
      try {
        yield* devices(1000);
      } finally {
        closed = true;
      }
    })();
    const run = upsert(input, {
      serve() {
        throw service("AccessDeniedException");
      },
    });
    expect(closed).toBe(true);
    const { input: taken, unprocessed: left } = reportOf(run);
    expect(left).toHaveLength(taken);
  });
});

describe("an element that cannot be written", () => {
  test("fails alone, in its place", () => {
    const input = [device(1), undefined as never, { deviceId: "2" } as never, device(3)];
    const run = upsert(input);
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 4, written: 2, failed: [1, 2] });
    expect(run.requests.map(idsOf)).toEqual([["1", "3"]]);
  });
});
