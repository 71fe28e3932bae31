import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import { BatchWriteError, defineTable, ServiceError } from "../../src/index.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const ITEMS = DEEP ? 10_000 : 2_000;
const RUNS = DEEP ? 25 : 3;

const table = defineTable({ name: "poisoned", indexes: {} });

class Part extends table.model<Part>("Part")({
  schema: z.object({ id: z.string(), weight: z.union([z.number(), z.string()]) }),
  pk: "PART#{id}",
  sk: "PART",
}) {}

/** A table with an index that the model does not know of, whose key is a number. */
async function withForeignIndex() {
  const engine = createEngine();
  const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });
  await engine.send({
    operation: "CreateTable",
    input: {
      TableName: "poisoned",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "PK", AttributeType: "S" },
        { AttributeName: "SK", AttributeType: "S" },
        { AttributeName: "weight", AttributeType: "N" },
      ],
      KeySchema: [key("PK", "HASH"), key("SK", "RANGE")],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-weight",
          KeySchema: [key("weight", "HASH")],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    },
  });
  table.connect(engine);
}

test(`1 to 25 items that the service refuses are found among ${ITEMS}, each for ten calls at most`, async () => {
  const poisons = fc.uniqueArray(fc.nat(ITEMS - 1), { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(poisons, async (positions) => {
      await withForeignIndex();
      const bad = new Set(positions);
      const parts = Array.from(
        { length: ITEMS },
        (_, id) => new Part({ id: `p${id}`, weight: bad.has(id) ? "heavy" : id }),
      );
      const failure = await Part.objects.upsertMany(parts).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(failure instanceof BatchWriteError)) throw failure;
      const { report } = failure;
      expect(report).toMatchObject({ written: ITEMS - bad.size, unprocessed: [], ambiguous: [] });
      expect(report.failed.map(({ index }) => index)).toEqual(
        positions.toSorted((one, other) => one - other),
      );
      expect(report.failed.every(({ reason }) => reason instanceof ServiceError)).toBe(true);
      expect(report.attempts).toBeLessThanOrEqual(ITEMS / 25 + 10 * bad.size);
      expect(await Part.objects.scan().count()).toBe(ITEMS - bad.size);
    }),
    { seed: 20260103, numRuns: RUNS },
  );
});
