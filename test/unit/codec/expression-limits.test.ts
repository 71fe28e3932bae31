import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../../src/engine.js";
import { ArgumentError, between, defineTable, eq, gt, not, or, size } from "../../../src/index.js";

const table = defineTable({ name: "expression-limits" });

class Row extends table.model<Row>("Row")({
  schema: z.object({ id: z.string(), n: z.number(), text: z.string() }),
  pk: "ROW#{id}",
  sk: "ROW",
}) {}

const row = new Row({ id: "1", n: 1, text: "x" });

/** That many alternatives, the first of them ranges: with the type of the item, twice as many operators and one. */
const alternatives = (count: number, is: unknown, ranges = 0) =>
  or<unknown>(...Array.from({ length: count }, (_, i) => (i < ranges ? between(5, 6) : is)));
const check = async (where: object) => await Row.objects.check(row, where as never); // made piece by piece

beforeAll(async () => {
  table.connect(createEngine());
  await table.create();
  await Row.objects.save(row);
});

test("a condition of 300 operators is sent, and the engine takes it", async () => {
  await check({ n: not<unknown>(alternatives(149, eq(2))) });
});

test.each([
  ["comparisons", "n", 149, (count: number) => alternatives(count, eq(1))],
  ["ranges", "n", 149, (count: number) => alternatives(count, eq(1), 50)],
  ["sizes", "text", 99, (count: number) => alternatives(count, size(gt(0)))],
] as const)(
  "of %s, more than that are refused before any request",
  async (_of, name, most, made) => {
    await check({ [name]: made(most) });
    const refused = check({ [name]: made(most + 1) });
    await expect(refused).rejects.toThrow(ArgumentError);
    await expect(refused).rejects.toThrow("301 operators is over DynamoDB's limit of 300");
  },
);
