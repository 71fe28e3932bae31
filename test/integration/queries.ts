import { beforeAll, describe, expect, test } from "vitest";
import {
  and,
  beginsWith,
  between,
  type Condition,
  CursorError,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  missing,
  ne,
  not,
  oneOf,
  or,
  type Page,
} from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import type { Suite } from "./repository-suite.js";

const IDS = ["a", "a1", "a10", "b", "b#1", "c"].map((id) => `c4nary-${id}`);

/** Queries, their pages and what they are confined to. */
export function queries(suite: Suite): void {
  const { Device, Reading, on, tenant } = suite;

  describe("queries", () => {
    const tenantId = `${tenant()}-queries`;

    beforeAll(async () => {
      const devices = IDS.map(
        (deviceId, seq) =>
          new Device({
            tenantId,
            deviceId,
            seq,
            status: seq % 2 === 0 ? "up" : "down",
            ...(seq < 3 ? { note: `c4nary-${seq}` } : {}),
          }),
      );
      await on(Device).upsertMany(devices);
      await on(Device).save(new Device({ tenantId, deviceId: "c4nary-z", status: "up" }));
      await on(Device).save(
        new Device({ tenantId: `${tenantId}0`, deviceId: "c4nary-a", status: "up" }),
      );
      const readings = ["d1", "d10"].flatMap((deviceId) =>
        [1, 2].map(
          (day) =>
            new Reading({
              tenantId,
              deviceId: `c4nary-${deviceId}`,
              metric: "c4nary-temperature",
              at: new Date(Date.UTC(2026, 0, day)),
              value: day,
            }),
        ),
      );
      await on(Reading).upsertMany(readings);
    });

    const ids = (found: readonly { deviceId: string }[]) =>
      found.map(({ deviceId }) => deviceId.replace("c4nary-", ""));

    test("a partition gives one model's entities in the order of their keys", async () => {
      const found = await on(Device).query({ tenantId }).all();
      expect(ids(found)).toEqual(["a", "a1", "a10", "b", "b#1", "c", "z"]);
      expect(found.every((entity) => entity instanceof Device)).toBe(true);
      expect(await on(Reading).query({ tenantId }).count()).toBe(4);
    });

    test("descending order is the same, turned round", async () => {
      const found = await on(Device).query({ tenantId }, { order: "desc" }).all();
      expect(ids(found)).toEqual(["z", "c", "b#1", "b", "a10", "a1", "a"]);
    });

    test.each([
      ["a value", "c4nary-a1", ["a1"]],
      ["lt", lt("c4nary-a10"), ["a", "a1"]],
      ["lte", lte("c4nary-a10"), ["a", "a1", "a10"]],
      ["gt", gt("c4nary-b"), ["b#1", "c", "z"]],
      ["gte", gte("c4nary-b"), ["b", "b#1", "c", "z"]],
      ["between", between("c4nary-a1", "c4nary-b"), ["a1", "a10", "b"]],
      ["an empty between", between("c4nary-b", "c4nary-a"), []],
      ["beginsWith", beginsWith("c4nary-a1"), ["a1", "a10"]],
      ["beginsWith of an encoded character", beginsWith("c4nary-b#"), ["b#1"]],
    ] as const)("the sort key is bounded by %s", async (_name, deviceId, expected) => {
      const query = on(Device).query({ tenantId, deviceId });
      expect(ids(await query.all())).toEqual(expected);
      expect(await query.count()).toBe(expected.length);
      expect((await query.page()).items).toHaveLength(expected.length);
    });

    test("a part of the sort key is matched whole: d1 never finds d10", async () => {
      const found = await on(Reading).query({ tenantId, deviceId: "c4nary-d1" }).all();
      expect(found.map(({ deviceId, value }) => [deviceId, value])).toEqual([
        ["c4nary-d1", 1],
        ["c4nary-d1", 2],
      ]);
      const part = { tenantId, deviceId: "c4nary-d10", metric: "c4nary-temperature" };
      const late = await on(Reading)
        .query({ ...part, at: gt(new Date(Date.UTC(2026, 0, 1))) })
        .all();
      expect(late.map(({ value }) => value)).toEqual([2]);
    });

    test("a tenant never finds another whose name begins like its own", async () => {
      expect(
        ids(
          await on(Device)
            .query({ tenantId: `${tenantId}0` })
            .all(),
        ),
      ).toEqual(["a"]);
    });

    test("an index has the items with all of its attributes, and no others", async () => {
      const up = on(Device).query({ tenantId, status: "up" }, { index: "GSI1" });
      expect(ids(await up.all())).toEqual(["a", "a10", "b#1"]);
      const some = on(Device).query(
        { tenantId, status: "up", seq: between(1, 3) },
        { index: "GSI1", order: "desc" },
      );
      expect(ids(await some.all())).toEqual(["a10"]);
    });

    const filters: readonly [string, Condition<InstanceType<typeof Device>>, readonly string[]][] =
      [
        ["equality", { status: "down" }, ["a1", "b", "c"]],
        ["eq and ne", and({ status: eq("down" as const) }, { seq: ne(3) }), ["a1", "c"]],
        ["or", or({ seq: 0 }, { seq: gte(5) }), ["a", "c"]],
        ["not", not({ seq: exists() }), ["z"]],
        ["missing", { note: missing() }, ["b", "b#1", "c", "z"]],
        ["oneOf", { seq: oneOf(1, 2) }, ["a1", "a10"]],
        ["between", { seq: between(2, 3) }, ["a10", "b"]],
        ["beginsWith", { note: beginsWith("c4nary-") }, ["a", "a1", "a10"]],
        ["several attributes", { status: "up", seq: lt(4), note: exists() }, ["a", "a10"]],
        ["nothing", {}, ["a", "a1", "a10", "b", "b#1", "c", "z"]],
      ];
    test.each(filters)("a filter keeps what meets it: %s", async (_name, where, expected) => {
      const query = on(Device).query({ tenantId }, { where });
      expect(ids(await query.all())).toEqual(expected);
      expect(await query.count()).toBe(expected.length);
      expect(ids((await query.page({ limit: 2 })).items)).toEqual(expected.slice(0, 2));
      expect((await query.first())?.deviceId).toBe(expected[0] && `c4nary-${expected[0]}`);
    });

    test("iteration gives entities one by one, and can stop early", async () => {
      const found: string[] = [];
      for await (const { deviceId } of on(Device).query({ tenantId })) {
        if (found.push(deviceId) === 3) break;
      }
      expect(found).toEqual(IDS.slice(0, 3));
    });

    test("a limit holds for every way to read", async () => {
      const query = on(Device).query({ tenantId }, { limit: 3 });
      expect(ids(await query.all())).toEqual(["a", "a1", "a10"]);
      expect(await query.count()).toBe(3);
      const found: string[] = [];
      for await (const { deviceId } of query) found.push(deviceId);
      expect(found).toEqual(IDS.slice(0, 3));
      const page = await query.page();
      expect([ids(page.items), page.cursor]).toEqual([["a", "a1", "a10"], undefined]);
    });

    test.each([1, 2, 3, 7, 8])("pages of %i give everything once", async (limit) => {
      for (const options of [{}, { order: "desc" as const }, { where: { seq: exists() } }]) {
        const query = on(Device).query({ tenantId }, options);
        const pages: Page<InstanceType<typeof Device>>[] = [];
        let after: string | undefined;
        do {
          const page = await query.page({ limit, after });
          pages.push(page);
          after = page.cursor;
        } while (after !== undefined);
        expect(pages.flatMap(({ items }) => ids(items))).toEqual(ids(await query.all()));
        // Every page but the last is full, and the last is not empty.
        const sizes = pages.map(({ items }) => items.length);
        expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
        expect(sizes.at(-1)).toBeGreaterThan(0);
      }
    });

    test("a query's limit holds over its pages", async () => {
      const query = on(Device).query({ tenantId }, { limit: 5 });
      const first = await query.page({ limit: 3 });
      const second = await query.page({ limit: 3, after: first.cursor });
      expect([ids(first.items), ids(second.items)]).toEqual([
        ["a", "a1", "a10"],
        ["b", "b#1"],
      ]);
      expect(second.cursor).toBeUndefined();
    });

    test("pages walk an index too", async () => {
      const query = on(Device).query({ tenantId, status: "up" }, { index: "GSI1" });
      const first = await query.page({ limit: 2 });
      const second = await query.page({ limit: 2, after: first.cursor });
      expect(ids([...first.items, ...second.items])).toEqual(["a", "a10", "b#1"]);
      expect(second.cursor).toBeUndefined();
    });

    test("a cursor belongs to its query", async () => {
      const { cursor: after } = await on(Device).query({ tenantId }).page({ limit: 1 });
      for (const other of [
        on(Device).query({ tenantId: `${tenantId}0` }),
        on(Device).query({ tenantId }, { order: "desc" }),
        on(Device).query({ tenantId }, { where: { status: "up" } }),
        on(Device).query({ tenantId, status: "up" }, { index: "GSI1" }),
        on(Reading).query({ tenantId }),
      ]) {
        await expectedErrorOf(CursorError, () => other.page({ after }));
      }
    });

    test("what is explained has not been sent", () => {
      const explained = on(Device)
        .query({ tenantId, status: "up" }, { index: "GSI1", order: "desc" })
        .explain();
      expect(explained).toEqual({
        operation: "Query",
        index: "GSI1",
        request: {
          TableName: suite.table.name,
          IndexName: "GSI1",
          KeyConditionExpression: "#n0 = :v0",
          FilterExpression: "#n1 = :v1 AND NOT (#n2 <= :now)",
          ExpressionAttributeNames: { "#n0": "GSI1PK", "#n1": "_type", "#n2": "expiresAt" },
          ExpressionAttributeValues: {
            ":v0": { S: `TENANT#${tenantId}#up` },
            ":v1": { S: "Device" },
          },
          ScanIndexForward: false,
        },
        segments: 1,
        capacity: {
          perRequest: 128,
          forLimit: undefined,
          basis:
            "1 MB a request; eventually consistent: 0.5 read units per 4 KB; " +
            "items of 409600 bytes, the largest there are",
        },
      });
    });
  });
}
