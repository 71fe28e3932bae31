import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import { ArgumentError, BatchWriteError, defineTable, UnsupportedError } from "../../src/index.js";

const table = defineTable({ name: "mixed" });

class Device extends table.model<Device>("Device")({
  schema: z.object({ id: z.string(), seq: z.number().int().optional() }),
  pk: "DEVICE#{id}",
  sk: "DEVICE",
}) {}

class Reading extends table.model<Reading>("Reading")({
  schema: z.object({ id: z.string(), hour: z.number().int() }),
  pk: "DEVICE#{id}",
  sk: "READING#{hour:5}",
}) {}

class Counted extends table.model<Counted>("Counted")({
  schema: z.object({ id: z.string() }),
  pk: "COUNTED#{id}",
  sk: "COUNTED",
  version: true,
}) {}

async function fresh() {
  const engine = createEngine();
  table.connect(engine);
  await table.create();
  engine.forgetRequests();
  return engine;
}

const devices = (count: number) =>
  Array.from({ length: count }, (_, seq) => new Device({ id: `d${seq}`, seq }));
const readings = (count: number) =>
  Array.from({ length: count }, (_, hour) => new Reading({ id: "d0", hour }));

describe("a batch over several models", () => {
  test("puts them into the same requests, stamps them, and tells of them in one report", async () => {
    const engine = await fresh();
    const entities = [...devices(10), ...readings(30)];
    const report = await table.upsertMany(entities);
    expect(report).toMatchObject({ input: 40, written: 40, attempts: 2 });
    expect(engine.requests.map(({ operation }) => operation)).toEqual([
      "BatchWriteItem",
      "BatchWriteItem",
    ]);
    expect(entities.every(({ createdAt }) => createdAt instanceof Date)).toBe(true);
    expect((await Reading.objects.query({ id: "d0" }).all()).length).toBe(30);
    expect((await Device.objects.getOrThrow({ id: "d3" })).seq).toBe(3);
  });

  test("saves and deletes, in both modes, by entities and by the texts of keys", async () => {
    await fresh();
    await table.upsertMany([...devices(3), ...readings(3)]);
    const report = table.writeManySync({
      save: [new Reading({ id: "d0", hour: 7 })],
      delete: [new Device({ id: "d1" }), { pk: "DEVICE#d0", sk: "READING#00001" }],
    });
    expect(report).toMatchObject({ input: 3, written: 3, attempts: 1 });
    const left = await Reading.objects.query({ id: "d0" }).all();
    expect(left.map(({ hour }) => hour)).toEqual([0, 2, 7]);
    expect(await Device.objects.getMany([{ id: "d1" }, { id: "d2" }])).toMatchObject([
      undefined,
      { id: "d2" },
    ]);
    expect(table.upsertManySync(devices(2))).toMatchObject({ written: 2 });
  });

  test("of a key that is saved and deleted only the delete is done", async () => {
    await fresh();
    const [device] = devices(1);
    const writes = { save: devices(2), delete: [device as Device] };
    expect(await table.writeMany(writes)).toMatchObject({ input: 3, written: 2, superseded: 1 });
    expect(await Device.objects.exists({ id: "d0" })).toBe(false);
    const refused = table.writeMany(writes, { onDuplicate: "error" });
    await expect(refused).rejects.toMatchObject({
      report: {
        written: 2,
        failed: [{ index: 2, entity: device, reason: expect.any(ArgumentError) }],
      },
    });
  });

  test("reports what it cannot write by the entity itself, and writes the others", async () => {
    await fresh();
    const versioned = new Counted({ id: "c" });
    const stranger = { id: "plain" };
    const failure = await table.upsertMany([...devices(2), versioned, stranger]).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failure instanceof BatchWriteError)) throw failure;
    expect(failure.report).toMatchObject({
      input: 4,
      written: 2,
      failed: [
        { index: 2, entity: versioned, reason: expect.any(UnsupportedError) },
        { index: 3, entity: stranger, reason: expect.any(ArgumentError) },
      ],
    });
  });

  test("takes streams, and reads them only as far as it can send", async () => {
    const engine = await fresh();
    let given = 0;
    async function* source() {
      for (const device of devices(2_000)) {
        given += 1;
        yield device;
      }
    }
    const held: number[] = [];
    const report = await table.writeMany(
      { save: source() },
      {
        concurrency: 2,
        onProgress: ({ written }) => held.push(given - written),
      },
    );
    expect(report.written).toBe(2_000);
    expect(Math.max(...held)).toBeLessThanOrEqual(2 * 2 * 25);
    expect(engine.requests).toHaveLength(80);
  });

  test("is refused where its input is none", async () => {
    await fresh();
    const refused = expect.objectContaining({ code: "ARGUMENT" });
    await expect(table.writeMany(undefined as never)).rejects.toEqual(refused);
    await expect(table.writeMany({ save: 7 as never })).rejects.toEqual(refused);
    await expect(table.upsertMany("text" as never)).rejects.toEqual(refused);
    const options = { onDuplicate: "first" } as never;
    await expect(table.upsertMany([], options)).rejects.toEqual(refused);
  });
});

describe("streams of a batch of one model", () => {
  const inputs = {
    "of Node": (entities: readonly Device[]) => Readable.from(entities),
    "of the web": (entities: readonly Device[]) => Readable.toWeb(Readable.from(entities)),
  };

  test.each(Object.entries(inputs))("%s are read as they are needed", async (_name, make) => {
    await fresh();
    const report = await Device.objects.upsertMany(make(devices(300)));
    expect(report).toMatchObject({ input: 300, written: 300, attempts: 12 });
  });

  test.each(Object.entries(inputs))(
    "%s are closed when a batch ends early",
    async (_name, make) => {
      const engine = await fresh();
      engine.faults.add({ kind: "throttle", operation: "BatchWriteItem", times: Infinity });
      const stream = make(devices(3_000));
      const deadline = Date.now() + 100;
      const failure = await Device.objects.upsertMany(stream, { deadline }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(failure instanceof BatchWriteError)) throw failure;
      const { input, unprocessed } = failure.report;
      expect(input).toBeLessThanOrEqual(2 * 8 * 25);
      expect(unprocessed).toHaveLength(input);
      if (stream instanceof Readable) expect(stream.destroyed).toBe(true);
      else expect(await stream.getReader().read()).toEqual({ done: true, value: undefined });
    },
  );
});
