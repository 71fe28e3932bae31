import { describe, expect, test } from "vitest";
import { AbortedError, SyncError, TimeoutError } from "../../../src/index.js";
import { BatchSource } from "../../../src/operation/batch-source.js";
import { boundsOf, next, type Program, send, sleep, start } from "../../../src/operation/effect.js";
import { type AsyncPort, runAsync } from "../../../src/operation/run-async.js";
import { runSync, type SyncPort } from "../../../src/operation/run-sync.js";
import type { SendOptions, WireObject } from "../../../src/transport/transport.js";
import type { Device } from "../../support/operation-context.js";

const REQUEST = { operation: "GetItem", input: {} };
const OPEN = boundsOf(undefined);
const reply: WireObject = { Item: {} };

const asyncPort = (over: Partial<AsyncPort> = {}): AsyncPort => ({
  attemptTimeoutMs: 3_000,
  now: () => 1_000,
  random: () => 0.5,
  send: async () => reply,
  ...over,
});

const syncPort = (over: Partial<SyncPort> = {}): SyncPort => ({
  attemptTimeoutMs: 3_000,
  now: () => 1_000,
  random: () => 0.5,
  send: () => reply,
  start: () => undefined,
  next: () => undefined,
  ...over,
});

/** A promise of another make. */
function thenable<Value>(value: Value): PromiseLike<Value> {
  const promise = Promise.resolve(value);
  // biome-ignore lint/suspicious/noThenProperty: a promise of another kind is what is tested
  return Object.create({ then: promise.then.bind(promise) }) as PromiseLike<Value>; // it has the one method
}

describe("both drivers", () => {
  test("give errors to the program, which may go on, and its own to the caller", async () => {
    const failure = new RangeError("no");
    const program = function* (): Program<string> {
      try {
        yield* send(REQUEST, OPEN);
      } catch (error) {
        if (error === failure) return "caught";
      }
      throw new Error("It was not caught.");
    };
    const fail = () => {
      throw failure;
    };
    expect(runSync(program(), syncPort({ send: fail }))).toBe("caught");
    expect(await runAsync(program(), asyncPort({ send: async () => fail() }))).toBe("caught");
    expect(await runAsync(program(), asyncPort({ send: fail }))).toBe("caught");
    const throwing = function* (): Program<void> {
      yield* sleep(0, undefined);
      throw failure;
    };
    expect(() => runSync(throwing(), syncPort())).toThrow(failure);
    await expect(runAsync(throwing(), asyncPort())).rejects.toBe(failure);
  });

  test.each([
    ["the connection's own time by default", {}, 3_000],
    ["what the call says", { attemptTimeout: 700 }, 700],
    ["no more than the deadline leaves", { deadline: 1_200, attemptTimeout: 700 }, 200],
  ] as const)("let an attempt take %s", async (_name, options, timeoutMs) => {
    const seen: SendOptions[] = [];
    const record = (_request: unknown, sent: SendOptions) => {
      seen.push(sent);
      return reply;
    };
    runSync(send(REQUEST, boundsOf(options)), syncPort({ send: record }));
    await runAsync(
      send(REQUEST, boundsOf(options)),
      asyncPort({ send: async (...args) => record(...args) }),
    );
    expect(seen).toEqual([{ timeoutMs }, { timeoutMs }]);
  });

  test("send nothing once the call is over", async () => {
    for (const [options, errorClass] of [
      [{ deadline: 1_000 }, TimeoutError],
      [{ signal: AbortSignal.abort() }, AbortedError],
    ] as const) {
      const never = () => {
        throw new Error("It was sent.");
      };
      const bounds = boundsOf(options);
      expect(() => runSync(send(REQUEST, bounds), syncPort({ send: never }))).toThrow(errorClass);
      await expect(
        runAsync(send(REQUEST, bounds), asyncPort({ send: async () => never() })),
      ).rejects.toThrow(errorClass);
    }
  });
});

describe("the async driver", () => {
  test("awaits promises of any make", async () => {
    const port = asyncPort({ send: () => thenable(reply) as Promise<WireObject> });
    expect(await runAsync(send(REQUEST, OPEN), port)).toBe(reply);
  });

  test("hands the signal on", async () => {
    const { signal } = new AbortController();
    let seen: SendOptions | undefined;
    const port = asyncPort({
      async send(_request, options) {
        seen = options;
        return reply;
      },
    });
    await runAsync(send(REQUEST, boundsOf({ signal })), port);
    expect(seen).toEqual({ timeoutMs: 3_000, signal });
  });

  test("gives started requests in the order that they settle", async () => {
    let settleSlow: (slow: WireObject) => void = () => undefined;
    const slow = new Promise<WireObject>((resolve) => {
      settleSlow = resolve;
    });
    const replies = [slow, Promise.resolve({ fast: true }), Promise.reject(new Error("x"))];
    const program = function* (): Program<readonly unknown[]> {
      for (const ticket of [1, 2, 3]) yield* start(ticket, REQUEST, OPEN);
      const found = [yield* next(Infinity, undefined), yield* next(Infinity, undefined)];
      found.push(yield* next(0, undefined));
      settleSlow({ slow: true });
      found.push(yield* next(Infinity, undefined));
      return found;
    };
    const port = asyncPort({ send: () => replies.shift() ?? Promise.resolve(reply) });
    expect(await runAsync(program(), port)).toEqual([
      { ticket: 2, reply: { fast: true } },
      { ticket: 3, error: new Error("x") },
      undefined,
      { ticket: 1, reply: { slow: true } },
    ]);
  });

  test("ends a sleep with an abort, and leaves no listener on the signal", async () => {
    const controller = new AbortController();
    const sleeping = runAsync(sleep(60_000, controller.signal), asyncPort());
    controller.abort();
    await expect(sleeping).rejects.toThrow(AbortedError);
    await expect(runAsync(sleep(0, controller.signal), asyncPort())).rejects.toThrow(AbortedError);
  });

  test("ends a wait for a reply with an abort, without an error: the program looks itself", async () => {
    const controller = new AbortController();
    const program = function* (): Program<unknown> {
      yield* start(1, REQUEST, OPEN);
      controller.abort();
      return yield* next(Infinity, controller.signal);
    };
    const port = asyncPort({ send: () => new Promise(() => undefined) });
    expect(await runAsync(program(), port)).toBeUndefined();
  });
});

describe("the blocking driver", () => {
  test("refuses to wait for an input, whatever kind of promise it gives", () => {
    const pending: AsyncIterable<Device> = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          thenable({ done: true, value: undefined }) as Promise<IteratorReturnResult<undefined>>,
      }),
    };
    const source = new BatchSource(pending, "upsertMany");
    const read = source.next(Number.POSITIVE_INFINITY, undefined);
    expect(() => runSync(read, syncPort())).toThrow(SyncError);
  });

  test("blocks for as long as it is told to", () => {
    const before = performance.now();
    runSync(sleep(20, undefined), syncPort());
    expect(performance.now() - before).toBeGreaterThanOrEqual(19);
    expect(() => runSync(sleep(20, AbortSignal.abort()), syncPort())).toThrow(AbortedError);
  });
});
