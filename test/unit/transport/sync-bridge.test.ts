import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ArgumentError, ConfigurationError, SyncError } from "../../../src/errors/errors.js";
import { AbortedError, NetworkError, ServiceError } from "../../../src/errors/transport-errors.js";
import {
  createSyncBridge,
  type SyncBridge,
  type SyncReply,
} from "../../../src/transport/sync-bridge.js";
import type { WorkerTarget } from "../../../src/transport/transport.js";
import { type EchoServer, startEchoServer } from "../../support/echo-server.js";

const credentials = { accessKeyId: "AKID", secretAccessKey: "secret" };
const MEGABYTES_16 = 16 * 1024 * 1024;

let server: EchoServer;
let target: WorkerTarget;
let bridge: SyncBridge;

beforeAll(async () => {
  server = await startEchoServer();
  target = { endpoint: server.endpoint, region: "us-east-1", credentials };
  bridge = createSyncBridge(target);
});
afterAll(async () => {
  await bridge.close();
  await server.stop();
});

const start = (input: Record<string, unknown>, options?: { timeoutMs: number }) =>
  bridge.start("Echo", JSON.stringify(input), options);
const echo = (input: Record<string, unknown>) => ({ operation: "Echo", input });

function replyOf(settled: SyncReply | undefined): { ticket: number; reply: unknown } {
  if (settled === undefined || !("text" in settled)) throw new Error("It is no reply.");
  return { ticket: settled.ticket, reply: JSON.parse(settled.text) };
}

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe("a blocking call", () => {
  test("answers with the reply to its own request", () => {
    expect(bridge.send(echo({ id: 1 }))).toEqual({ id: 1, operation: "Echo", received: 8 });
    expect(bridge.send(echo({ id: 2 }))).toEqual({ id: 2, operation: "Echo", received: 8 });
  });

  test("throws the service's error with its fields and the caller's stack", () => {
    const body = {
      __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
      message: "The conditional request failed",
      Item: { PK: { S: "a" } },
    };
    const error = errorOf(function theCaller() {
      return bridge.send(echo({ status: 400, body }));
    });
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({
      name: "ServiceError",
      code: "SERVICE",
      service: "ConditionalCheckFailedException",
      serviceMessage: "The conditional request failed",
      statusCode: 400,
      requestId: "REQUEST1",
      item: { PK: { S: "a" } },
    });
    expect(error).toHaveProperty("stack", expect.stringContaining("theCaller"));
  });

  test("throws a NetworkError that is not ambiguous when nothing listens", async () => {
    const unreachable = createSyncBridge({ ...target, endpoint: "http://127.0.0.1:1" });
    const error = errorOf(() => unreachable.send(echo({})));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "NETWORK", ambiguous: false });
    await unreachable.close();
  });

  test("throws what is wrong with the connection's settings", async () => {
    const misconfigured = createSyncBridge({ ...target, endpoint: "not a URL" });
    expect(() => misconfigured.send(echo({}))).toThrow(ConfigurationError);
    await misconfigured.close();
  });

  test("takes a request and a reply of 16 MB", () => {
    const reply = bridge.send(
      echo({ id: 3, bytes: MEGABYTES_16, data: "y".repeat(MEGABYTES_16) }),
      {
        timeoutMs: 30_000,
      },
    );
    const { data, received, ...rest } = reply;
    expect(rest).toEqual({ id: 3, operation: "Echo" });
    expect(data === "x".repeat(MEGABYTES_16)).toBe(true);
    expect(received).toBeGreaterThan(MEGABYTES_16);
  });

  test("keeps an attribute named __proto__ as data", () => {
    const body = JSON.parse('{"Item":{"__proto__":{"S":"data"}}}');
    expect(JSON.stringify(bridge.send(echo({ body })))).toBe(JSON.stringify(body));
  });

  test("is refused when its signal has been aborted already", () => {
    const error = errorOf(() =>
      bridge.send(echo({ id: "aborted" }), { signal: AbortSignal.abort(new Error("stop")) }),
    );
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ code: "ABORTED", cause: { message: "stop" } });
    const { seen } = bridge.send(echo({ id: "after", list: true }));
    expect(seen).not.toContain("aborted");
    expect(seen).toContain("after");
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    "refuses timeoutMs %d",
    (timeoutMs) => {
      expect(() => bridge.send(echo({}), { timeoutMs })).toThrow(ArgumentError);
      expect(() => bridge.next(timeoutMs)).toThrow(ArgumentError);
    },
  );

  test("carries the wire's own text, which is the caller's to read", () => {
    const ticket = bridge.start("Echo", '{ "id": 7 }');
    const reply = bridge.next();
    if (reply === undefined || "error" in reply) throw new Error("no reply");
    expect(reply).toMatchObject({ ticket, operation: "Echo" });
    expect(JSON.parse(reply.text)).toEqual({ id: 7, operation: "Echo", received: 11 });
    const refused = bridge.start("Echo", JSON.stringify({ status: 400, body: { __type: "a#B" } }));
    expect(bridge.next()).toMatchObject({
      ticket: refused,
      error: { code: "SERVICE", service: "B" },
    });
  });

  test("does not depend on the clock that a test has put in", () => {
    vi.useFakeTimers();
    expect(bridge.send(echo({ id: 6 }))).toMatchObject({ id: 6 });
    vi.useRealTimers();
  });

  test("leaves a thread that is still starting to start when its own time is over", async () => {
    const delay = "for (const until = Date.now() + 400; Date.now() < until; );";
    let started = 0;
    const slow = createSyncBridge(target, {
      spawn(source, options) {
        started += 1;
        return new Worker(delay + source, options);
      },
    });
    const error = errorOf(() => slow.send(echo({ id: "too late" }), { timeoutMs: 1 }));
    expect(error).toMatchObject({ code: "TIMEOUT", timeoutMs: 1 });
    const { seen } = slow.send(echo({ id: "next", list: true }));
    expect(seen).not.toContain("too late");
    expect(started).toBe(1);
    await slow.close();
  });

  test("says why the thread cannot be started", () => {
    const cause = new Error("no threads here");
    const refused = createSyncBridge(target, {
      spawn() {
        throw cause;
      },
    });
    const error = errorOf(() => refused.send(echo({})));
    expect(error).toBeInstanceOf(SyncError);
    expect(error).toMatchObject({ code: "SYNC", cause });
  });

  test("sees the environment as it is at the time of the call", async () => {
    const fromEnvironment = createSyncBridge({});
    vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", server.endpoint);
    vi.stubEnv("AWS_REGION", "eu-west-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKID");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    expect(fromEnvironment.send(echo({ id: 5 }))).toEqual({
      id: 5,
      operation: "Echo",
      received: 8,
    });
    vi.unstubAllEnvs();
    await fromEnvironment.close();
  });
});

