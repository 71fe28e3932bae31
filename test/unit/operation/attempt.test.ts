import { describe, expect, test } from "vitest";
import {
  AbortedError,
  NetworkError,
  type ServiceFailure,
  serviceError,
  TimeoutError,
} from "../../../src/errors/transport-errors.js";
import { attempt } from "../../../src/operation/attempt.js";
import { boundsOf, type CallOptions } from "../../../src/operation/effect.js";
import { Flows } from "../../../src/operation/flows.js";
import { drive, type Run, type World } from "../../support/virtual-driver.js";

const REQUEST = { operation: "GetItem", input: {} };
const OK = { Item: {} };

const service = (name: string, more: Partial<ServiceFailure> = {}) =>
  serviceError({ service: name, serviceMessage: "no", statusCode: 400, ...more });
const throttled = service("ThrottlingException");
const lost = new NetworkError("The connection was reset.", true);
const refused = new NetworkError("The connection was refused.", false);

/** Runs attempts against errors that come first, then a good reply for ever. */
function attempts(
  errors: readonly unknown[],
  options: CallOptions = {},
  repeatable = true,
  world: Partial<World> = {},
): Run<unknown> {
  return drive(attempt(REQUEST, boundsOf(options), repeatable), {
    time: 0,
    latencyMs: 0,
    random: () => 1,
    serve(_request, index) {
      if (index < errors.length) throw errors[index];
      return OK;
    },
    ...world,
  });
}

describe("attempts of one request", () => {
  test("a good reply needs one", () => {
    const run = attempts([]);
    expect(run.result).toEqual({ reply: OK, error: undefined, replayed: false });
    expect([run.requests, run.waits]).toEqual([[REQUEST], []]);
  });

  test("throttling is waited out under a doubling ceiling, eight times at most", () => {
    const run = attempts(Array.from({ length: 9 }, () => throttled));
    expect(run.result).toEqual({ reply: undefined, error: throttled, replayed: false });
    expect(run.waits).toEqual([50, 100, 200, 400, 800, 1600, 3200]);
  });

  test("the delay is a random part of the ceiling", () => {
    const randoms = [0, 0.25, 0.5];
    const run = attempts([throttled, throttled, throttled], {}, true, {
      random: () => randoms.shift() ?? 1,
    });
    expect(run.waits).toEqual([25, 100]); // 0 × 50, 0.25 × 100, 0.5 × 200
  });

  test("what passes at once is waited out for a shorter time", () => {
    const errors = [lost, new TimeoutError(3000), service("InternalServerError"), refused];
    expect(attempts(errors).waits).toEqual([25, 50, 100, 200]);
    expect(attempts(Array.from({ length: 7 }, () => refused)).waits).toEqual([
      25, 50, 100, 200, 400, 800, 1000,
    ]);
  });

  test("contention is waited out like throttling", () => {
    expect(attempts([service("TransactionConflictException")]).waits).toEqual([50]);
  });

  test("the service's own wish for a delay counts if it is longer", () => {
    const asks = (retryAfterMs: number) => service("ThrottlingException", { retryAfterMs });
    expect(attempts([asks(700), asks(1)]).waits).toEqual([700, 100]);
  });

  test.each([
    ["a refusal", service("ValidationException")],
    ["a failed condition", service("ConditionalCheckFailedException")],
    ["an abort", new AbortedError()],
    ["an error of another kind", new RangeError("a defect")],
  ])("%s is not tried again", (_name, error) => {
    const run = attempts([error]);
    expect(run.result).toEqual({ reply: undefined, error, replayed: false });
    expect(run.requests).toHaveLength(1);
  });

  test("it is remembered that an attempt before the last may have been carried out", () => {
    expect(attempts([lost]).result).toEqual({ reply: OK, error: undefined, replayed: true });
    expect(attempts([refused]).result).toEqual({ reply: OK, error: undefined, replayed: false });
    const failed = service("ConditionalCheckFailedException");
    expect(attempts([lost, throttled, failed]).result).toEqual({
      reply: undefined,
      error: failed,
      replayed: true,
    });
  });

  test("what must not count twice is not sent again after a lost reply, but after a refusal", () => {
    const run = attempts([throttled, refused, lost], {}, false);
    expect(run.result).toEqual({ reply: undefined, error: lost, replayed: false });
    expect(run.requests).toHaveLength(3);
  });

  describe("of a table whose flow is known", () => {
    const put = { operation: "PutItem", input: { TableName: "t" } };
    const run = (flows: Flows, refusals: number, request = put, time = 0) =>
      drive(attempt(request, boundsOf(undefined)), {
        time,
        latencyMs: 0,
        random: () => 1,
        flows,
        serve(_request, index) {
          if (index < refusals) throw throttled;
          return OK;
        },
      });

    test("are free of it until one is throttled", () => {
      const flows = new Flows();
      const flow = flows.of("BatchWriteItem", "t");
      flow.throttled(5_000, 0);
      expect(run(flows, 0)).toMatchObject({ waits: [], result: { reply: OK } });
      expect(run(flows, 1).waits).toEqual([5_000]);
    });

    test("cut the pace of batches when throttled, and wait for their turn in it", () => {
      const flows = new Flows();
      const flow = flows.of("BatchWriteItem", "t");
      flow.throttled(0, 0);
      flow.sent(10, 0);
      expect([flow.rate, flow.delayMs(500)]).toEqual([10, 500]);
      expect(run(flows, 1, put, 500).waits).toEqual([500]);
      expect([flow.rate, flow.delayMs(1_000)]).toEqual([5, 200]);
      // Reads are counted apart, and transactions have several tables.
      const get = { operation: "GetItem", input: { TableName: "t" } };
      const transaction = { operation: "TransactWriteItems", input: {} as never };
      for (const other of [get, transaction]) expect(run(flows, 1, other, 500).waits).toEqual([50]);
    });

    test("begin no pace", () => {
      const flows = new Flows();
      expect(run(flows, 3).waits).toEqual([50, 100, 200]);
      expect(flows.of("BatchWriteItem", "t").rate).toBe(Number.POSITIVE_INFINITY);
    });

    test("take from the retry budget what they get back when they are carried out", () => {
      const flows = new Flows();
      for (let calls = 0; calls < 200; calls++) {
        expect(run(flows, 7).result).toMatchObject({ reply: OK });
      }
      // Seven retries of 5 tokens each are lost with each of these, of 500 tokens.
      const sent = Array.from({ length: 15 }, () => run(flows, 8).requests.length);
      expect(sent).toEqual([...Array.from({ length: 14 }, () => 8), 3]);
      expect(run(flows, 1).result).toEqual({ reply: undefined, error: throttled, replayed: false });
      expect(run(flows, 1, put, 60_000).result).toMatchObject({ reply: OK });
    });
  });

  test("a delay that would pass the deadline is not begun", () => {
    const run = attempts([throttled, throttled], { deadline: 150 });
    expect(run.result).toEqual({ reply: undefined, error: throttled, replayed: false });
    expect([run.requests.length, run.waits]).toEqual([2, [50]]);
    expect(attempts([throttled], { deadline: new Date(51) }).result).toMatchObject({ reply: OK });
  });

  test("nothing is sent after the deadline or an abort", () => {
    const late = attempts([], { deadline: 0 });
    expect(late.error).toBeInstanceOf(TimeoutError);
    expect(late.requests).toEqual([]);
    const aborted = attempts([], { signal: AbortSignal.abort() });
    expect(aborted.error).toBeInstanceOf(AbortedError);
    expect(aborted.requests).toEqual([]);
  });
});
