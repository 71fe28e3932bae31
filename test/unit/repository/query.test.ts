import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item } from "../../../src/codec/attribute-value.js";
import { ArgumentError, CursorError, KeyError, lt, type RangeOf } from "../../../src/index.js";
import type { Operation } from "../../../src/operation/operation.js";
import type { PageOptions } from "../../../src/operation/page.js";
import type { QueryOptions } from "../../../src/operation/query-plan.js";
import { bindObjects, Objects } from "../../../src/repository/objects.js";
import type { TransportRequest, WireObject } from "../../../src/transport/transport.js";
import { context, type Device, device } from "../../support/operation-context.js";
import { drive, type Run } from "../../support/virtual-driver.js";

const objects = new Objects<Device>();
bindObjects(objects, context);

type Key = RangeOf<Device, "primary">;
type Options = QueryOptions<Device, "primary">;

const TENANT = { tenantId: "t1" };

const query = (options: Options = {}, key: Key = TENANT) => objects.query(key, options);

/** Runs an operation against a service. */
function run<Result>(operation: Operation<Result>, serve: Serve): Run<Result> {
  return drive(operation[Symbol.iterator](), { time: 0, serve });
}

/** A partition of numbered devices, of which some do not pass the filter, read as DynamoDB does. */
function partition(size: number, passes: (id: number) => boolean = () => true) {
  const items = Array.from({ length: size }, (_, id) =>
    device(String(id).padStart(4, "0")).toItem(),
  );
  return ({ input }: TransportRequest): WireObject => {
    const { Limit = 1_000, ExclusiveStartKey } = input as {
      Limit?: number;
      ExclusiveStartKey?: Item;
    };
    const after = JSON.stringify(ExclusiveStartKey?.SK);
    const start = 1 + items.findIndex((item) => JSON.stringify(item.SK) === after);
    const read = items.slice(start, start + Limit);
    const last = read.at(-1);
    const found = read.filter((_, offset) => passes(start + offset));
    const more = start + read.length < items.length || read.length === Limit;
    return {
      Count: found.length,
      ...(input.Select === "COUNT" ? {} : { Items: found }),
      ...(more && last ? { LastEvaluatedKey: { PK: last.PK, SK: last.SK } } : {}),
    };
  };
}

type Serve = ReturnType<typeof partition>;

function page(serve: Serve, one: PageOptions = {}, options: Options = {}) {
  return run(query(options).page(one), serve);
}

const ids = (items: readonly Device[] | undefined) =>
  items?.map(({ deviceId }) => Number(deviceId));

/** Walks all pages; answers the page sizes and the ids. */
function walk(serve: Serve, limit: number | undefined, options: Options = {}) {
  const sizes: number[] = [];
  const found: number[] = [];
  let after: string | undefined;
  do {
    const { result, error } = page(serve, { limit, after }, options);
    if (result === undefined) throw error;
    sizes.push(result.items.length);
    found.push(...(ids(result.items) ?? []));
    after = result.cursor;
  } while (after !== undefined);
  return { sizes, found };
}

const range = (size: number) => Array.from({ length: size }, (_, id) => id);

describe("pages of a query", () => {
  test("are full but for the last, and none is empty", () => {
    expect(walk(partition(10), 4)).toEqual({ sizes: [4, 4, 2], found: range(10) });
    expect(walk(partition(8), 4)).toEqual({ sizes: [4, 4], found: range(8) });
    expect(walk(partition(0), 4)).toEqual({ sizes: [0], found: [] });
  });

  test("are full although the filter leaves most items out", () => {
    const every7 = (id: number) => id % 7 === 0;
    const { sizes, found } = walk(partition(500, every7), 10, { where: { status: "up" } });
    expect(sizes).toEqual([10, 10, 10, 10, 10, 10, 10, 2]);
    expect(found).toEqual(range(500).filter(every7));
  });

  test("ask for as much as they need, and for more when little was found", () => {
    const limits = (read: { requests: readonly TransportRequest[] }) =>
      read.requests.map(({ input }) => input.Limit);
    expect(limits(page(partition(10), { limit: 4 }))).toEqual([5]);
    expect(limits(page(partition(10), {}))).toEqual([undefined]);
    expect(limits(page(partition(10), { limit: 4 }, { where: {} }))).toEqual([5]);
    expect(limits(page(partition(10), { limit: 4 }, { where: { seq: 1 } }))).toEqual([100]);
    const late = partition(150, (id) => id >= 120); // items of other models, say
    expect(limits(page(late, { limit: 4 }))).toEqual([5, 100, 100]);
  });

  test("stop at the query's own limit, wherever it falls", () => {
    expect(walk(partition(20), 4, { limit: 10 })).toEqual({ sizes: [4, 4, 2], found: range(10) });
    expect(walk(partition(20), 5, { limit: 10 })).toEqual({ sizes: [5, 5], found: range(10) });
    expect(walk(partition(20), undefined, { limit: 3 })).toEqual({ sizes: [3], found: range(3) });
  });

  test("without a limit hold what one reply does", () => {
    expect(walk(partition(2_500), undefined).sizes).toEqual([1000, 1000, 500]);
  });

  test("of a range without keys are empty, and nothing is sent", () => {
    const none = query({}, { ...TENANT, deviceId: lt("\u0000") });
    const read = run(none.page(), partition(5));
    expect([read.result, read.requests]).toEqual([{ items: [], cursor: undefined }, []]);
  });

  test("together give everything once, in order, for any size, filter and limit", () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        fc.option(fc.integer({ min: 1, max: 70 }), { nil: undefined }),
        fc.integer({ min: 1, max: 5 }),
        (size, pageSize, limit, every) => {
          const passes = (id: number) => id % every === 0;
          const options = { ...(every > 1 ? { where: { seq: 1 } } : {}), limit };
          const expected = range(size).filter(passes).slice(0, limit);
          const serve = partition(size, passes);
          expect(walk(serve, pageSize, options).found).toEqual(expected);
          const all = run(query(options).all(), serve);
          expect(ids(all.result)).toEqual(expected);
          const total = run(query(options).count(), serve);
          expect(total.result).toBe(expected.length);
        },
      ),
      { seed: 20260103, numRuns: 300 },
    );
  });
});