describe("a target that cannot cross to a thread", () => {
  test("is refused when the bridge is made", () => {
    const withFunction = { region: "us-east-1", credentials: () => Promise.resolve(credentials) };
    // @ts-expect-error: the types refuse it as well
    expect(() => createSyncBridge(withFunction)).toThrow(ConfigurationError);
  });
});

describe("started calls", () => {
  test("are in flight at once and come back once each", () => {
    const ids = [11, 12, 13, 14, 15, 16, 17, 18];
    // The server answers none before all are there.
    const tickets = ids.map((id) => start({ id, together: ids.length }));
    const replies = ids.map(() => replyOf(bridge.next()));
    expect(new Map(replies.map((result) => [result.ticket, result.reply]))).toEqual(
      new Map(
        tickets.map((ticket, position) => [
          ticket,
          { id: ids[position], operation: "Echo", received: expect.any(Number) },
        ]),
      ),
    );
    expect(bridge.next()).toBeUndefined();
  });

  test("do not get into the way of a plain call", () => {
    const ticket = start({ id: 21 });
    expect(bridge.send(echo({ id: 22 }))).toMatchObject({ id: 22 });
    expect(replyOf(bridge.next())).toEqual({
      ticket,
      reply: { id: 21, operation: "Echo", received: expect.any(Number) },
    });
  });

  test("report errors beside their tickets", () => {
    const ticket = start({ delayMs: 10_000 }, { timeoutMs: 30 });
    const result = bridge.next();
    expect(result).toMatchObject({ ticket, error: { code: "TIMEOUT", timeoutMs: 30 } });
  });

  test("stay in flight when the time given to next is over", () => {
    const ticket = start({ id: 31, together: 2 });
    expect(bridge.next(20)).toBeUndefined();
    const second = start({ id: 32, together: 2 });
    const tickets = [bridge.next()?.ticket, bridge.next()?.ticket];
    expect(tickets.sort()).toEqual([ticket, second].sort());
  });
});

describe("close", () => {
  test("ends the thread, and a later call starts another", async () => {
    const workers: Worker[] = [];
    const own = createSyncBridge(target, {
      spawn(source, options) {
        const worker = new Worker(source, options);
        workers.push(worker);
        return worker;
      },
    });
    await own.close();
    expect(workers).toHaveLength(0);
    expect(own.send(echo({ id: 41 }))).toMatchObject({ id: 41 });
    await own.close();
    expect(workers.map((worker) => worker.threadId)).toEqual([-1]);
    expect(own.send(echo({ id: 42 }))).toMatchObject({ id: 42 });
    await own.close();
    expect(workers.map((worker) => worker.threadId)).toEqual([-1, -1]);
  });

  test("fails the calls in flight as ambiguous", async () => {
    const own = createSyncBridge(target);
    const ticket = own.start("Echo", JSON.stringify({ id: 43, delayMs: 60_000 }), {
      timeoutMs: 60_000,
    });
    await own.close();
    const result = own.next();
    expect(result).toMatchObject({ ticket, error: { code: "NETWORK", ambiguous: true } });
    expect(own.next()).toBeUndefined();
  });
});
