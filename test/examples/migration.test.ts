import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { createEngine, type Engine } from "monotable/engine";
import { beforeEach, describe, expect, test } from "vitest";
import * as documentClient from "../../examples/migration/document-client.js";
import * as dynamoose from "../../examples/migration/dynamoose.js";
import * as electrodb from "../../examples/migration/electrodb.js";
import * as toolbox from "../../examples/migration/toolbox.js";

type Item = Record<string, object>;

const STORED_AT = new Date("2026-03-01T08:00:01.000Z");

const DATE = new Date("2026-03-01T08:00:00.000Z");

/** By library: the example's module, a date as its entities have it, and what else they have. */
const LIBRARIES = {
  "document-client": { module: documentClient, placedAt: DATE, more: { note: null } },
  toolbox: { module: toolbox, placedAt: DATE, more: {} },
  electrodb: { module: electrodb, placedAt: DATE.getTime(), more: { __edb_v__: "1" } },
  dynamoose: { module: dynamoose, placedAt: DATE, more: {} },
};

test("the example prints what it finds in the items of each library", async () => {
  const args = ["--import", "tsx", "examples/migration/main.ts"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout.trimEnd().split("\n")).toEqual(
    Object.keys(LIBRARIES).flatMap((library) => [
      `${library}: Ann 12.5,Bob 0.1`,
      "  3 items, 0 with other index keys, 0 misplaced",
    ]),
  );
});

describe.each(Object.entries(LIBRARIES))(
  "the items of %s",
  (library, { module, placedAt, more }) => {
    // The models differ in the type of `placedAt`, and in attributes that are compared as a whole.
    const { table, Order } = module as unknown as typeof toolbox;
    let engine: Engine;
    let items: readonly Item[];

    beforeEach(async () => {
      engine = createEngine();
      await table.connect(engine).create();
      items = JSON.parse(await readFile(`examples/migration/items/${library}.json`, "utf8"));
      for (const Item of items) {
        await engine.send({ operation: "PutItem", input: { TableName: "orders", Item } });
      }
      return () => table.close();
    });

    const stored = async (): Promise<ReadonlyMap<string, Item>> => {
      const { Items } = await engine.send({ operation: "Scan", input: { TableName: "orders" } });
      return new Map((Items as Item[]).map((item) => [nameOf(item), item])); // Scan's reply
    };
    const nameOf = (item: Item) => Object.values(item.order ?? {}).join();
    const names = () => Object.fromEntries(items.map((item) => [nameOf(item), item]));
    const find = async (name: string) =>
      (await Order.objects.scan().all()).find(({ order }) => order === name) ?? Order.prototype;

    test("read as what they are", async () => {
      const orders = await Order.objects.scan().all();
      const order = { placedAt, tags: new Set(), status: "open", ...more };
      expect(
        orders.map((entity) => ({ ...entity })).toSorted((a, b) => a.order.localeCompare(b.order)),
      ).toEqual([
        { ...order, customer: "Ann", order: "A 1", total: 12.5, tags: new Set(["gift", "new"]) },
        { ...order, customer: "Ann", order: "A 2", total: 3, status: "paid" },
        { ...order, customer: "Bob", order: "B 1", total: 0.1 },
      ]);
      expect(orders.map(({ createdAt }) => createdAt)).toEqual([STORED_AT, STORED_AT, STORED_AT]);
    });

    test("have the keys that the model makes, of the table and of the index", async () => {
      for (const order of await Order.objects.scan().all()) {
        const { PK, SK, GSI1PK, GSI1SK } = names()[order.order] ?? {};
        expect(order.toItem()).toMatchObject({ PK, SK, GSI1PK, GSI1SK });
        expect((await Order.objects.getOrThrow(order)).total).toBe(order.total);
      }
      const { scanned, changed, misplaced } = await Order.objects.reindex({ dryRun: true });
      expect({ scanned, changed, misplaced }).toEqual({ scanned: 3, changed: 0, misplaced: [] });
    });

    test("keep all attributes when they are updated, but for what an update changes", async () => {
      await Order.objects.update(await find("B 1"), { status: "paid" });
      const after = (await stored()).get("B 1") ?? {};
      const before = names()["B 1"] ?? {};
      const changed = Object.keys({ ...before, ...after }).filter(
        (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
      );
      const stamp = { "document-client": "updated", toolbox: "_md" }[library] ?? "updatedAt";
      expect(changed.toSorted()).toEqual(["GSI1PK", "status", stamp].toSorted());
      expect(after.source).toEqual({ S: "shop" });
      const paid = await Order.objects.query({ status: "paid" }, { index: "GSI1" }).all();
      expect(paid.map(({ order }) => order).toSorted()).toEqual(["A 2", "B 1"]);
    });

    test("keep what the model does not know when they are saved by merging", async () => {
      const order = await find("B 1");
      order.total = 5;
      await Order.objects.save(order, { mode: "merge" });
      const after = (await stored()).get("B 1");
      expect(after).toMatchObject({ source: { S: "shop" }, total: { N: "5" } });
    });

    test("are like those that the model makes anew", async () => {
      const old = names()["A 1"] ?? {};
      // What a constructor takes is the outer form of a codec: what dynamoose stores.
      const date = library === "dynamoose" ? DATE.getTime() : placedAt;
      const attributes = {
        customer: "Ann",
        total: 12.5,
        status: "open",
        tags: new Set(["new", "gift"]),
      };
      const made = new Order({ ...attributes, order: "A 1", placedAt: date, ...more } as never);
      const { note, ...same } = old; // a `null` of the DocumentClient is left out: it reads back as one
      const stamps = ["created", "updated", "createdAt", "updatedAt", "_ct", "_md"];
      for (const stamp of stamps) delete same[stamp];
      expect(made.toItem()).toEqual({ ...same, tags: { SS: ["new", "gift"] } });

      await Order.objects.save(made);
      const stamp = Object.keys(names()["B 1"] ?? {}).filter((name) => stamps.includes(name));
      expect(Object.keys((await stored()).get("A 1") ?? {})).toEqual(expect.arrayContaining(stamp));
    });
  },
);
