import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  ArgumentError,
  add,
  and,
  append,
  attribute,
  ConditionFailedError,
  type ConnectionTarget,
  contains,
  defineTable,
  EntityTypeError,
  eq,
  gt,
  gte,
  IndexKeyError,
  lt,
  NotFoundError,
  ofType,
  oneOf,
  or,
  prepend,
  remove,
  set,
  setIfMissing,
  size,
  subtract,
} from "../../src/index.js";
import { inMode } from "../support/both-modes.js";
import { ENGINES_IN_MODES } from "../support/transacting-engines.js";

describe.each(ENGINES_IN_MODES)("on the $engine, $mode", ({ mode, open }) => {
  const table = defineTable({ name: `updates-${mode}` });

  class Order extends table.model<Order>("Order")({
    schema: z.object({
      id: z.string(),
      status: z.enum(["open", "paid", "sent"]),
      rank: z.number().int().nonnegative(),
      limit: z.number().optional(),
      note: z.string().nullable().optional(),
      tags: z.set(z.string()).optional(),
      log: z.array(z.string()).optional(),
      address: z
        .object({
          city: z.string(),
          zip: z.string().optional(),
          geo: z.object({ lat: z.number(), lon: z.number().optional() }).optional(),
        })
        .optional(),
      lines: z
        .array(
          z.object({ sku: z.string(), count: z.number(), marks: z.array(z.string()).optional() }),
        )
        .optional(),
      counts: z.record(z.string(), z.number()).optional(),
    }),
    pk: "ORDER#{id}",
    sk: "ORDER",
    indexes: { GSI1: { pk: "STATUS#{status}", sk: "{rank:6}" } },
  }) {}

  const orders = inMode(Order, mode);
  let target: ConnectionTarget = {};
  let ids = 0;
  const order = (over: Partial<ConstructorParameters<typeof Order>[0]> = {}): Order => {
    ids += 1;
    return new Order({ id: `o${ids}`, status: "open", rank: 1, ...over });
  };
  const saved = async (over: Partial<ConstructorParameters<typeof Order>[0]> = {}) =>
    await orders.save(order(over));
  const stored = async ({ id }: Order) => ({
    ...(await orders.getOrThrow({ id }, { consistent: true })),
  });

  beforeAll(async () => {
    target = await open();
    table.connect(target);
    await table.create();
  });

  describe("conditions", () => {
    const full = {
      rank: 5,
      limit: 7,
      note: "hello",
      tags: new Set(["a", "b"]),
      log: ["x", "y"],
      address: { city: "Ulm", geo: { lat: 48.4 } },
      lines: [
        { sku: "s1", count: 2 },
        { sku: "s2", count: 3 },
      ],
      counts: { red: 1, "dark.blue": 2 },
    };

    test.each([
      ["a nested object", { address: { city: "Ulm" } }],
      ["deeper", { address: { geo: { lat: gt(48) } } }],
      ["a path", { "address.geo.lat": lt(49) }],
      ["an element of a list by its index", { lines: { 1: { count: 3 } } }],
      ["an element by a path", { "lines[0].sku": "s1" }],
      ["a name with a dot, quoted", { 'counts["dark.blue"]': 2 }],
      ["an object whole", { address: eq({ city: "Ulm", geo: { lat: 48.4 } }) }],
      ["part of a text", { note: contains("ell") }],
      ["a member of a set", { tags: contains("a") }],
      ["an element of a list", { log: contains("y") }],
      ["a size", { tags: size(2) }],
      ["a compared size", { log: size(gte(2)), note: size(lt(9)) }],
      ["a type", { tags: ofType("SS"), limit: ofType("N") }],
      ["another attribute", { rank: lt(attribute("limit")) }],
      ["an attribute at a path", { rank: gt(attribute("lines[1].count")) }],
      ["alternatives of one attribute", { rank: or<unknown>(eq(9), and<unknown>(gt(4), lt(6))) }],
      ["one of very many", { rank: oneOf(...Array.from({ length: 250 }, (_, i) => i)) }],
    ])("hold by %s", async (_what, where) => {
      const o = await saved(full);
      await orders.update(o, { status: "paid" }, { where: where as never });
      expect((await stored(o)).status).toBe("paid");
    });

    test.each([
      ["a nested object", { address: { city: "Bonn" } }],
      ["what is not stored", { address: { zip: "1" } }],
      ["another size", { tags: size(gt(2)) }],
      ["another type", { note: ofType("N") }],
      ["an attribute that is less", { limit: lt(attribute("rank")) }],
      ["a part that is not there", { note: contains("zzz") }],
    ])("fail by %s, with the stored entity", async (_what, where) => {
      const o = await saved(full);
      const failure = (async () =>
        await orders.update(o, { status: "paid" }, { where: where as never }))();
      await expect(failure).rejects.toThrow(ConditionFailedError);
      await expect(failure).rejects.toMatchObject({ stored: { id: o.id, status: "open" } });
    });

    test("filter what a query finds", async () => {
      const [a, b] = [
        await saved({ tags: new Set(["rare"]), rank: 77 }),
        await saved({ rank: 77 }),
      ];
      const found = await orders
        .query({ status: "open", rank: 77 }, { index: "GSI1", where: { tags: contains("rare") } })
        .all();
      expect(found.map(({ id }) => id)).toEqual([a.id]);
      expect(b.id).not.toBe(a.id);
    });

    test("of more values than an expression has room for are refused before any request", async () => {
      const values = Array.from({ length: 2_000 }, (_, index) => index);
      const refused = async () =>
        await orders.update({ id: "x" }, { limit: 1 }, { where: { rank: oneOf(...values) } });
      await expect(refused()).rejects.toThrow(ArgumentError);
      await expect(refused()).rejects.toThrow("4096");
    });
  });

  describe("changes", () => {
    test("of parts of objects leave the rest as it is", async () => {
      const o = await saved({ address: { city: "Ulm", zip: "1", geo: { lat: 1, lon: 2 } } });
      await orders.update(o, { address: { city: "Bonn", zip: remove(), geo: { lat: add(2) } } });
      await orders.update(o, { "address.geo.lon": 5 });
      expect((await stored(o)).address).toEqual({ city: "Bonn", geo: { lat: 3, lon: 5 } });
    });

    test("set an object whole", async () => {
      const o = await saved({ address: { city: "Ulm", zip: "1" } });
      await orders.update(o, { address: set({ city: "Bonn" }) });
      expect((await stored(o)).address).toEqual({ city: "Bonn" });
    });

    test("make the maps that are missing, and only those", async () => {
      const o = await saved();
      await orders.update(o, {
        address: { city: "Ulm", geo: { lat: add(3) } },
        rank: 2,
        status: "open",
      });
      expect(await stored(o)).toMatchObject({ address: { city: "Ulm", geo: { lat: 3 } }, rank: 2 });
      await orders.update(o, { address: { zip: "2", geo: { lon: 4 } } });
      expect((await stored(o)).address).toEqual({ city: "Ulm", zip: "2", geo: { lat: 3, lon: 4 } });
    });

    test("of missing maps are refused on request", async () => {
      const o = await saved();
      const refused = (async () =>
        await orders.update(o, { address: { city: "Ulm" } }, { parents: "refuse" }))();
      await expect(refused).rejects.toThrow(ConditionFailedError);
      expect((await stored(o)).address).toBeUndefined();
    });

    test("of lists append, prepend, set and remove elements", async () => {
      const o = await saved({ log: ["b"], lines: [{ sku: "s", count: 1 }] });
      await orders.update(o, { log: append(["c", "d"]) });
      await orders.update(o, { log: prepend(["a"]) });
      await orders.update(o, { log: { 1: "B" }, lines: { 0: { count: add(4) } } });
      await orders.update(o, { "log[2]": remove() });
      expect(await stored(o)).toMatchObject({
        log: ["a", "B", "d"],
        lines: [{ sku: "s", count: 5 }],
      });
    });

    test("of sets add and subtract members, and the last one takes the set with it", async () => {
      const o = await saved({ tags: new Set(["a", "b"]) });
      await orders.update(o, { tags: subtract(new Set(["a", "z"])) });
      expect((await stored(o)).tags).toEqual(new Set(["b"]));
      await orders.update(o, { tags: subtract(new Set(["b"])) });
      expect((await stored(o)).tags).toBeUndefined();
    });

    test("set what is missing, and leave what is not", async () => {
      const o = await saved({ limit: 4 });
      await orders.update(o, { limit: setIfMissing(9), note: setIfMissing("new") });
      expect(await stored(o)).toMatchObject({ limit: 4, note: "new" });
    });

    test.each([
      ["a place twice", { address: { city: "x" }, "address.city": "y" }, "changed twice"],
      [
        "a part of what is set",
        { address: set({ city: "x" }), "address.zip": "1" },
        "changed twice",
      ],
      ["an unknown property", { address: { town: "x" } }, "address.town is not an attribute"],
      ["nothing of an object", { address: {} }, "{} changes nothing"],
      ["a list by a name", { log: { first: "x" } }, "named by their index"],
    ])("of %s are refused", async (_what, changes, message) => {
      const refused = async () => await orders.update({ id: "x" }, changes as never);
      await expect(refused()).rejects.toThrow(ArgumentError);
      await expect(refused()).rejects.toThrow(message);
    });

    test("that remove several elements give the entity that is stored", async () => {
      const o = await saved({ log: ["a", "b", "c", "d"], note: "n", limit: 1 });
      const flat = await orders.update(
        o,
        { "log[0]": remove(), note: remove(), "log[1]": remove(), limit: 2 },
        { returning: "both" },
      );
      expect(flat.new.log).toEqual(["c", "d"]);
      expect({ ...flat.new }).toEqual(await stored(o));
      const lines = ["s0", "s1", "s2"].map((sku) => ({ sku, count: 1, marks: ["x", "y"] }));
      const nested = await saved({ lines });
      const both = await orders.update(
        nested,
        { "lines[1]": remove(), "lines[2].marks[0]": remove() },
        { returning: "both" },
      );
      expect({ ...both.new }).toEqual(await stored(nested));
    });

    test("give the entity as it was, as it is, or both", async () => {
      const o = await saved({ log: ["a"], limit: 0.1 });
      const old = await orders.update(o, { limit: add(0.2) }, { returning: "old" });
      expect(old.limit).toBe(0.1);
      const both = await orders.update(
        o,
        {
          limit: add(0.7),
          log: append(["b"]),
          tags: add(new Set(["t"])),
          address: { city: "Ulm" },
        },
        { returning: "both" },
      );
      expect(both.old.limit).toBe(0.3);
      expect({ ...both.new }).toEqual(await stored(o));
      expect(both.new).toMatchObject({ limit: 1, log: ["a", "b"], updatedAt: expect.any(Date) });
    });
  });

  describe("index keys", () => {
    const withStatus = async (status: "open" | "paid" | "sent", rank: number) =>
      (await orders.query({ status, rank }, { index: "GSI1" }).all()).map(({ id }) => id);

    test("whose attributes are not all given are refused, naming them", async () => {
      const { id } = await saved({ rank: 31 });
      const refused = async () => await orders.update({ id }, { status: "paid" });
      await expect(refused()).rejects.toThrow(IndexKeyError);
      await expect(refused()).rejects.toMatchObject({ index: "GSI1", missing: ["rank"] });
    });

    test("are computed from what is read on request", async () => {
      const { id } = await saved({ rank: 32 });
      await orders.update({ id }, { status: "paid" }, { read: true });
      expect(await withStatus("paid", 32)).toEqual([id]);
      await orders.update({ id }, { rank: add(900) }, { read: true });
      expect(await withStatus("paid", 932)).toEqual([id]);
    });

    test("of an update that reads meet a missing item", async () => {
      const refused = (async () =>
        await orders.update({ id: "none" }, { status: "paid" }, { read: true }))();
      await expect(refused).rejects.toThrow(NotFoundError);
    });
  });

  describe("a merge", () => {
    test("keeps what another schema has stored, and when the item was first stored", async () => {
      const first = await saved({ note: "n", limit: 3 });
      const newerTable = defineTable({ name: table.name }).connect(target);
      class Newer extends newerTable.model<Newer>("Order")({
        schema: z.object({ id: z.string(), colour: z.string().optional() }),
        pk: "ORDER#{id}",
        sk: "ORDER",
      }) {}
      const newer = inMode(Newer, mode);
      await newer.update({ id: first.id }, { colour: "red" });
      const again = new Order({ id: first.id, status: "sent", rank: 8, note: null });
      await orders.save(again, { mode: "merge" });
      expect(again.createdAt).toEqual(first.createdAt);
      expect(again.updatedAt?.getTime()).toBeGreaterThanOrEqual(first.updatedAt?.getTime() ?? 0);
      expect(await stored(again)).toEqual({ id: first.id, status: "sent", rank: 8 });
      expect((await newer.getOrThrow({ id: first.id })).colour).toBe("red");
      const sent = orders.query({ status: "sent", rank: 8 }, { index: "GSI1" });
      expect((await sent.all()).map(({ id }) => id)).toEqual([first.id]);
    });

    test("stores what is not there yet", async () => {
      const o = order({ note: "n" });
      await orders.save(o, { mode: "merge" });
      expect(o.createdAt).toEqual(o.updatedAt);
      expect(await stored(o)).toEqual({ ...o });
    });

    test("is refused by its condition", async () => {
      const o = await saved();
      const refused = (async () => await orders.save(o, { mode: "merge", where: { rank: 99 } }))();
      await expect(refused).rejects.toThrow(ConditionFailedError);
    });
  });

  test("a merge over another model's item is refused", async () => {
    class Other extends table.model<Other>("Other")({
      schema: z.object({ id: z.string() }),
    }) {
      pk() {
        return `ORDER#${this.id}`;
      }
      sk() {
        return "ORDER";
      }
    }
    const o = await saved();
    const refused = (async () =>
      await inMode(Other, mode).save(new Other({ id: o.id }), { mode: "merge" }))();
    await expect(refused).rejects.toThrow(EntityTypeError);
  });
});
