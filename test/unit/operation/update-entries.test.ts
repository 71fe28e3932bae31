import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../../src/engine.js";
import { ArgumentError, defineTable, remove } from "../../../src/index.js";

const table = defineTable({ name: "update-entries" });

class Stock extends table.model<Stock>("Stock")({
  schema: z.object({
    id: z.string(),
    byColour: z.partialRecord(z.enum(["red", "blue"]), z.number()),
    byDay: z.map(z.date(), z.number()),
    tags: z.record(z.string(), z.set(z.string())),
  }),
  pk: "STOCK#{id}",
  sk: "STOCK",
}) {}

const stock = () =>
  new Stock({
    id: "1",
    byColour: { red: 1 },
    byDay: new Map([[new Date(0), 1]]),
    tags: { a: new Set(["x"]) },
  });

beforeEach(async () => {
  table.connect(createEngine());
  await table.create();
  await Stock.objects.save(stock());
});

test("entries of records and maps can be set and removed", async () => {
  const changed = await Stock.objects.update(stock(), {
    byColour: { red: remove(), blue: 2 },
    'byDay["1970-01-01T00:00:00.000Z"]': 5,
  });
  expect(changed.byColour).toEqual({ blue: 2 });
  expect([...changed.byDay.values()]).toEqual([5]);
});

test.each([
  ["a record", { byColour: { green: 1 } }, "byColour.green is not an attribute"],
  ["a map", { "byDay.today": 1 }, "byDay.today is not an attribute"],
])(
  "a key that the schema of %s does not know is refused: it could not be read",
  async (_of, changes, message) => {
    const update = async () => await Stock.objects.update(stock(), changes as never);
    await expect(update()).rejects.toThrow(ArgumentError);
    await expect(update()).rejects.toThrow(message);
    expect(await Stock.objects.getOrThrow(stock())).toEqual(stock());
  },
);

test("an empty set of a record is kept, as a save keeps it", async () => {
  const changed = await Stock.objects.update(stock(), { tags: { a: new Set<string>() } });
  expect(changed.tags).toEqual({ a: new Set() });
});
