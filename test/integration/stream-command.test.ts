import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineTable } from "monotable";
import { createEngine, type Engine, type RunningServer, serve } from "monotable/engine";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { switchOnStream } from "../support/stream.js";
import { projectOf } from "../unit/cli/config-fixture.js";
import { outcomeOf } from "../unit/cli/outcome.js";

const MODELS = `
import { appendFileSync } from "node:fs";
import { defineConfig, defineTable } from "monotable";
import { z } from "zod";
const notes = defineTable({ name: "notes" });
class Note extends notes.model<Note>("Note")({
  schema: z.object({ id: z.string(), at: z.number() }), pk: "NOTE#{id}", sk: "{at:6}",
}) {}
const Models = { Note };
`;

const FILES = {
  "package.json": '{ "type": "module" }',
  "monotable.config.ts": `${MODELS} export default defineConfig({ table: notes, models: [Note] });`,
  "handler.ts": `${MODELS}
    export const handler = notes.streamHandler({
      Note: {
        async insert({ at }: Note) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          appendFileSync(process.env.SEEN ?? "", at + "\\n");
        },
      },
    }, { models: Models });`,
  "none.ts": "export const other = 1;",
  "broken.ts": "export const handler = () => { throw new Error('no luck'); };",
};

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let folder: string;
let engine: Engine;
let server: RunningServer;

beforeEach(async () => {
  folder = projectOf(FILES);
  engine = createEngine();
  server = await serve(engine);
});

afterEach(async () => {
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** Fills a table that has a stream. */
async function fill(count: number): Promise<void> {
  const notes = defineTable({ name: "notes" }).connect(engine);
  class Note extends notes.model<Note>("Note")({
    schema: z.object({ id: z.string(), at: z.number() }),
    pk: "NOTE#{id}",
    sk: "{at:6}",
  }) {}
  await notes.create();
  await switchOnStream(engine, "notes");
  for (let at = 0; at < count; at++) await Note.objects.save(new Note({ id: "n", at }));
}

const options = (handler: string) => [
  ...["--handler", join(folder, handler), "--config", join(folder, "monotable.config.ts")],
  ...["--endpoint", server.url, "--from", "trim-horizon"],
];

/** Starts the command in a process of its own. */
function start(...more: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, "stream", ...options("handler.ts"), ...more], {
    env: { ...process.env, SEEN: join(folder, "seen") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const ended = once(child, "exit");
  return { child, ended, output: () => output };
}

const seen = (): readonly number[] => {
  const file = join(folder, "seen");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").trimEnd().split("\n").map(Number);
};

test.runIf(process.platform !== "win32")("a signal ends it after the batch", async () => {
  await fill(20);
  const { child, ended, output } = start("--batch", "5");
  await vi.waitFor(() => expect(seen().length).toBeGreaterThan(1), { timeout: 60_000 });
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(output()).toContain(`\n${seen().length} records handled.\n`);
  expect(seen().length % 5).toBe(0);
});

describe("the command", () => {
  test.each([
    [[], "--handler takes the file of a handler."],
    [["--handler", "h.ts", "--from", "now"], "--from takes one of latest, trim-horizon."],
    [["--handler", "h.ts", "--batch", "0"], '--batch takes a whole number from 1, not "0".'],
    [["--handler", "h.ts", "--batch", "1001"], "--batch is 1000 at most."],
    [["--handler", "h.ts", "--retries", "x"], '--retries takes a whole number from 1, not "x".'],
    [["--handler", "h.ts", "--name="], "--name takes a text."],
    [["--handler", "h.ts", "extra"], "Unexpected argument 'extra'"],
  ])("ends with status 2 for %j", async (args, complaint) => {
    const { status, printed, complaints } = await outcomeOf("stream", ...args);
    expect({ status, printed }).toEqual({ status: 2, printed: "" });
    expect(complaints).toContain(complaint);
    expect(complaints).toContain("Usage: monotable stream --handler FILE");
  });

  test.each([
    ["missing.ts", /^There is no file .*missing\.ts\.$/],
    ["none.ts", /none\.ts has no function as its export "handler"/],
    ["handler.ts", /ResourceNotFoundException/],
  ])("ends with status 1 where the handler %s, or its table, cannot be used", async (file, why) => {
    const { status, complaints } = await outcomeOf("stream", ...options(file));
    expect(status).toBe(1);
    expect(complaints).toMatch(why);
  });

  test("ends with status 1 where the retries are used up, and tells of each", async () => {
    await fill(1);
    const args = [MAIN, "stream", ...options("broken.ts"), "--retries", "1"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      complaints += text;
    });
    expect(await once(child, "exit")).toEqual([1, null]);
    const record = "Record \\S+ of shardId-\\S+ failed";
    expect(complaints).toMatch(
      new RegExp(
        `^Reading arn:\\S+ from trim-horizon\\. Ctrl\\+C stops it\\.\n${record}: no luck\\. It comes again in 200 ms\\.\n${record} too often; nothing after it was handled\\.\n$`,
      ),
    );
  });
});
