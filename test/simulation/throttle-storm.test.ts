import { describe, expect, test } from "vitest";
import { runStorm } from "./storm.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const SEEDS = DEEP ? [1, 2, 3, 4, 5, 6, 7, 8] : [1];

const table = { partitionUnits: 1_000, maxPartitions: 1 };

describe.each(SEEDS)("a table of 1,000 write units a second, seed %i", (seed) => {
  test.each([
    { workers: 1, items: 20_000 },
    { workers: 4, items: 20_000 },
    { workers: 16, items: 20_000 },
    { workers: 256, items: 256 * 78 },
    { workers: 256, items: 256_000 },
  ])(
    "takes $items items of $workers processes whole, with few retries, in about the time it needs",
    (storm) => {
      const result = runStorm({ ...table, ...storm, seed });
      expect(result.stored).toBe(storm.items);
      expect(result.incomplete).toBe(0);
      expect(result.attemptsPerItem).toBeLessThan(2);
      expect(result.seconds / result.idealSeconds).toBeLessThan(1.6);
    },
  );

  test.each([
    { workers: 16, items: 80_000, maxPartitions: 8 },
    { workers: 256, items: 256_000, maxPartitions: 8 },
  ])("that splits its partitions is used as it grows, by $workers processes", (storm) => {
    const result = runStorm({ ...table, ...storm, seed });
    expect(result.stored).toBe(storm.items);
    expect(result.incomplete).toBe(0);
    expect(result.partitions).toBeGreaterThan(1);
    expect(result.attemptsPerItem).toBeLessThan(2);
    expect(result.seconds / result.idealSeconds).toBeLessThan(1.6);
  });
});

test("a run of a seed is the same each time", () => {
  const storm = { ...table, workers: 4, items: 4_000, seed: 7 };
  expect(runStorm(storm)).toEqual(runStorm(storm));
});
