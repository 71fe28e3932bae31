import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  ArgumentError,
  add,
  BatchWriteError,
  defineTable,
  NotFoundError,
  UnsupportedError,
  VersionConflictError,
} from "../../src/index.js";
import { expectedError, expectedErrorOf } from "../support/expected-error.js";
import type { Suite } from "./repository-suite.js";

/** Optimistic locking. */
export function versions(suite: Suite): void {
  const { on, backend } = suite;
  const table = defineTable({ name: `${suite.table.name}-versions` });

  class Page extends table.model<Page>("Page")({
    schema: z.object({ id: z.string(), text: z.string(), seen: z.number().optional() }),
    pk: "PAGE#{id}",
    sk: "PAGE",
    version: true,
  }) {}

  const page = () => new Page({ id: `c4nary-${randomUUID()}`, text: "c4nary" });

  describe("versions", () => {
    beforeAll(async () => {
      table.connect(suite.opened().target);
      await table.create();
    });
    afterAll(() => table.close());

    test("are counted by every write and read back", async () => {
      const entity = page();
      expect(entity.version).toBe(0);
      await on(Page).create(entity);
      expect(entity.version).toBe(1);
      await on(Page).save(entity);
      expect(entity.version).toBe(2);
      const updated = await on(Page).update(entity, { seen: add(1) });
      expect(updated.version).toBe(3);
      expect((await on(Page).update({ id: entity.id }, { text: "c4nary-2" })).version).toBe(4);
      const found = await on(Page).getOrThrow(entity);
      expect([found.version, found.toJSON().version]).toEqual([4, 4]);
      expect(await on(Page).delete(found)).toEqual(found);
    });

    test("of another writer refuse every write of a stale entity", async () => {
      const stale = await on(Page).save(page());
      const fresh = await on(Page).save(await on(Page).getOrThrow(stale));
      for (const [operation, write] of [
        ["save", () => on(Page).save(stale)],
        ["delete", () => on(Page).delete(stale)],
      ] as const) {
        const error = await expectedErrorOf(VersionConflictError, write);
        expect([error.operation, error.expected]).toEqual([operation, 1]);
        expect(error.stored).toEqual(backend.returnsRefusedItem ? fresh : undefined);
      }
      await expectedErrorOf(backend.returnsRefusedItem ? VersionConflictError : NotFoundError, () =>
        on(Page).update(stale, { text: "c4nary-3" }),
      );
      expect(await on(Page).get(stale)).toEqual(fresh);
      expect(stale.version).toBe(1);
    });

    test("refuse to save a new entity over a stored one", async () => {
      const stored = await on(Page).save(page());
      const twin = new Page({ ...stored, text: "c4nary-other" });
      await expectedErrorOf(VersionConflictError, () => on(Page).save(twin));
      expect(await on(Page).get(stored)).toEqual(stored);
    });

    test("refuse what was deleted in between", async () => {
      const stored = await on(Page).save(page());
      await on(Page).delete({ id: stored.id });
      await expectedErrorOf(VersionConflictError, () => on(Page).save(stored));
      await expectedErrorOf(VersionConflictError, () => on(Page).delete(stored));
      expect(await on(Page).delete({ id: stored.id })).toBeUndefined();
    });

    test("refuse every write over an item that was deleted and made anew with the same number", async () => {
      const stale = await on(Page).save(page());
      await on(Page).delete({ id: stale.id });
      const anew = await on(Page).create(new Page({ id: stale.id, text: "c4nary-anew" }));
      expect(anew.version).toBe(stale.version);
      for (const write of [
        () => on(Page).save(stale),
        () => on(Page).save(stale, { mode: "merge" }),
        () => on(Page).delete(stale),
        () => on(Page).update(stale, { text: "c4nary-lost" }),
      ]) {
        const error = await expectedError(write);
        const expected = backend.returnsRefusedItem
          ? ["VERSION_CONFLICT"]
          : ["VERSION_CONFLICT", "NOT_FOUND", "CONDITION_FAILED", "ENTITY_TYPE"];
        expect(expected).toContain(error.code);
      }
      expect(await on(Page).get(stale)).toEqual(anew);
    });

    test("start at 0 for items that were stored without one", async () => {
      const { id, text } = page();
      await suite.opened().rawPut(table.name, {
        PK: { S: `PAGE#${id}` },
        SK: { S: "PAGE" },
        _type: { S: "Page" },
        id: { S: id },
        text: { S: text },
      });
      const found = await on(Page).getOrThrow({ id });
      expect(found.version).toBe(0);
      expect((await on(Page).save(found)).version).toBe(1);
    });

    test("cannot be kept by batches, which are refused", async () => {
      const stored = await on(Page).save(page());
      await expectedErrorOf(UnsupportedError, () => on(Page).upsertMany([page()]));
      const error = await expectedErrorOf(BatchWriteError, () => on(Page).deleteMany([stored]));
      expect(error.report.failed).toEqual([
        { index: 0, entity: stored, reason: expect.any(ArgumentError) },
      ]);
      expect((await on(Page).deleteMany([{ id: stored.id }])).written).toBe(1);
    });

    test.runIf(backend.returnsRefusedItem)("are kept by transactions", async () => {
      const stale = await on(Page).save(page());
      await table.transact([Page.operations.update(stale, { text: "c4nary-4" })]);
      const save = Page.operations.save(stale);
      await expect(table.transact([save])).rejects.toMatchObject({
        reasons: [{ index: 0, operation: "save", model: "Page", code: "VERSION_CONFLICT" }],
      });
      const fresh = await on(Page).getOrThrow(stale);
      await table.transact([Page.operations.save(fresh)]);
      expect(fresh.version).toBe(3);
    });
  });
}
