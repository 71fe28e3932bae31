import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  type ConnectionTarget,
  CursorError,
  DecodeError,
  DefinitionError,
  defineTable,
  type MaintenanceProgress,
  type Transport,
} from "../../src/index.js";
import { Connection } from "../../src/repository/connection.js";
import { inMode } from "../support/both-modes.js";
import { ENGINES_IN_MODES } from "../support/transacting-engines.js";

let tables = 0;

/** One table as code of three ages sees it. */
function ages(target: ConnectionTarget) {
  tables += 1;
  const name = `evolution-${tables}`;
  const tableOf = () => defineTable({ name }).connect(target);
  const keys = { pk: "PERSON#{id}", sk: "PERSON" } as const;

  const oldest = tableOf();
  class First extends oldest.model<First>("Person")({
    schema: z.object({ id: z.string(), name: z.string(), born: z.date().optional() }),
    ...keys,
  }) {}

  class Second extends tableOf().model<Second>("Person")({
    schema: z.object({
      id: z.string(),
      first: z.string(),
      last: z.string(),
      born: z.date().optional(),
    }),
    ...keys,
    upgrade: { 1: splitName },
  }) {}

  const newest = tableOf();
  class Third extends newest.model<Third>("Person")({
    schema: z.object({
      id: z.string(),
      first: z.string(),
      last: z.string(),
      born: z.date().optional(),
      year: z.number().int(),
    }),
    ...keys,
    indexes: { GSI1: { pk: "YEAR#{year:4}", sk: "{last}" } },
    upgrade: {
      1: splitName,
      2: (person) => ({ ...person, year: Number(String(person.born ?? "0").slice(0, 4)) }),
    },
  }) {}
  return { First, Second, Third, oldest };
}

function splitName({ name, ...rest }: Readonly<Record<string, unknown>>) {
  const [first = "", last = ""] = String(name).split(" ");
  return { ...rest, first, last };
}

const BORN = new Date("1906-12-09T00:00:00.000Z");

