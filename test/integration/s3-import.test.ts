import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import { AbortedError, BatchWriteError, defineTable, KeyError } from "../../src/index.js";

const table = defineTable({ name: "imported" });

class Reading extends table.model<Reading>("Reading")({
  schema: z.object({ meter: z.string(), hour: z.number().int(), raw: z.instanceof(Uint8Array) }),
  pk: "METER#{meter}",
  sk: "READING#{hour:5}",
}) {}

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "monotable-export-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function* readings(count: number) {
  for (let hour = 0; hour < count; hour++) {
    yield new Reading({ meter: "m1", hour, raw: Uint8Array.of(hour % 256, 1) });
  }
}

/** What an import would store: every line of every file. */
async function lines(): Promise<readonly string[]> {
  const names = (await readdir(directory)).toSorted();
  const texts = names.map(async (name) => {
    const bytes = await readFile(join(directory, name));
    return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  });
  return (await Promise.all(texts)).flatMap((text) => text.split("\n").filter(Boolean));
}

describe("an export for DynamoDB's import from S3", () => {
  test("is compressed lines of the items that a save would store, split into files", async () => {
    const report = await Reading.objects.exportFor("s3-import", readings(1_000), {
      to: join(directory),
      splitBytes: 50_000,
    });
    expect(report.items).toBe(1_000);
    expect(report.files.length).toBeGreaterThan(3);
    expect(report.files.map(({ name }) => name)).toEqual((await readdir(directory)).toSorted());
    expect(report.files.every(({ bytes }) => bytes <= 50_000)).toBe(true);
    expect(report.files.reduce((sum, { items }) => sum + items, 0)).toBe(1_000);

    // Stored by the engine as they are, they are read as the entities that went in.
    const engine = createEngine();
    table.connect(engine);
    await table.create();
    for (const line of await lines()) {
      const { Item } = JSON.parse(line);
      await engine.send({ operation: "PutItem", input: { TableName: "imported", Item } });
    }
    const stored = await Reading.objects.query({ meter: "m1" }).all();
    expect(stored.map(({ hour, raw }) => [hour, ...raw])).toEqual(
      Array.from({ length: 1_000 }, (_, hour) => [hour, hour % 256, 1]),
    );
    expect(stored.every(({ createdAt }) => createdAt instanceof Date)).toBe(true);
  });

  test("goes to any streams, no faster than they take it", async () => {
    let pending = 0;
    let most = 0;
    const texts = new Map<string, string>();
    const to = (name: string) =>
      new Writable({
        highWaterMark: 1,
        write(chunk: Buffer, _encoding, done) {
          pending += 1;
          most = Math.max(most, pending);
          texts.set(name, (texts.get(name) ?? "") + chunk.toString("utf8"));
          setImmediate(() => {
            pending -= 1;
            done();
          });
        },
      });
    await Reading.objects.exportFor("s3-import", readings(2_000), { to, gzip: false });
    expect([...texts.keys()]).toEqual(["part-00001.json"]);
    expect(texts.get("part-00001.json")?.split("\n").filter(Boolean)).toHaveLength(2_000);
    expect(most).toBe(1);
  });

  test("names what has no item, after everything else is written", async () => {
    const bad = new Reading({ meter: "", hour: 1, raw: new Uint8Array() });
    const good = [0, 1, 2].map((hour) => new Reading({ meter: "m1", hour, raw: new Uint8Array() }));
    const input = [...good, bad];
    const failure = await Reading.objects.exportFor("s3-import", input, { to: directory }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failure instanceof BatchWriteError)) throw failure;
    expect(failure.report).toMatchObject({
      input: 4,
      written: 3,
      failed: [{ index: 3, entity: bad, reason: expect.any(KeyError) }],
    });
    expect(await lines()).toHaveLength(3);
  });

  test("ends when it is aborted, when its input fails, and when a file cannot be written", async () => {
    const aborted = { to: directory, signal: AbortSignal.abort() };
    const run = (
      options: typeof aborted | { to: string | (() => Writable) },
      input = readings(9),
    ) => Reading.objects.exportFor("s3-import", input, options);
    await expect(run(aborted)).rejects.toBeInstanceOf(AbortedError);
    const broken = (async function* () {
      yield* readings(2);
      throw new RangeError("the input broke");
    })();
    await expect(run({ to: directory }, broken)).rejects.toThrow("the input broke");
    const full = new RangeError("the disk is full");
    const to = () => new Writable({ write: (_chunk, _encoding, done) => done(full) });
    await expect(run({ to })).rejects.toBe(full);
  });

  test("is refused with what it cannot use, and the blocking mode has none", async () => {
    const call = Reading.objects.exportFor as (...args: readonly unknown[]) => Promise<unknown>;
    const wrong = [
      ["csv", [], { to: directory }],
      ["s3-import", [], undefined],
      ["s3-import", [], { to: 7 }],
      ["s3-import", "text", { to: directory }],
      ["s3-import", [], { to: directory, splitBytes: 0 }],
    ];
    for (const args of wrong) {
      await expect(call(...args)).rejects.toMatchObject({ code: "ARGUMENT" });
    }
    expect("exportFor" in Reading.objectsSync).toBe(false);
  });
});
