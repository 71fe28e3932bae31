import { describe, expect, test } from "vitest";
import { ArgumentError } from "../../../src/errors/errors.js";
import { deletePlan, upsertPlan } from "../../../src/operation/batch-plans.js";
import { batchWrite } from "../../../src/operation/batch-write.js";
import { devices, NOTHING, upsert } from "../../support/batch-run.js";
import { idOf, idsOf, unprocessed, writesOf } from "../../support/batch-service.js";
import { context, device } from "../../support/operation-context.js";
import { drive } from "../../support/virtual-driver.js";

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
      consumedCapacity: 0,
    });
  });

  test("hold less than 4 MB on the wire, or as many as is asked for, and one item in any case", () => {
    // Each control character is one byte stored and six on the wire.
    const note = "\u0001".repeat(399_000);
    const large = Array.from({ length: 8 }, (_, id) => device(id, { note }));
    const sizes = (softBatchBytes?: number) =>
      upsert(large, {}, { softBatchBytes }).requests.map((request) => idsOf(request).length);
    expect(sizes()).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(sizes(1)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(sizes(8 * 1024 * 1024)).toEqual([3, 3, 2]);
    expect(sizes(16 * 1024 * 1024 - 64 * 1024)).toEqual([6, 2]);
  });

  test("put whole items and stamp the entities, or delete by key", () => {
    const entity = device(1);
    const [put] = upsert([entity]).requests;
    expect(entity.updatedAt).toEqual(new Date(1000));
    expect(put && writesOf(put)).toEqual([{ PutRequest: { Item: entity.toItem() } }]);
    const program = batchWrite(context, [entity], deletePlan(context), undefined);
    const [gone] = drive(program, { time: 0, serve: () => unprocessed([]) }).requests;
    expect(gone?.operation).toBe("BatchWriteItem");
    expect(gone?.input).toEqual({
      ReturnConsumedCapacity: "TOTAL",
      RequestItems: {
        platform: [{ DeleteRequest: { Key: { PK: { S: "TENANT#t1" }, SK: { S: "DEVICE#1" } } } }],
      },
    });
  });

  test("are in flight side by side, one more with each reply, up to what was asked for", () => {
    for (const [concurrency, elapsed] of [
      [1, 10],
      [2, 6],
      [8, 4],
    ] as const) {
      const world = { time: 0 };
      const run = drive(batchWrite(context, devices(250), upsertPlan(context), { concurrency }), {
        ...world,
        latencyMs: 1,
        serve: () => unprocessed([]),
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
