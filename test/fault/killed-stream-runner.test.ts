import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { createEngine, serve } from "../../src/engine.js";
import { randomFrom } from "../support/random.js";
import { declareSteps } from "../support/stream-runs.js";
import { projectOf } from "../unit/cli/config-fixture.js";

const deep = process.env.MONOTABLE_DEEP === "1";
const [RECORDS, KILLS] = deep ? [10_000, 30] : [1_000, 4];

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const MODELS = `
import { defineTable } from "monotable";
import { z } from "zod";
export const table = defineTable({ name: process.env.TABLE });
export class Step extends table.model("Step")({
  schema: z.object({ of: z.string(), number: z.int() }), pk: "STEP#{of}", sk: "STEP#{number:6}",
}) {}`;

const FILES = {
  "package.json": '{ "type": "module" }',
  "models.js": MODELS,
  "monotable.config.js": `
import { defineConfig } from "monotable";
import { Step, table } from "./models.js";
export default defineConfig({ table, models: [Step] });`,
  "handler.js": `
import { appendFileSync } from "node:fs";
import { Step, table } from "./models.js";
export const handler = table.streamHandler({
  Step: {
    insert({ of, number }) {
      if (Math.random() < 0.002) throw new Error("now and then");
      appendFileSync("seen", of + " " + number + "\\n");
    },
  },
}, { models: { Step }, onError() {} });`,
};

/** The numbers of each key, in the order in which each was seen first. */
function firstSeen(lines: readonly string[]): Record<string, readonly number[]> {
  const byKey = new Map<string, Set<number>>();
  for (const [of = "", number] of lines.map((line) => line.split(" "))) {
    byKey.set(of, (byKey.get(of) ?? new Set()).add(Number(number)));
  }
  return Object.fromEntries([...byKey].map(([of, numbers]) => [of, [...numbers]]));
}

test(`killed ${KILLS} times, \`monotable stream\` hands over all of ${RECORDS} changes, each key's in order`, async () => {
  const random = randomFrom(11);
  const folder = projectOf(FILES, ["zod"]);
  const engine = createEngine({ keepRequests: 0 });
  const server = await serve(engine);
  const { table, save } = await declareSteps(engine);
  const made: string[] = [];
  for (let number = 0; number < RECORDS; number++) {
    const of = String(Math.floor(random() * 50));
    made.push(`${of} ${number}`);
    await save(of, number);
  }
  const seen = () => {
    const file = join(folder, "seen");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  };
  const start = (...more: readonly string[]) => {
    const options = ["--handler", "handler.js", "--from", "trim-horizon", "--batch", "20"];
    const child = spawn(process.execPath, [MAIN, "stream", ...options, ...more], {
      cwd: folder,
      env: { ...process.env, TABLE: table.name, AWS_ENDPOINT_URL_DYNAMODB: server.url },
      stdio: "ignore",
    });
    return { child, ended: once(child, "exit") };
  };

  for (let kill = 1; kill <= KILLS; kill++) {
    const { child, ended } = start();
    const enough = (kill / (KILLS + 1)) * RECORDS + random() * 20;
    await vi.waitFor(() => expect(seen().length).toBeGreaterThan(enough), {
      timeout: 60_000,
      interval: 3,
    });
    child.kill("SIGKILL");
    await ended;
  }
  expect(await start("--once").ended).toEqual([0, null]);
  expect(firstSeen(seen())).toEqual(firstSeen(made));
  await server.close();
  rmSync(folder, { recursive: true });
});
