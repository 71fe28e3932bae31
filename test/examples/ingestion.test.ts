import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { VersionConflictError } from "monotable";
import { createEngine, type Engine, type RunningServer, serve } from "monotable/engine";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ingest } from "../../examples/ingestion/ingest.js";
import { linesFrom } from "../../examples/ingestion/lines.js";
import { Checkpoint, City, world } from "../../examples/ingestion/models.js";

const CITIES = 8_998;
const UNFIT = ["4321\tNowhere\tXX\tmany\t0\t0", "not a row"];

let engine: Engine;
let server: RunningServer;
let folder: string;
let file: string;
let rows: string[];

const MAKE_FILE = ["--import", "tsx", "examples/ingestion/make-file.ts"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingestion-"));
  file = join(folder, "cities.tsv");
  await promisify(execFile)(process.execPath, [...MAKE_FILE, file, String(CITIES)]);
  rows = (await readFile(file, "utf8")).trimEnd().split("\n");
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  engine = createEngine();
  server = await serve(engine);
  world.connect(engine);
  await writeFile(file, rows.toSpliced(4_321, 0, ...UNFIT).join("\n"));
});

afterEach(async () => {
  await world.close();
  await server.close();
});

/** Runs the worker; `onLine` may end it. */
async function run(onLine?: (line: string, kill: (signal: NodeJS.Signals) => void) => void) {
  const child = spawn(process.execPath, ["--import", "tsx", "examples/ingestion/main.ts", file], {
    env: { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: server.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out: string[] = [];
  const err: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => err.push(line));
  createInterface({ input: child.stdout }).on("line", (line) => {
    out.push(line);
    onLine?.(line, (signal) => child.kill(signal));
  });
  const [code, signal] = await once(child, "close");
  return { code, signal, out, err };
}

const putRows = (): number =>
  engine.requests
    .filter(({ operation }) => operation === "BatchWriteItem")
    .map(({ input }) => JSON.stringify(input).split("PutRequest").length - 1)
    .reduce((sum, rows) => sum + rows, 0);

test("a worker that is killed goes on at its checkpoint, and every row is stored", async () => {
  const killed = await run((line, kill) => {
    if (line.endsWith("4000 stored")) kill("SIGKILL");
  });
  expect(killed.signal).toBe("SIGKILL");
  const { offset, stored } = await Checkpoint.objects.getOrThrow({ file: "cities.tsv" });
  expect(offset).toBeGreaterThan(0);

  const { code, out, err } = await run();
  expect(out[0]).toMatch(new RegExp(`^ *\\d+ %  ${stored} stored$`));
  expect({ code, last: out.slice(-2) }).toEqual({
    code: 0,
    last: [`100 %  ${CITIES} stored`, `done (${UNFIT.length} unfit)`],
  });
  expect(err.map((line) => line.replace(/\d+/, "N"))).toEqual([
    "row ending at byte N: population",
    "row ending at byte N: cityId, name, country, population, longitude, latitude",
  ]);
  const found = await City.objects.scan().all();
  const storedRows = found.map(({ cityId, name, country, population, longitude, latitude }) =>
    [cityId, name, country, population, longitude, latitude].join("\t"),
  );
  expect(storedRows.toSorted()).toEqual(rows.toSorted());
});

test("on a signal the worker ends between two chunks, and nothing is stored twice", async () => {
  const stopped = await run((line, kill) => {
    if (line.endsWith(" 2000 stored")) kill("SIGTERM");
  });
  expect({ code: stopped.code, last: stopped.out.at(-1) }).toEqual({
    code: 0,
    last: "stopped; run it again to go on (0 unfit)",
  });
  expect((await run()).code).toBe(0);
  expect(putRows()).toBe(CITIES);
  expect((await run()).out).toEqual([`100 %  ${CITIES} stored`, `done (${UNFIT.length} unfit)`]);
});

test("of two workers on one file, one is told", async () => {
  await world.create();
  const [first, second] = await Promise.allSettled([ingest(file), ingest(file)]);
  const failed = [first, second].filter(({ status }) => status === "rejected");
  expect(failed).toEqual([{ status: "rejected", reason: expect.any(VersionConflictError) }]);
  expect(await City.objects.scan().count()).toBe(CITIES);
});

test("another file under a name that was begun is refused", async () => {
  await world.create();
  await ingest(file);
  await appendFile(file, "\n");
  await expect(ingest(file)).rejects.toThrow(/not the file that was begun/);
});

test("lines are those of the file, from whichever line one begins", async () => {
  const text = "eins\nzwei ü\n\nvier";
  await writeFile(file, text);
  const lines = [];
  for await (const line of linesFrom(file, 0)) lines.push(line);
  expect(lines.map(({ text }) => text)).toEqual(["eins", "zwei ü", "", "vier"]);
  for (const [at, { end }] of lines.entries()) {
    const rest = [];
    for await (const line of linesFrom(file, end)) rest.push(line);
    expect(rest).toEqual(lines.slice(at + 1));
  }
});

test("a file is read no faster than its lines are taken", async () => {
  const { size } = await stat(file);
  const lines = linesFrom(file, 0);
  await lines.next();
  await setTimeout(100); // time to read ahead, for a stream that does
  const handle = await open(file, "r+");
  const changed = Buffer.alloc(size - 200_000, "x");
  await handle.write(changed, 0, changed.length, 200_000);
  await handle.close();
  let last = "";
  for await (const { text } of lines) last = text;
  expect(last.slice(-60_000)).toBe("x".repeat(60_000));
});
