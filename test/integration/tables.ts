import { describe, expect, test } from "vitest";
import { ArgumentError, EntityTypeError, MonotableError } from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { defineModels } from "./models.js";
import type { Suite } from "./repository-suite.js";

/** Several tables and connections in one process, and what the table itself can do. */
export function tables(suite: Suite): void {
  const { table, Device, Reading, Event, on, tenant } = suite;

  const device = (tenantId = tenant()) =>
    new Device({ tenantId, deviceId: "c4nary", status: "up", seq: 1 });

  describe("tables", () => {
    test("a table that exists is left as it is", async () => {
      const stored = await on(Device).save(device());
      await table.create();
      expect(await on(Device).exists(stored)).toBe(true);
    });

    test("two tables of one process keep their items apart", async () => {
      const other = defineModels(`${table.name}-other`);
      other.table.connect(suite.opened().target);
      await other.table.create();
      const stored = await on(Device).save(device());
      const twin = new other.Device({ ...stored, seq: 2 });
      expect(await on(other.Device).get(stored)).toBeUndefined();
      await on(other.Device).save(twin);
      expect((await on(Device).getOrThrow(stored)).seq).toBe(1);
      expect((await on(other.Device).getOrThrow(stored)).seq).toBe(2);
      expect(await on(other.Device).get(stored)).not.toBeInstanceOf(Device);
      await other.table.close();
    });

    test("another connection is used by what is asked through it only", async () => {
      const stored = await on(Device).save(device());
      const nowhere = {
        endpoint: "http://127.0.0.1:9",
        region: "us-east-1",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      };
      const lost = on(Device).using(nowhere);
      const deadline = Date.now() + 300;
      // Refused connections; on a busy machine the deadline may come before the first of them.
      const error = await expectedErrorOf(MonotableError, () => lost.get(stored, { deadline }));
      expect(["NETWORK", "TIMEOUT"]).toContain(error.code);
      expect(await on(Device).get(stored)).toEqual(stored);
      const again = lost.using(suite.opened().target);
      expect(await again.online(stored.tenantId).all()).toEqual([stored]);
    });

    test("connecting anew goes on from there, and closing does not end it", async () => {
      const stored = await on(Device).save(device());
      table.connect(suite.opened().target);
      await Device.objects.get(stored);
      expect(await on(Device).get(stored)).toEqual(stored);
      await table.close();
      expect(await on(Device).get(stored)).toEqual(stored);
    });

    test("an item from elsewhere is parsed to the entity of its type", async () => {
      const stored = await on(Device).save(
        new Device({ ...device(), tags: new Set(["c4nary"]), log: ["c4nary"] }),
      );
      const parsed = table.parse(stored.toItem());
      expect(parsed).toBeInstanceOf(Device);
      expect(parsed).toEqual(stored);
      const raw = await suite
        .opened()
        .rawItem(table.name, { PK: { S: stored.pk() }, SK: { S: stored.sk() } });
      expect(table.parse(raw ?? {}, [Device])).toEqual(stored);
    });

    test("an item of no model is not parsed", async () => {
      const error = await expectedErrorOf(EntityTypeError, () =>
        table.parse({ PK: { S: "c4nary" }, _type: { S: "Other" } }),
      );
      expect([error.expected, error.found]).toEqual([
        "Device or Reading or Event or ValibotNote or ArkNote",
        "Other",
      ]);
      await expectedErrorOf(EntityTypeError, () => table.parse({ PK: { S: "c4nary" } }));
      await expectedErrorOf(ArgumentError, () => table.parse({ PK: "c4nary" }));
    });

    test("a key is parsed to its model and attributes", () => {
      const reading = new Reading({
        tenantId: `${tenant()}#a`,
        deviceId: "d 1",
        metric: "m",
        at: new Date(5),
        value: 1,
      });
      const { tenantId, deviceId, metric, at } = reading;
      expect(table.parseKey({ pk: reading.pk(), sk: reading.sk() })).toEqual({
        model: "Reading",
        attributes: { tenantId, deviceId, metric, at },
      });
      const event = new Event({ tenantId, id: "e1", kind: "boot" });
      expect(table.parseKey({ pk: event.pk(), sk: event.sk() })).toBeUndefined();
    });
  });
}
