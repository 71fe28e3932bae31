import { describe, expect, test } from "vitest";
import { add, ItemTooLargeError, KeyError } from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import type { Suite } from "./repository-suite.js";

/** What is in the table, as the bare AWS SDK shows it. */
export function storedItems(suite: Suite): void {
  const { Device, Reading, Event, ValibotNote, ArkNote, table, on, tenant } = suite;

  const rawOf = (entity: { pk(): string; sk(): string }) =>
    suite.opened().rawItem(table.name, { PK: { S: entity.pk() }, SK: { S: entity.sk() } });

  describe("stored items", () => {
    test("an item has its keys, type, timestamps, index keys and attributes, no more", async () => {
      const tenantId = `${tenant()}#1`;
      const entity = await on(Device).save(
        new Device({
          tenantId,
          deviceId: "c4nary",
          status: "up",
          seq: 7,
          note: null,
          tags: new Set(["c4nary"]),
          log: [],
        }),
      );
      const at = entity.updatedAt?.toISOString() ?? "";
      expect(await rawOf(entity)).toEqual({
        PK: { S: `TENANT#${tenantId.replace("#", "%23")}` },
        SK: { S: "DEVICE#c4nary" },
        _type: { S: "Device" },
        GSI1PK: { S: `TENANT#${tenantId.replace("#", "%23")}#up` },
        GSI1SK: { S: "0000000007" },
        createdAt: { S: at },
        updatedAt: { S: at },
        tenantId: { S: tenantId },
        deviceId: { S: "c4nary" },
        status: { S: "up" },
        seq: { N: "7" },
        tags: { SS: ["c4nary"] },
        log: { L: [] },
      });
    });

    test("an item without an attribute of an index has neither of its keys", async () => {
      const entity = await on(Device).save(
        new Device({ tenantId: tenant(), deviceId: "c4nary", status: "up" }),
      );
      const raw = await rawOf(entity);
      expect([raw?.GSI1PK, raw?.GSI1SK]).toEqual([undefined, undefined]);
      const { tenantId } = entity;
      const query = on(Device).query({ tenantId, status: "up" }, { index: "GSI1" });
      expect(await query.all()).toEqual([]);
    });

    test("the item of an entity is what a save stores", async () => {
      const entity = new Reading({
        tenantId: tenant(),
        deviceId: "c4nary",
        metric: "c4nary",
        at: new Date(1),
        value: 0.5,
      });
      await on(Reading).save(entity);
      expect(await rawOf(entity)).toEqual(entity.toItem());
      expect(entity.toJSON()).toEqual({
        ...entity,
        createdAt: entity.createdAt,
        updatedAt: entity.updatedAt,
      });
    });

    test("a model that computes its own keys is asked for by texts or by an entity", async () => {
      const entity = new Event({ tenantId: tenant(), id: "c4nary-e1", kind: "c4nary-boot" });
      await on(Event).save(entity);
      const key = { pk: entity.pk(), sk: entity.sk() };
      expect(key.sk).toBe("EVENT#c4nary-e1");
      expect(await on(Event).get(key)).toEqual(entity);
      expect(await on(Event).query({ pk: key.pk }).all()).toEqual([entity]);
      const byKind = on(Event).query({ kind: "c4nary-boot", id: entity.id }, { index: "GSI2" });
      expect((await byKind.all()).map(({ id }) => id)).toContain("c4nary-e1");
      expect(await on(Event).getMany([key, entity])).toEqual([entity, entity]);
      expect((await on(Event).update(key, { kind: "c4nary-halt", id: entity.id })).kind).toBe(
        "c4nary-halt",
      );
      expect((await rawOf(entity))?.GSI2PK).toEqual({ S: "KIND#c4nary-halt" });
      expect((await on(Event).delete(key))?.id).toBe("c4nary-e1");
      await expectedErrorOf(KeyError, () => on(Event).get({ pk: "", sk: "c4nary" }));
    });

    test("models of valibot and arktype are stored and read back", async () => {
      const attributes = { tenantId: tenant(), noteId: "c4nary-n1", size: 3 };
      const valibot = await on(ValibotNote).save(new ValibotNote(attributes));
      const arktype = await on(ArkNote).save(new ArkNote(attributes));
      expect(await on(ValibotNote).get(valibot)).toEqual(valibot);
      expect(await on(ArkNote).get(arktype)).toEqual(arktype);
      expect({ ...valibot }).toEqual(attributes);
      expect({ ...arktype }).toEqual(attributes);
      const changed = await on(ValibotNote).update(valibot, { size: add(2) });
      expect({ ...changed }).toEqual({ ...attributes, size: 5 });
    });

    test("the largest item is stored, and a byte more is refused before any request", async () => {
      const entity = new Device({
        tenantId: tenant(),
        deviceId: "c4nary",
        status: "up",
        note: "c4nary",
      });
      const limit = 409_600;
      await on(Device).save(entity);
      const tooLong = new Device({ ...entity, note: "c4nary".padEnd(limit, ".") });
      const refused = await expectedErrorOf(ItemTooLargeError, () => on(Device).save(tooLong));
      expect(refused.largest[0]?.attribute).toBe("note");
      const longest = limit - (refused.bytes - limit);
      const largest = new Device({ ...entity, note: "c4nary".padEnd(longest, ".") });
      await on(Device).save(largest);
      expect((await on(Device).getOrThrow(largest)).note).toHaveLength(longest);
      const over = new Device({ ...largest, note: `${largest.note}.` });
      const error = await expectedErrorOf(ItemTooLargeError, () => on(Device).save(over));
      expect(error.bytes).toBe(limit + 1);
    });
  });
}