describe("a cursor", () => {
  const cursorOf = (options: Options = {}) => {
    const cursor = page(partition(10), { limit: 4 }, options).result?.cursor;
    if (cursor === undefined) throw new Error("More pages follow.");
    return cursor;
  };

  test("belongs to its query: another one refuses it", () => {
    const after = cursorOf();
    for (const other of [
      { order: "desc" },
      { where: { seq: 1 } },
      { consistent: true },
    ] satisfies Options[]) {
      expect(page(partition(10), { after }, other).error).toBeInstanceOf(CursorError);
    }
    const tenant = run(query({}, { tenantId: "t2" }).page({ after }), partition(10));
    expect(tenant.error).toBeInstanceOf(CursorError);
    expect(tenant.requests).toEqual([]);
    expect(page(partition(10), { after, limit: 2 }).error).toBeUndefined();
  });

  test("that is damaged is refused, whatever is wrong with it", () => {
    const cursor = cursorOf();
    const json = JSON.stringify;
    const encoded = (value: unknown) => Buffer.from(json(value)).toString("base64url");
    const fixed = ["", "x", encoded([]), encoded({}), encoded(null), encoded([1, "a", "b", 0, {}])];
    for (const after of [...fixed, 7 as never, null as never]) {
      expect(page(partition(10), { after }).error).toBeInstanceOf(CursorError);
    }
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(..."Aaz09-_"), (at, character) => {
        const after = cursor.slice(0, at) + character + cursor.slice(at + 1);
        const same = Buffer.from(after, "base64url").equals(Buffer.from(cursor, "base64url"));
        const { error } = page(partition(10), { after });
        // The last character has bits that say nothing.
        if (same) expect(error).toBeUndefined();
        else expect(error).toBeInstanceOf(CursorError);
      }),
      { seed: 20260104, numRuns: 300 },
    );
  });
});

describe("reading a whole query", () => {
  test("takes as many requests as it takes", () => {
    const all = run(query().all(), partition(2_500));
    expect(ids(all.result)).toEqual(range(2_500));
    expect(all.requests).toHaveLength(3);
    const total = run(query().count(), partition(2_500));
    expect([total.result, total.requests.length]).toEqual([2_500, 3]);
  });

  test("for the first entity asks for one item, then for more", () => {
    const late = partition(150, (id) => id >= 120);
    const first = run(query().first(), late);
    expect(first.result?.deviceId).toBe("0120");
    expect(first.requests.map(({ input }) => input.Limit)).toEqual([1, 100, 100]);
    const none = run(query().first(), partition(0));
    expect([none.result, none.error]).toEqual([undefined, undefined]);
  });
});

describe("a query that cannot be", () => {
  test.each([
    ["without its partition", {}, {}, KeyError],
    ["with undefined for it", { tenantId: undefined }, {}, ArgumentError],
    ["with an operator for it", { tenantId: lt("a") }, {}, KeyError],
    ["with an attribute that is none", { tenantId: "t1", colour: "red" }, {}, ArgumentError],
    ["on an index that the model is not in", { tenantId: "t1" }, { index: "GSI2" }, ArgumentError],
    [
      "consistent on an index",
      { tenantId: "t1", status: "up" },
      { index: "GSI1", consistent: true },
      ArgumentError,
    ],
    ["in an order that is none", { tenantId: "t1" }, { order: "up" as never }, ArgumentError],
    ["with a limit that is none", { tenantId: "t1" }, { limit: 0 }, ArgumentError],
    ["by no object", null as never, {}, ArgumentError],
    [
      "filtered by what is none",
      { tenantId: "t1" },
      { where: { colour: 1 } as never },
      ArgumentError,
    ],
  ] as const)("%s is refused when it is made", (_name, key, options, errorClass) => {
    // What TypeScript would not let pass, JavaScript does.
    expect(() => query(options as Options, key as Key)).toThrow(errorClass);
  });

  test("with a page size that is none is refused when it is read", () => {
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      const { error, requests } = page(partition(5), { limit });
      expect(error).toBeInstanceOf(ArgumentError);
      expect(requests).toEqual([]);
    }
  });
});
