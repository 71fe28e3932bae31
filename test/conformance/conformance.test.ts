import { afterAll, expect, it } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import { serve } from "../../src/engine/server.js";
import { startDynalite } from "../support/dynalite.js";
import { startDynamoDBLocal } from "../support/dynamodb-local.js";
import { AREAS } from "./cases/all.js";
import { percentage, type Result, runAll } from "./run-all.js";

const deep = process.env.MONOTABLE_DEEP === "1";
const figures: string[] = [];

function report(name: string, result: Result): void {
  const wrong = result.failures.size;
  figures.push(`${name}: ${percentage(result)} % of ${result.cases} cases right, ${wrong} wrong`);
}

afterAll(() => {
  for (const line of figures) console.log(line);
});

it("Every case has a name of its own", () => {
  const names = Object.entries(AREAS).flatMap(([area, cases]) =>
    cases.map((one) => `${area}: ${one.name}`),
  );
  const repeated = names.filter((name, i) => names.indexOf(name) !== i);
  expect(repeated).toEqual([]);
});

it("The engine answers as DynamoDB does, over HTTP and by the AWS SDK", async () => {
  const server = await serve(createEngine(), { port: 0 });
  try {
    const result = await runAll(server.url);
    report("monotable/engine", result);
    expect(Object.fromEntries(result.failures)).toEqual({});
  } finally {
    await server.close();
  }
});

/** dynalite does not come back from these, nor from anything after them. */
const HANGING = new Set([
  "conditions: 2,000 redundant parentheses",
  "conditions: 299 operators are not too many, 301 are",
]);

it.runIf(deep)(
  "DynamoDB Local and dynalite run through the same cases, for comparison",
  async () => {
    const [local, dynalite] = await Promise.all([startDynamoDBLocal(), startDynalite()]);
    try {
      report("DynamoDB Local", await runAll(local.endpoint));
      report("dynalite", await runAll(dynalite.endpoint, HANGING));
    } finally {
      await Promise.all([local.stop(), dynalite.stop()]);
    }
    expect(figures).toHaveLength(3);
  },
);