describe.each(ENGINES_IN_MODES)("on the $engine, $mode", ({ mode, open }) => {
  let target: ConnectionTarget;

  beforeAll(async () => {
    target = await open();
  });

  const setUp = async () => {
    const models = ages(target);
    await models.oldest.create();
    const { First, Second, Third } = models;
    return {
      ...models,
      first: inMode(First, mode),
      second: inMode(Second, mode),
      third: inMode(Third, mode),
      grace: () => new First({ id: "g", name: "Grace Hopper", born: BORN }),
    };
  };

  test("items of older schemas are read through every upgrade", async () => {
    const { first, second, third, grace, Second } = await setUp();
    await first.save(grace());
    await second.save(new Second({ id: "a", first: "Ada", last: "Lovelace" }));
    const upgraded = { id: "g", first: "Grace", last: "Hopper", born: BORN, year: 1906 };
    expect({ ...(await third.getOrThrow({ id: "g" })) }).toEqual(upgraded);
    expect({ ...(await third.getOrThrow({ id: "a" })) }).toMatchObject({
      last: "Lovelace",
      year: 0,
    });
    expect(await third.getOrThrow({ id: "g" }, { select: ["year"] })).toEqual({ year: 1906 });
    expect((await third.query({ id: "g" }).all()).map(({ year }) => year)).toEqual([1906]);
    expect((await third.scan().all()).map(({ id }) => id).toSorted()).toEqual(["a", "g"]);
    const [found] = await third.getMany([{ id: "g" }]);
    expect(found?.last).toBe("Hopper");
  });

  test("a read writes the upgrade back when it is asked to", async () => {
    const { first, third, grace } = await setUp();
    const saved = await first.save(grace());
    await third.get({ id: "g" });
    expect(await third.query({ year: 1906 }, { index: "GSI1" }).count()).toBe(0);
    await third.get({ id: "g" }, { writeUpgrade: true });
    const [found] = await third.query({ year: 1906 }, { index: "GSI1" }).all();
    expect(found?.last).toBe("Hopper");
    expect(found?.createdAt).toEqual(saved.createdAt);
    expect(found?.updatedAt).toEqual(saved.updatedAt);
  });

  test("an update of an old item upgrades it whole first", async () => {
    const { first, third, grace } = await setUp();
    await first.save(grace());
    const updated = await third.update(
      { id: "g" },
      { first: "Amazing", year: 1907, last: "Hopper" },
    );
    expect({ ...updated }).toEqual({
      id: "g",
      first: "Amazing",
      last: "Hopper",
      born: BORN,
      year: 1907,
    });
    expect(await third.query({ year: 1907 }, { index: "GSI1" }).count()).toBe(1);
  });

  test("older code reads and updates newer items without taking them for old", async () => {
    const { second, third, Third } = await setUp();
    await third.save(new Third({ id: "g", first: "Grace", last: "Hopper", year: 1906 }));
    await second.update({ id: "g" }, { first: "Amazing" });
    expect({ ...(await second.getOrThrow({ id: "g" })) }).toEqual({
      id: "g",
      first: "Amazing",
      last: "Hopper",
    });
    expect((await third.getOrThrow({ id: "g" })).year).toBe(1906);
  });

  test("a backfill writes every old item back, and a dry run none", async () => {
    const { first, third, First } = await setUp();
    const people = Array.from(
      { length: 40 },
      (_, id) => new First({ id: `p${id}`, name: `A B${id}` }),
    );
    await first.upsertMany(people);
    const counts = { scanned: 40, contended: 0, failed: [] };
    expect(await third.backfill({ dryRun: true })).toEqual({ ...counts, changed: 40 });
    expect(await third.query({ year: 0 }, { index: "GSI1" }).count()).toBe(0);
    expect(await third.backfill({ segments: 3 })).toEqual({ ...counts, changed: 40 });
    expect(await third.query({ year: 0 }, { index: "GSI1" }).count()).toBe(40);
    expect(await third.backfill()).toEqual({ ...counts, changed: 0 });
  });

  test("a backfill goes on where an earlier one has stopped", async () => {
    const { first, third, First } = await setUp();
    await first.upsertMany(
      Array.from({ length: 30 }, (_, id) => new First({ id: `p${id}`, name: "A B" })),
    );
    let last: MaintenanceProgress | undefined;
    const stopped = async () =>
      await third.backfill({
        segments: 4,
        concurrency: 1,
        onProgress(progress) {
          last = progress;
          if (progress.scanned > 0) throw new Error("stop");
        },
      });
    await expect(stopped()).rejects.toThrow("stop");
    const rest = await third.backfill({ segments: 4, resume: last?.resume });
    expect((last?.changed ?? 0) + rest.changed).toBe(30);
    const other = async () => await third.backfill({ segments: 5, resume: last?.resume });
    await expect(other()).rejects.toThrow(CursorError);
  });

  test("a change that stamps nothing, made between reading and writing, is not overwritten", async () => {
    const { first, grace, Third, oldest } = await setUp();
    const { createdAt } = await first.save(grace());
    const inner = new Connection(target);
    let isArmed = true;
    const interfering: Transport = {
      capabilities: { transactions: true },
      async send(request, options = {}) {
        if (isArmed && request.operation === "PutItem") {
          isArmed = false;
          await inner.send(
            {
              operation: "UpdateItem",
              input: {
                TableName: oldest.name,
                Key: { PK: { S: "PERSON#g" }, SK: { S: "PERSON" } },
                UpdateExpression: "SET #n = :n",
                ExpressionAttributeNames: { "#n": "name" },
                ExpressionAttributeValues: { ":n": { S: "Rear Admiral" } },
              },
            },
            {},
          );
        }
        return await inner.send(request, options);
      },
      close: () => inner.close(),
    };
    const through = Third.objects.using(interfering);
    expect(await through.backfill()).toMatchObject({ changed: 0, contended: 1 });
    expect((await first.getOrThrow({ id: "g" })).name).toBe("Rear Admiral");
    expect(await through.backfill()).toMatchObject({ changed: 1, contended: 0 });
    const upgraded = await through.getOrThrow({ id: "g" });
    expect([upgraded.first, upgraded.last, upgraded.createdAt]).toEqual([
      "Rear",
      "Admiral",
      createdAt,
    ]);
    await inner.close();
  });

  test("what cannot be upgraded is reported with its key, and read as onReadError says", async () => {
    const { first, grace, oldest } = await setUp();
    await first.save(grace());
    class Broken extends defineTable({ name: oldest.name }).connect(target).model<Broken>("Person")(
      {
        schema: z.object({ id: z.string() }),
        pk: "PERSON#{id}",
        sk: "PERSON",
        upgrade: {
          1: () => {
            throw new TypeError("secret Hopper");
          },
        },
      },
    ) {}
    const broken = inMode(Broken, mode);
    const read = async () => await broken.get({ id: "g" });
    await expect(read()).rejects.toThrow(DecodeError);
    await expect(read()).rejects.toThrow("upgrade from schema version 1 failed (TypeError)");
    expect(await broken.get({ id: "g" }, { onReadError: "skip" })).toBeUndefined();
    const { failed, changed } = await broken.backfill();
    expect(changed).toBe(0);
    expect(failed.map(({ key, error }) => [key, error.code])).toEqual([
      [{ pk: "PERSON#g", sk: "PERSON" }, "DECODE"],
    ]);
  });

  test("reindex finds and repairs items whose index keys have drifted", async () => {
    const { third, Third, oldest } = await setUp();
    await third.upsertMany(
      [1900, 1901, 1902].map((year) => new Third({ id: `${year}`, first: "A", last: "B", year })),
    );
    class Drifting extends defineTable({ name: oldest.name })
      .connect(target)
      .model<Drifting>("Person")({
      schema: z.object({ id: z.string(), year: z.number() }),
      pk: "PERSON#{id}",
      sk: "PERSON",
    }) {}
    await inMode(Drifting, mode).update({ id: "1901" }, { year: 1955 });
    expect(await third.query({ year: 1955 }, { index: "GSI1" }).count()).toBe(0);
    const counts = { scanned: 3, changed: 1, contended: 0, failed: [], misplaced: [] };
    expect(await third.reindex({ dryRun: true })).toEqual(counts);
    expect(await third.reindex()).toEqual(counts);
    expect(await third.query({ year: 1955 }, { index: "GSI1" }).count()).toBe(1);
    expect(await third.query({ year: 1901 }, { index: "GSI1" }).count()).toBe(0);
    expect(await third.reindex()).toEqual({ ...counts, changed: 0 });
  });

  test("writers of two schemas that merge lose nothing of each other's", async () => {
    const { oldest } = await setUp();
    const table = () => defineTable({ name: oldest.name }).connect(target);
    const keys = { pk: "DOC#{id}", sk: "DOC" } as const;
    class Old extends table().model<Old>("Doc")({
      schema: z.object({ id: z.string(), text: z.string() }),
      ...keys,
    }) {}
    class New extends table().model<New>("Doc")({
      schema: z.object({
        id: z.string(),
        text: z.string(),
        stars: z.number(),
        tags: z.set(z.string()),
      }),
      ...keys,
    }) {}
    const [old, now] = [inMode(Old, mode), inMode(New, mode)];
    const tags = new Set(["a"]);
    await now.save(new New({ id: "1", text: "0", stars: 0, tags }));
    for (let round = 1; round <= 10; round++) {
      await old.save(new Old({ id: "1", text: `${round}` }), { mode: "merge" });
      const found = await now.getOrThrow({ id: "1" }, { consistent: true });
      expect({ ...found }).toEqual({ id: "1", text: `${round}`, stars: round - 1, tags });
      await now.save(new New({ ...found, stars: round }), { mode: "merge" });
      await old.update({ id: "1" }, { text: `${round}!` });
      expect((await now.getOrThrow({ id: "1" }, { consistent: true })).stars).toBe(round);
    }
  });
});

test("upgrades are functions for every version from 1 on", () => {
  const declare = (upgrade: unknown) =>
    defineTable({ name: "t" }).model<object>("M")({
      schema: z.object({ id: z.string() }),
      pk: "{id}",
      sk: "M",
      upgrade: upgrade as never,
    });
  for (const upgrade of [{}, { 2: () => ({}) }, { 1: "x" }, [() => ({})], 7]) {
    expect(() => declare(upgrade)).toThrow(DefinitionError);
  }
});
