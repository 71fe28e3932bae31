import { afterAll, expect, it } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import { serve } from "../../src/engine/server.js";
import { startDynamoDBLocal } from "../support/dynamodb-local.js";
import { AREAS } from "./cases/all.js";
import { KNOWN_FAILURES } from "./known-failures.js";
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

it("The engine answers as DynamoDB does, over HTTP and by the AWS SDK, but for the known failures", async () => {
  const server = await serve(createEngine(), { port: 0 });
  try {
    const result = await runAll(server.url);
    report("monotable/engine", result);
    if (process.env.MONOTABLE_CONFORMANCE_SHOW === "1") {
      for (const [name, problem] of result.failures) console.log(`${name}\n    ${problem}`);
    }
    expect([...result.failures.keys()]).toEqual(KNOWN_FAILURES);
  } finally {
    await server.close();
  }
});

// dynalite is not compared: it does not come back from expressions of a thousand levels.
it.runIf(deep)("DynamoDB Local runs through the same cases, for comparison", async () => {
  const local = await startDynamoDBLocal();
  try {
    report("DynamoDB Local", await runAll(local.endpoint));
  } finally {
    await local.stop();
  }
  expect(figures).toHaveLength(2);
});
