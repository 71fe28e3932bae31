import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { canariesIn } from "../support/canary.js";
import { expectedError, shownOf } from "../support/expected-error.js";
import { CONNECTIONS, type OpenConnection } from "./connections.js";
import { everything, SCENARIOS, type Stage, stage } from "./scenarios.js";
import { defineSecrets } from "./secrets.js";
import { Told } from "./told.js";

/** An error and those that caused it. */
function withCauses(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...withCauses(error.cause)] : [];
}

/** What no call through a connection can end with. */
const NO_CALL = ["DEFINITION", "BATCH_GET", "RETRY_BUDGET", "INTERNAL"];

test("there is a scenario of every code that a call can end with", () => {
  const source = readFileSync(
    new URL("../../src/errors/monotable-error.ts", import.meta.url),
    "utf8",
  );
  const codes = [...(/ErrorCode =([^;]+);/.exec(source)?.[1] ?? "").matchAll(/"(\w+)"/g)];
  const played = SCENARIOS.map(({ code }) => code);
  expect(new Set([...played, ...NO_CALL])).toEqual(new Set(codes.map(([, code]) => code)));
});

// A blocking call cannot reach a server in its own thread.
describe.each([
  ["embedded engine", "async"],
  ["embedded engine", "sync"],
  ["own HTTP", "async"],
  ["AWS SDK", "async"],
] as const)("through the %s, %s", (name, mode) => {
  let connection: OpenConnection;
  let told: Told;
  let on: Stage;

  beforeEach(async () => {
    connection = await CONNECTIONS[name]();
    told = new Told();
    const models = defineSecrets(told.keep);
    models.table.connect(connection.target);
    await models.table.create();
    told.observe(models.table);
    on = stage(models, connection.engine, mode);
  });

  afterEach(async () => {
    await on.table.close();
    await connection.close();
  });

  test("nothing that is told shows contents", async () => {
    told.keep(await everything(on));
    const texts = await told.texts();
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => canariesIn(text).length > 0)).toEqual([]);
  });

  test.each(SCENARIOS)("$code of $name shows no contents", async ({ code, run }) => {
    const error = await expectedError(() => run(on));
    expect(error.code).toBe(code);
    const texts = [...withCauses(error).flatMap(shownOf), ...(await told.texts())];
    expect(texts.filter((text) => canariesIn(text).length > 0)).toEqual([]);
  });
});
