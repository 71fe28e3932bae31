import { describe, expect, test } from "vitest";
import { BatchWriteError } from "../../../src/errors/batch-write-error.js";
import { AbortedError, TimeoutError } from "../../../src/index.js";
import type { BatchOptions } from "../../../src/operation/batch-options.js";
import { upsertPlan } from "../../../src/operation/batch-plans.js";
import type { BatchInput } from "../../../src/operation/batch-source.js";
import { batchWrite } from "../../../src/operation/batch-write.js";
import type { Effect } from "../../../src/operation/effect.js";
import { Flow } from "../../../src/operation/flow.js";
import { type AsyncPort, runAsync } from "../../../src/operation/run-async.js";
import { devices, service } from "../../support/batch-run.js";
import { unprocessed, writesOf } from "../../support/batch-service.js";
import { expectedErrorOf } from "../../support/expected-error.js";
import { context, type Device, device } from "../../support/operation-context.js";

const asyncPort = (over: Partial<AsyncPort> = {}): AsyncPort => ({
  attemptTimeoutMs: 3_000,
  now: () => 1_000,
  random: () => 0.5,
  send: async () => unprocessed([]),
  ...over,
});

describe("a batch in the async driver", () => {
  const upsert = (input: BatchInput<Device>, options: BatchOptions, port = asyncPort()) =>
    runAsync(batchWrite(context, input, upsertPlan(context), options), port);

  const port = (serve: AsyncPort["send"]) => asyncPort({ now: () => Date.now(), send: serve });

  /** Ends when the signal does, as a transport would. */
  const hanging: AsyncPort["send"] = (_request, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new AbortedError()));
    });

  async function errorOf(running: Promise<unknown>): Promise<BatchWriteError> {
    const error: unknown = await running.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof BatchWriteError) return error;
    throw error ?? new Error("It succeeded.");
  }

  test("aborted while requests are in flight, it reports them as ambiguous", async () => {
    const controller = new AbortController();
    const running = errorOf(upsert(devices(60), { signal: controller.signal }, port(hanging)));
    setImmediate(() => controller.abort());
    const { report, cause } = await running;
    expect(cause).toBeInstanceOf(AbortedError);
    const { input, written, ambiguous, unprocessed } = report;
    expect([input, written, ambiguous.length, unprocessed.length]).toEqual([60, 0, 25, 35]);
  });

  test("aborted while its input hangs, it ends, and closes the input", async () => {
    const controller = new AbortController();
    let closed = false;
    const stalled: AsyncIterable<Device> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        async return() {
          closed = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const running = errorOf(upsert(stalled, { signal: controller.signal }));
    setImmediate(() => controller.abort());
    const { report, cause } = await running;
    expect(cause).toBeInstanceOf(AbortedError);
    expect([report.input, closed]).toEqual([0, true]);
  });

  test("at its deadline it stops waiting for its input", async () => {
    const input = (async function* () {
      yield* devices(3);
      await new Promise(() => undefined);
    })();
    const deadline = Date.now() + 30;
    const { report, cause } = await errorOf(
      upsert(
        input,
        { deadline },
        port(async () => unprocessed([])),
      ),
    );
    expect(cause).toBeInstanceOf(TimeoutError);
    expect([report.input, report.written]).toEqual([3, 3]);
  });

  /** A service that counts its requests and says how many items of each it leaves. */
  const counting = (...left: number[]) => {
    const sizes: number[] = [];
    const serve: AsyncPort["send"] = async (request) => {
      const writes = writesOf(request);
      sizes.push(writes.length);
      return unprocessed(writes.slice(0, left[sizes.length - 1] ?? 0));
    };
    const requests = async (count: number) => {
      while (sizes.length < count) await new Promise(setImmediate);
    };
    return { sizes, port: port(serve), requests };
  };

  test("writes what it holds while its input is slow", async () => {
    const service = counting();
    const input = (async function* () {
      yield* devices(3);
      await service.requests(1);
      yield device(3);
      yield device(4);
      await service.requests(2);
    })();
    const report = await upsert(input, {}, service.port);
    expect([report.input, report.written, service.sizes]).toEqual([5, 5, [3, 2]]);
  });

  test("writes again what was left while its input is slow", async () => {
    const service = counting(1);
    const input = (async function* () {
      yield* devices(25);
      await service.requests(2);
      yield device(25);
    })();
    const report = await upsert(input, {}, service.port);
    expect([report.input, report.written, service.sizes]).toEqual([26, 26, [25, 1, 1]]);
  });

  test("an input that fails while it is waited for ends after what was given is written", async () => {
    const service = counting(5);
    const failure = new RangeError("the source is gone");
    const input = (async function* () {
      yield* devices(10);
      await service.requests(1);
      throw failure;
    })();
    const { report, cause } = await errorOf(upsert(input, {}, service.port));
    expect([report.input, report.written, cause]).toEqual([10, 10, failure]);
  });

  const never = new Promise<never>(() => undefined);

  test("an element that has come when the batch stops is accounted for", async () => {
    const input: AsyncIterable<Device> = { [Symbol.asyncIterator]: () => ({ next: () => never }) };
    const program = batchWrite(context, input, upsertPlan(context), {});
    const given = devices(26).map((value) => ({ done: false, value }));
    /** The last one comes only when the request has failed. */
    const pulls = [...given.slice(0, 25), undefined, given[25]];
    const nexts = [undefined, { ticket: 1, error: service("AccessDeniedException") }];
    const answer = (effect: Effect): unknown => {
      if (effect.type === "pull") return pulls.shift();
      if (effect.type === "next") return nexts.shift();
      if (effect.type === "flow") return new Flow();
      return effect.type === "now" ? 1_000 : undefined;
    };
    const run = (): unknown => {
      let step = program.next();
      while (!step.done) step = program.next(answer(step.value));
      return step.value;
    };
    const { report } = await expectedErrorOf(BatchWriteError, run);
    expect([report.input, report.unprocessed.length]).toEqual([26, 26]);
    expect(report.unprocessed.at(-1)).toMatchObject({ index: 25 });
  });

  test("an element that comes late is stamped with the time of its coming", async () => {
    let time = 1_000;
    const late = device(1);
    const input = (async function* () {
      await new Promise(setImmediate);
      time = 5_000;
      yield late;
    })();
    await upsert(input, {}, asyncPort({ now: () => time }));
    expect(late.updatedAt).toEqual(new Date(5_000));
  });

  test("takes one element at a time from an input that is slow", async () => {
    let asked = 0;
    let most = 0;
    const service = counting(5, 3);
    const slow: AsyncIterable<Device> = {
      [Symbol.asyncIterator]() {
        let given = 0;
        return {
          async next() {
            asked += 1;
            most = Math.max(most, asked);
            for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
            asked -= 1;
            given += 1;
            return given > 100
              ? { done: true, value: undefined }
              : { done: false, value: device(given) };
          },
        };
      },
    };
    const report = await upsert(slow, { concurrency: 2 }, service.port);
    expect([report.input, report.written, most]).toEqual([100, 100, 1]);
  });

  test("when the call ends between two requests, what was not sent is reported", async () => {
    let time = 0;
    const clock = asyncPort({ now: () => time++ * 100, send: async () => unprocessed([]) });
    const { report } = await errorOf(upsert(devices(60), { deadline: 250, concurrency: 1 }, clock));
    const ended = report.written + report.ambiguous.length + report.unprocessed.length;
    expect([report.input, ended]).toEqual([60, 60]);
  });

  test("an input that throws when it is closed changes nothing", async () => {
    const input: Iterable<Device> = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: device(1) }),
        return() {
          throw new RangeError("closing failed");
        },
      }),
    };
    const { cause } = await errorOf(upsert(input, { signal: AbortSignal.abort() }));
    expect(cause).toBeInstanceOf(AbortedError);
  });
});
