import { describe, expect, test } from "vitest";
import { BatchWriteError, EncodeError, SyncError } from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import type { Suite } from "./repository-suite.js";

/** Many items at once. */
export function batches(suite: Suite): void {
  const { Device, on, tenant, mode } = suite;

  function devices(count: number, tenantId = tenant()) {
    return Array.from(
      { length: count },
      (_, seq) =>
        new Device({ tenantId, deviceId: `c4nary-${10_000 + seq}`, status: "up", seq: seq % 100 }),
    );
  }

  const complete = {
    failed: [],
    unprocessed: [],
    ambiguous: [],
    throttles: 0,
    retried: 0,
    consumedCapacity: expect.any(Number) as unknown,
  };

  describe("batches", () => {
    test("any number of entities is written, stamped, read and deleted", async () => {
      const entities = devices(260);
      const written = await on(Device).upsertMany(entities);
      expect(written).toEqual({
        ...complete,
        input: 260,
        written: 260,
        superseded: 0,
        attempts: 11,
      });
      expect(entities.every(({ createdAt }) => createdAt instanceof Date)).toBe(true);
      const found = await on(Device).getMany(entities, { consistent: true });
      expect(found.map((entity) => ({ ...entity }))).toEqual(entities.map((e) => ({ ...e })));
      const gone = await on(Device).deleteMany(
        entities.map(({ tenantId, deviceId }) => ({ tenantId, deviceId })),
      );
      expect(gone).toEqual({ ...complete, input: 260, written: 260, superseded: 0, attempts: 11 });
      expect(await on(Device).getMany(entities)).toEqual(entities.map(() => undefined));
    });

    test("no entities make no request", async () => {
      const report = { ...complete, input: 0, written: 0, superseded: 0, attempts: 0 };
      expect(await on(Device).upsertMany([])).toEqual(report);
      expect(await on(Device).deleteMany([])).toEqual(report);
      expect(await on(Device).getMany([])).toEqual([]);
    });

    test("answers are aligned with the keys, repeated and missing ones included", async () => {
      const [first, second, absent] = devices(3);
      if (!first || !second || !absent) throw new Error("Three were made.");
      await on(Device).upsertMany([first, second]);
      const found = await on(Device).getMany([second, absent, first, second]);
      expect(found.map((entity) => entity?.deviceId)).toEqual([
        second.deviceId,
        undefined,
        first.deviceId,
        second.deviceId,
      ]);
    });

    test("of entities with one key the last one is stored", async () => {
      const [entity] = devices(1);
      if (!entity) throw new Error("One was made.");
      const versions = [1, 2, 3].map((seq) => new Device({ ...entity, seq }));
      const report = await on(Device).upsertMany(versions);
      expect([report.input, report.written, report.superseded]).toEqual([3, 1, 2]);
      expect((await on(Device).getOrThrow(entity)).seq).toBe(3);
    });

    test("any iterable is an input", async () => {
      const entities = devices(30);
      const report = await on(Device).upsertMany(new Set(entities));
      expect(report.written).toBe(30);
      const keys = await on(Device).getMany(entities.values());
      expect(keys.filter(Boolean)).toHaveLength(30);
    });

    test("an async iterable is an input of the async mode only", async () => {
      const entities = devices(30);
      const stream = async function* () {
        yield* entities;
      };
      if (mode === "async") {
        expect((await on(Device).upsertMany(stream())).written).toBe(30);
      } else {
        await expectedErrorOf(SyncError, () => on(Device).upsertMany(stream()));
        expect(await on(Device).getMany(entities)).toEqual(entities.map(() => undefined));
      }
    });

    test("an entity that cannot be stored fails alone, and the report says so", async () => {
      const entities = devices(30);
      const bad = entities[7];
      if (!bad) throw new Error("Thirty were made.");
      Object.assign(bad, { note: { nested: "c4nary" } });
      const error = await expectedErrorOf(BatchWriteError, () => on(Device).upsertMany(entities));
      const { report } = error;
      expect([report.input, report.written, report.superseded]).toEqual([30, 29, 0]);
      expect([report.unprocessed, report.ambiguous]).toEqual([[], []]);
      expect(report.failed).toEqual([
        { index: 7, entity: bad, reason: expect.any(EncodeError) as unknown },
      ]);
      expect(bad.createdAt).toBeUndefined();
    });

    test("progress is told after every request", async () => {
      const seen: number[] = [];
      await on(Device).upsertMany(devices(60), {
        concurrency: 1,
        onProgress: ({ written }) => seen.push(written),
      });
      expect(seen).toEqual([25, 50, 60]);
    });
  });
}
