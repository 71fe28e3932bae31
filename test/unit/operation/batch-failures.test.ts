import { describe, expect, test } from "vitest";
import { AbortedError, TimeoutError } from "../../../src/errors/transport-errors.js";
import { MAX_STREAK } from "../../../src/operation/batch-settle.js";
import { devices, lost, NOTHING, reportOf, service, upsert } from "../../support/batch-run.js";
import { idsOf, unprocessed, writesOf } from "../../support/batch-service.js";
import { device } from "../../support/operation-context.js";
import type { World } from "../../support/virtual-driver.js";

describe("what the service leaves unprocessed", () => {
  test("is sent again with full jitter until it is written", () => {
    const randoms = [1, 0.5];
    const run = upsert(devices(2), {
      latencyMs: 0,
      random: () => randoms.shift() ?? 1,
      serve: (request, index) => unprocessed(index < 1 ? writesOf(request) : []),
    });
    // Two entries wait apart: 1 × 50 and 0.5 × 50; the pace of 10 a second adds 75 ms to that.
    expect(run.requests.map(idsOf)).toEqual([["0", "1"], ["1"], ["0"]]);
    expect(run.waits).toEqual([25, 100]);
    expect(run.result).toMatchObject({ input: 2, written: 2, throttles: 1, retried: 2 });
  });

  test("is given up after ten rounds without progress", () => {
    const run = upsert(devices(1), {
      latencyMs: 0,
      random: () => 1,
      serve: (request) => unprocessed(writesOf(request)),
    });
    expect(run.requests).toHaveLength(11);
    // At most doubled each time; the pace, at its lowest, adds up to a second.
    for (const [round, most] of [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000].entries()) {
      expect(run.waits[round]).toBeGreaterThanOrEqual(most);
      expect(run.waits[round]).toBeLessThanOrEqual(Math.max(most, 1000));
    }
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 1, written: 0, unprocessed: [0] });
  });

  test("is not given up while there is progress", () => {
    const run = upsert(devices(25), {
      random: () => 0,
      latencyMs: 0,
      serve: (request) => unprocessed(writesOf(request).slice(1)),
    });
    // 25, 24 and so on; in the end each item alone.
    expect(run.requests.length).toBeGreaterThan(MAX_STREAK);
    expect(run.result).toMatchObject({ input: 25, written: 25 });
  });

  test("is told from what was never asked", () => {
    const stranger = { PutRequest: { Item: { PK: { S: "x" }, SK: { S: "y" } } } };
    const replies = [
      unprocessed([stranger]),
      { UnprocessedItems: { platform: 7 } },
      { UnprocessedItems: null },
      { UnprocessedItems: 7 },
      { UnprocessedItems: [] },
      {},
    ];
    const serve: World["serve"] = (_request, index) => replies[index] ?? unprocessed([]);
    const run = upsert(devices(1), { serve });
    expect(run.requests).toHaveLength(7);
    expect(run.result).toMatchObject({ written: 1, retried: 6, throttles: 0 });
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
        return unprocessed([]);
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

  test("of a table that answers nothing are not held against an item", () => {
    const run = upsert(devices(25), {
      serve(_request, index) {
        if (index < 20) throw lost;
        return unprocessed([]);
      },
    });
    expect(run.result).toMatchObject({ written: 25, attempts: 21 });
  });

  test("of one request leave the others alone: they are written before it is given up", () => {
    const run = upsert(devices(500), {
      serve(request) {
        if (idsOf(request).includes("0")) throw service("InternalServerError");
        return unprocessed([]);
      },
    });
    const first = Array.from({ length: 25 }, (_, id) => id);
    expect(reportOf(run)).toEqual({ ...NOTHING, input: 500, written: 475, ambiguous: first });
  });

  test("a refused request is halved until the entry to blame is found", () => {
    const run = upsert(devices(25), {
      serve(request) {
        if (idsOf(request).includes("13")) throw service("ValidationException");
        return unprocessed([]);
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
          return unprocessed([]);
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
          return unprocessed([]);
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
