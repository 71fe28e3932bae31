import { describe, expect, test } from "vitest";
import {
  AlreadyExistsError,
  add,
  append,
  ConditionFailedError,
  EntityTypeError,
  exists,
  IndexKeyError,
  lt,
  missing,
  NotFoundError,
  not,
  remove,
} from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import type { Suite } from "./repository-suite.js";

/** Reading and writing one item. */
export function singleItems(suite: Suite): void {
  const { Device, on, tenant, backend } = suite;

  /** A device whose every value is one that no error may show. */
  function device(tenantId: string, over: { deviceId?: string; seq?: number } = {}) {
    const { deviceId = "c4nary-d1", ...rest } = over;
    return new Device({ tenantId, deviceId, status: "up", seq: 7, ...rest });
  }

  describe("one item", () => {
    test("what is saved is read back as an entity of its class", async () => {
      const saved = device(tenant());
      expect(await on(Device).save(saved)).toBe(saved);
      const found = await on(Device).getOrThrow(saved, { consistent: true });
      expect(found).toBeInstanceOf(Device);
      expect({ ...found }).toEqual({ ...saved });
      expect(found.label).toBe(saved.label);
      expect(found.startedWith).toBe(7);
      expect(found.createdAt).toEqual(saved.createdAt);
      expect(found.updatedAt).toEqual(saved.updatedAt);
    });

    test("plain key attributes and entities ask for the same item", async () => {
      const saved = await on(Device).save(device(tenant()));
      const { tenantId, deviceId } = saved;
      expect(await on(Device).get({ tenantId, deviceId })).toEqual(await on(Device).get(saved));
      expect(await on(Device).exists({ tenantId, deviceId })).toBe(true);
    });

    test("what is not stored is undefined, not existing, or an error that hides its key", async () => {
      const absent = device(tenant());
      expect(await on(Device).get(absent)).toBeUndefined();
      expect(await on(Device).exists(absent)).toBe(false);
      const error = await expectedErrorOf(NotFoundError, () => on(Device).getOrThrow(absent));
      expect(error.model).toBe("Device");
      expect(error.key).toBe(absent);
    });

    test("a save stamps the entity, and keeps when it was created", async () => {
      const entity = device(tenant());
      expect(entity.createdAt).toBeUndefined();
      await on(Device).save(entity);
      const { createdAt } = entity;
      expect(entity.updatedAt).toEqual(createdAt);
      await new Promise((resolve) => setTimeout(resolve, 3));
      const again = await on(Device).save(await on(Device).getOrThrow(entity));
      expect(again.createdAt).toEqual(createdAt);
      expect(Number(again.updatedAt)).toBeGreaterThan(Number(createdAt));
    });

    test("create refuses an item that is stored, and tells which", async () => {
      const first = await on(Device).create(device(tenant(), { seq: 1 }));
      const second = device(first.tenantId, { seq: 2 });
      const error = await expectedErrorOf(AlreadyExistsError, () => on(Device).create(second));
      expect(error.model).toBe("Device");
      expect(error.stored).toEqual(backend.returnsRefusedItem ? first : undefined);
      expect(second.createdAt).toBeUndefined();
      expect((await on(Device).getOrThrow(first)).seq).toBe(1);
      await expectedErrorOf(AlreadyExistsError, () => on(Device).save(second, { mode: "create" }));
    });

    test("save with a condition replaces only what meets it", async () => {
      const stored = await on(Device).save(device(tenant(), { seq: 5 }));
      const next = device(stored.tenantId, { seq: 6 });
      const error = await expectedErrorOf(ConditionFailedError, () =>
        on(Device).save(next, { where: { seq: lt(5) } }),
      );
      expect(error.operation).toBe("save");
      expect(error.stored).toEqual(backend.returnsRefusedItem ? stored : undefined);
      await on(Device).save(next, { where: { seq: 5, note: missing() } });
      expect((await on(Device).getOrThrow(next)).seq).toBe(6);
    });

    test("an update answers what is stored then, in every kind of change", async () => {
      const stored = await on(Device).save(
        new Device({
          ...device(tenant()),
          note: "c4nary-note",
          tags: new Set(["c4nary-a"]),
        }),
      );
      const updated = await on(Device).update(stored, {
        tags: add(new Set(["c4nary-b"])),
        log: append(["c4nary-1"]),
        note: remove(),
      });
      const expected = {
        ...stored,
        tags: new Set(["c4nary-a", "c4nary-b"]),
        log: ["c4nary-1"],
      };
      delete expected.note;
      expect({ ...updated }).toEqual(expected);
      expect(updated.createdAt).toEqual(stored.createdAt);
      const again = await on(Device).update(stored, { log: append(["c4nary-2"]) });
      expect(again.log).toEqual(["c4nary-1", "c4nary-2"]);
      expect({ ...(await on(Device).getOrThrow(stored)) }).toEqual({ ...again });
    });

    test("an update of an index attribute moves the item in the index", async () => {
      const stored = await on(Device).save(device(tenant()));
      const { tenantId } = stored;
      await on(Device).update(stored, { status: "down" });
      const inIndex = (status: "up" | "down") =>
        on(Device).query({ tenantId, status }, { index: "GSI1" }).all();
      expect(await inIndex("up")).toEqual([]);
      expect((await inIndex("down")).map((found) => found.seq)).toEqual([7]);
      await on(Device).update(stored, { status: "down", seq: 9 });
      expect((await inIndex("down")).map((found) => found.seq)).toEqual([9]);
      await on(Device).update(stored, { seq: remove() });
      expect(await inIndex("down")).toEqual([]);
    });

    test("an update that would leave an index behind names what is missing", async () => {
      const stored = await on(Device).save(device(tenant()));
      const { tenantId, deviceId } = stored;
      const error = await expectedErrorOf(IndexKeyError, () =>
        on(Device).update({ tenantId, deviceId }, { status: "down" }),
      );
      expect(error.index).toBe("GSI1");
      expect(error.missing).toEqual(["seq"]);
      await expectedErrorOf(IndexKeyError, () => on(Device).update(stored, { seq: add(1) }));
    });

    test("an update from a stale entity cannot make an index drift", async () => {
      const stored = await on(Device).save(device(tenant()));
      await on(Device).update(stored, { seq: 8, status: "up" });
      const error = await expectedErrorOf(
        backend.returnsRefusedItem ? ConditionFailedError : NotFoundError,
        () => on(Device).update(stored, { status: "down" }),
      );
      expect(error.model).toBe("Device");
      expect((await on(Device).getOrThrow(stored)).status).toBe("up");
    });

    test("an update never makes an item", async () => {
      const absent = device(tenant());
      await expectedErrorOf(NotFoundError, () => on(Device).update(absent, { note: "c4nary" }));
      await expectedErrorOf(NotFoundError, () =>
        on(Device).update(absent, { note: "c4nary" }, { where: { note: missing() } }),
      );
      expect(await on(Device).exists(absent)).toBe(false);
    });

    test("an update with a condition that does not hold changes nothing", async () => {
      const stored = await on(Device).save(device(tenant()));
      const error = await expectedErrorOf(
        backend.returnsRefusedItem ? ConditionFailedError : NotFoundError,
        () => on(Device).update(stored, { note: "c4nary" }, { where: { note: exists() } }),
      );
      if (error instanceof ConditionFailedError) expect(error.stored).toEqual(stored);
      expect({ ...(await on(Device).getOrThrow(stored)) }).toEqual({ ...stored });
    });

    test("a delete answers what was stored, then nothing", async () => {
      const stored = await on(Device).save(device(tenant()));
      expect(await on(Device).delete(stored)).toEqual(stored);
      expect(await on(Device).delete(stored)).toBeUndefined();
      expect(await on(Device).get(stored)).toBeUndefined();
    });

    test("a delete with a condition deletes only what meets it", async () => {
      const stored = await on(Device).save(device(tenant()));
      const error = await expectedErrorOf(ConditionFailedError, () =>
        on(Device).delete(stored, { where: not({ seq: 7 }) }),
      );
      expect(error.stored).toEqual(backend.returnsRefusedItem ? stored : undefined);
      expect(await on(Device).delete(stored, { where: { seq: 7 } })).toEqual(stored);
    });

    test("an item of another model under the key is never read, changed or deleted", async () => {
      const { tenantId, deviceId } = device(tenant());
      const key = { PK: { S: `TENANT#${tenantId}` }, SK: { S: `DEVICE#${deviceId}` } };
      const foreign = { ...key, _type: { S: "Other" }, secret: { S: "c4nary" } };
      await suite.opened().rawPut(suite.table.name, foreign);
      for (const call of [
        () => on(Device).get({ tenantId, deviceId }),
        () => on(Device).exists({ tenantId, deviceId }),
        () => on(Device).getMany([{ tenantId, deviceId }]),
      ]) {
        const error = await expectedErrorOf(EntityTypeError, call);
        expect([error.expected, error.found]).toEqual(["Device", "Other"]);
      }
      await expectedErrorOf(EntityTypeError, () => on(Device).delete({ tenantId, deviceId }));
      await expectedErrorOf(backend.returnsRefusedItem ? EntityTypeError : NotFoundError, () =>
        on(Device).update({ tenantId, deviceId }, { note: "c4nary" }),
      );
      expect(await suite.opened().rawItem(suite.table.name, key)).toEqual(foreign);
      expect(await on(Device).query({ tenantId }).all()).toEqual([]);
    });
  });
}
