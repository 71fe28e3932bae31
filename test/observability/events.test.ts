import { afterEach, expect, test, vi } from "vitest";
import type { TableEvent } from "../../src/index.js";
import { observedTable } from "./observed-model.js";

const modes = ["async", "sync"] as const;

/** The events without how long they took. */
function shapes(events: readonly TableEvent[]): object[] {
  return events.map(({ durationMs, ...event }) => {
    expect(durationMs).toBeGreaterThanOrEqual(0);
    return event;
  });
}

afterEach(() => vi.restoreAllMocks());

test.each(modes)("a save is told as a request and a call in the %s mode", async (mode) => {
  const events: TableEvent[] = [];
  const { Device, device } = await observedTable((event) => events.push(event));
  events.length = 0;
  const d1 = device("d1");
  if (mode === "async") await Device.objects.save(d1);
  else Device.objectsSync.save(d1);
  const call = { table: "platform", model: "Device", method: "save", mode };
  expect(shapes(events)).toEqual([
    {
      type: "request",
      ...call,
      operation: "PutItem",
      tables: ["platform"],
      index: undefined,
      size: undefined,
      attempt: 1,
      unprocessed: 0,
      outcome: "ok",
      service: undefined,
    },
    {
      type: "call",
      ...call,
      requests: 1,
      retries: 0,
      throttles: 0,
      unprocessed: 0,
      outcome: "ok",
      service: undefined,
    },
  ]);
});

test.each(modes)("attempts are counted and throttling is named in the %s mode", async (mode) => {
  const events: TableEvent[] = [];
  const { engine, Device, device } = await observedTable((event) => events.push(event));
  events.length = 0;
  engine.faults.add({ kind: "throttle", operation: "PutItem", times: 2 });
  const d1 = device("d1");
  if (mode === "async") await Device.objects.save(d1);
  else Device.objectsSync.save(d1);
  const outcomes = events.map((event) =>
    event.type === "request"
      ? [event.attempt, event.outcome]
      : [event.requests, event.retries, event.throttles, event.outcome],
  );
  expect(outcomes).toEqual([
    [1, "THROTTLED"],
    [2, "THROTTLED"],
    [3, "ok"],
    [3, 2, 2, "ok"],
  ]);
});

test.each(modes)(
  "a manager's own method is one call with its requests in the %s mode",
  async (mode) => {
    const events: TableEvent[] = [];
    const { Device, device } = await observedTable((event) => events.push(event));
    const d1 = await Device.objects.save(device("d1"));
    events.length = 0;
    if (mode === "async") await Device.objects.rename(d1, "hall");
    else Device.objectsSync.rename(d1, "hall");
    const told = events.map(({ method, ...event }) => [
      method,
      event.type === "request" ? event.operation : event.requests,
    ]);
    expect(told).toEqual([
      ["rename", "UpdateItem"],
      ["rename", "GetItem"],
      ["rename", 2],
    ]);
  },
);

test("a batch tells its size and what was left unprocessed", async () => {
  const events: TableEvent[] = [];
  const { engine, Device, device } = await observedTable((event) => events.push(event));
  events.length = 0;
  engine.faults.add({ kind: "partial", operation: "BatchWriteItem", left: 1 });
  await Device.objects.upsertMany([1, 2, 3, 4].map((id) => device(String(id))));
  const sizes = events.flatMap((event) =>
    event.type === "request" ? [[event.size, event.unprocessed]] : [],
  );
  expect(sizes).toEqual([
    [4, 1],
    [1, 0],
  ]);
});

test("a transaction is a call of the table, of no one model", async () => {
  const events: TableEvent[] = [];
  const { table, Device, device } = await observedTable((event) => events.push(event));
  events.length = 0;
  await table.transact([
    Device.operations.save(device("d1")),
    Device.operations.save(device("d2")),
  ]);
  expect(events.map(({ model, method }) => [model, method])).toEqual([
    [undefined, "transact"],
    [undefined, "transact"],
  ]);
  expect(events[0]).toMatchObject({ operation: "TransactWriteItems", size: 2 });
});

test("an error is told by its code and the service's name for it", async () => {
  const events: TableEvent[] = [];
  const { Device, device } = await observedTable((event) => events.push(event));
  await Device.objects.create(device("d1"));
  events.length = 0;
  await expect(Device.objects.create(device("d1"))).rejects.toThrow("already");
  expect(events.map(({ outcome, service }) => [outcome, service])).toEqual([
    ["SERVICE", "ConditionalCheckFailedException"],
    ["ALREADY_EXISTS", undefined],
  ]);
});

test("a listener that throws is a warning and changes no call", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const { Device, device } = await observedTable(() => {
    throw new Error("broken listener");
  });
  await Device.objects.save(device("d1"));
  expect(await Device.objects.exists(device("d1"))).toBe(true);
  expect(warn).toHaveBeenCalledWith(
    "An observer of monotable threw: broken listener",
    "MonotableWarning",
  );
});

test("an observer that was taken away is told no more", async () => {
  const { table, Device, device } = await observedTable();
  const calls: string[] = [];
  const end = table.observe({
    call({ method }) {
      calls.push(method);
      return undefined;
    },
  });
  await Device.objects.save(device("d1"));
  end();
  await Device.objects.save(device("d1"));
  expect(calls).toEqual(["save"]);
});

test("nobody asks for capacity unless an observer wants it", async () => {
  const { engine, table, Device, device } = await observedTable(() => undefined);
  engine.forgetRequests();
  await Device.objects.save(device("d1"));
  table.observe({ capacity: true, call: () => ({}) });
  await Device.objects.save(device("d1"));
  expect(engine.requests.map(({ input }) => input.ReturnConsumedCapacity)).toEqual([
    undefined,
    "INDEXES",
  ]);
});
