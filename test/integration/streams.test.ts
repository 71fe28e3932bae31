import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import {
  ArgumentError,
  ConfigurationError,
  createHttpTransport,
  createSdkTransport,
  defineTable,
  EntityTypeError,
  eventId,
  type StreamRecord,
  type Transport,
} from "../../src/index.js";
import { dynamodbLocal } from "../support/engines.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { streamOf } from "../support/stream.js";

async function engines(): Promise<Record<string, { target: Transport }>> {
  const endpoint = await dynamodbLocal();
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return {
    engine: { target: createEngine() },
    "DynamoDB Local by the AWS SDK": {
      target: createSdkTransport(
        new DynamoDBClient({ endpoint, region: "us-east-1", credentials }),
      ),
    },
    "DynamoDB Local": {
      target: createHttpTransport({ endpoint, region: "us-east-1", credentials }),
    },
  };
}

function declare(target: Transport) {
  const table = defineTable({ name: `streams-${randomUUID()}`, ttl: "endsAt" }).connect(target);
  class Device extends table.model<Device>("Device")({
    schema: z.object({
      id: z.string(),
      status: z.string(),
      tags: z.set(z.string()).optional(),
      bytes: z.instanceof(Uint8Array).optional(),
    }),
    pk: "DEVICE#{id}",
    sk: "DEVICE",
    unique: ["status"],
  }) {
    get label() {
      return `${this.id}/${this.status}`;
    }
  }
  class Reading extends table.model<Reading>("Reading")({
    schema: z.object({ id: z.string(), at: z.date() }),
    pk: "DEVICE#{id}",
    sk: "READING#{at}",
  }) {}
  return { table, Device, Reading };
}

const NAMES = ["engine", "DynamoDB Local", "DynamoDB Local by the AWS SDK"] as const;

describe.each(NAMES)("a stream handler on the records of %s", (name) => {
  test("is given entities, what has changed, and nothing of the library's own items", async () => {
    const engine = (await engines())[name];
    if (engine === undefined) throw new Error(name);
    const { table, Device, Reading } = declare(engine.target);
    await table.create();
    const change = async () => {
      const device = await Device.objects.save(
        new Device({ id: "d1", status: "up", tags: new Set(["a"]), bytes: new Uint8Array([1, 2]) }),
      );
      await Reading.objects.save(new Reading({ id: "d1", at: new Date(0) }));
      device.status = "down";
      await Device.objects.save(device);
      await Device.objects.delete(device);
    };
    const records = await streamOf(engine.target, table.name, change);
    expect(records.length).toBeGreaterThan(4); // markers of unique values too

    const seen: unknown[] = [];
    const handler = table.streamHandler(
      {
        Device: {
          insert: (now, { kind }) => {
            expect(now).toBeInstanceOf(Device);
            seen.push([kind, now.label, now.tags, now.bytes, now.createdAt instanceof Date]);
          },
          modify: (before, now, changes) => {
            seen.push([before.label, now.label, changes]);
          },
          remove: (before, { expired, at }) => {
            seen.push([before.label, expired, at instanceof Date]);
          },
        },
      },
      { models: { Device, Reading } },
    );
    expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([
      ["insert", "d1/up", new Set(["a"]), new Uint8Array([1, 2]), true],
      ["d1/up", "d1/down", { status: { before: "up", now: "down" } }],
      ["d1/down", false, true],
    ]);
    await table.close();
  });

  test("refuses a stream that does not have what its functions are given", async () => {
    const engine = (await engines())[name];
    if (engine === undefined) throw new Error(name);
    const { table, Device } = declare(engine.target);
    await table.create();
    const change = async () => {
      const device = await Device.objects.save(new Device({ id: "d1", status: "s" }));
      await Device.objects.delete(device);
    };
    const records = await streamOf(engine.target, table.name, change, "NEW_IMAGE");
    const removes = table.streamHandler(
      { Device: { remove: () => undefined } },
      { models: { Device } },
    );
    await expectedErrorOf(ConfigurationError, () => removes({ Records: records }));
    const seen: string[] = [];
    const inserts = table.streamHandler(
      { Device: { insert: (now) => void seen.push(now.id) } },
      { models: { Device } },
    );
    expect(await inserts({ Records: records })).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual(["d1"]);
    await table.close();
  });
});

/** Records of a table on the embedded engine. */
async function recordsOf(change: (world: ReturnType<typeof declare>) => Promise<unknown>) {
  const engine = createEngine();
  const world = declare(engine);
  await world.table.create();
  const records = await streamOf(engine, world.table.name, async () => {
    await change(world);
  });
  return { ...world, engine, records };
}

describe("a stream handler", () => {
  afterEach(() => vi.restoreAllMocks());

  test("takes what Kinesis and the KCL wrap records in, and bare lists", async () => {
    const { table, Reading, records } = await recordsOf(async ({ Reading }) => {
      await Reading.objects.save(new Reading({ id: "d1", at: new Date(5) }));
    });
    const [record] = records;
    const json = { ...record, dynamodb: { ...record?.dynamodb, SequenceNumber: undefined } };
    const data = Buffer.from(JSON.stringify(json)).toString("base64");
    const seen: StreamRecord[] = [];
    const handler = table.streamHandler(
      { Reading: { insert: (now, info) => void (now.at.getTime() === 5 && seen.push(info)) } },
      { models: { Reading } },
    );
    for (const event of [
      { Records: [{ eventID: "shard:1", kinesis: { data, sequenceNumber: "41" } }] },
      { records: [{ data, sequenceNumber: "42", partitionKey: "p" }] },
      records,
    ]) {
      expect(await handler(event)).toEqual({ batchItemFailures: [] });
    }
    const own = record?.dynamodb.SequenceNumber;
    expect(seen.map(({ sequenceNumber }) => sequenceNumber)).toEqual(["41", "42", own]);
    for (const event of [{}, { Records: [{}] }, { records: [{ data: "bm90IGpzb24=" }] }]) {
      await expectedErrorOf(ArgumentError, () => handler(event));
    }
  });

  test("tells removals by expiry from others", async () => {
    const { table, Device, records } = await recordsOf(async ({ Device }) => {
      const device = await Device.objects.save(new Device({ id: "d1", status: "s" }));
      await Device.objects.delete(device);
    });
    const removed = records.filter(({ eventName }) => eventName === "REMOVE");
    const identity = { type: "Service", principalId: "dynamodb.amazonaws.com" };
    const seen: boolean[] = [];
    const handler = table.streamHandler(
      { Device: { remove: (_before, { expired }) => void seen.push(expired) } },
      { models: { Device } },
    );
    for (const userIdentity of [undefined, identity]) {
      await handler({ Records: removed.map((record) => ({ ...record, userIdentity })) });
    }
    expect(seen).toEqual([false, true]);
  });

  test("gives old items upgraded, and an item that changes its model as removed and inserted", async () => {
    const engine = createEngine();
    const table = defineTable({ name: "moved" }).connect(engine);
    class Now extends table.model<Now>("Now")({
      schema: z.object({ id: z.string(), size: z.number() }),
      pk: "X#{id}",
      sk: "X",
      upgrade: { 1: (item) => ({ ...item, size: 1 }) },
    }) {}
    class Was extends table.model<Was>("Was")({
      schema: z.object({ id: z.string() }),
      pk: "W#{id}",
      sk: "X",
    }) {}
    const seen: unknown[] = [];
    const handler = table.streamHandler(
      {
        Now: { insert: (now) => void seen.push(now.size) },
        Was: { remove: (before) => void seen.push(before.id) },
      },
      { models: { Now, Was } },
    );
    const image = (type: string) => ({ PK: { S: "X#1" }, _type: { S: type }, id: { S: "1" } });
    const record = {
      eventID: "1",
      eventName: "MODIFY",
      dynamodb: {
        Keys: { PK: { S: "X#1" } },
        OldImage: image("Was"),
        NewImage: image("Now"),
        SequenceNumber: "1",
      },
    };
    expect(await handler([record])).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual(["1", 1]);
  });

  test("reports items of unknown types, or what is said of them", async () => {
    const { table, Device, records } = await recordsOf(async ({ Device }) => {
      await Device.objects.save(new Device({ id: "d1", status: "s" }));
    });
    const foreign = records.map((record) => {
      const NewImage = { ...record.dynamodb.NewImage, _type: { S: "Foreign" } };
      return { ...record, dynamodb: { ...record.dynamodb, NewImage } };
    });
    const errors: unknown[] = [];
    const types: unknown[] = [];
    const handlers = { Device: { insert: () => undefined } };
    const common = { models: { Device }, onError: (error: unknown) => errors.push(error) };
    const strict = table.streamHandler(handlers, common);
    const { batchItemFailures } = await strict({ Records: foreign });
    expect(batchItemFailures).toHaveLength(foreign.length);
    expect(errors[0]).toBeInstanceOf(EntityTypeError);
    const told = table.streamHandler(handlers, {
      ...common,
      onUnknown: ({ type, key }) => types.push([type, key.pk.length > 0]),
    });
    expect(await told({ Records: foreign })).toEqual({ batchItemFailures: [] });
    expect(types).toContainEqual(["Foreign", true]);
  });

  test("begins nothing when its time is nearly over, and warns of what fails", async () => {
    const { table, Reading, records } = await recordsOf(async ({ Reading }) => {
      for (const id of ["a", "b"]) await Reading.objects.save(new Reading({ id, at: new Date(0) }));
    });
    const insert = vi.fn(() => {
      throw new Error("no");
    });
    const handler = table.streamHandler(
      { Reading: { insert } },
      { models: { Reading }, concurrency: 1 },
    );
    const all = records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber }));
    const late = { getRemainingTimeInMillis: () => 1_999 };
    expect(await handler({ Records: records }, late)).toEqual({ batchItemFailures: all });
    expect(insert).not.toHaveBeenCalled();
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const early = { getRemainingTimeInMillis: () => 60_000 };
    expect(await handler({ Records: records }, early)).toEqual({ batchItemFailures: all });
    expect(insert).toHaveBeenCalledTimes(1); // the second comes again in any case
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test("with `once` skips what was handled, for a week or as long as is asked", async () => {
    const { table, Reading, records } = await recordsOf(async ({ Reading }) => {
      await Reading.objects.save(new Reading({ id: "a", at: new Date(0) }));
    });
    const insert = vi.fn();
    const options = { models: { Reading }, once: { by: eventId, in: table } } as const;
    const handler = table.streamHandler({ Reading: { insert } }, options);
    for (let time = 0; time < 3; time++) await handler({ Records: records });
    expect(insert).toHaveBeenCalledTimes(1);
    const other = { ...options, once: { ...options.once, name: "other" } };
    await table.streamHandler({ Reading: { insert } }, other)({ Records: records });
    expect(insert).toHaveBeenCalledTimes(2);
    const [, record] = insert.mock.calls[0] as [unknown, StreamRecord];
    await expect(table.transact([record.mark])).rejects.toMatchObject({
      reasons: [{ code: "ALREADY_EXISTS" }],
    });
  });

  test("fails a record alone whose name for `once` cannot be told", async () => {
    const { table, Reading, records } = await recordsOf(async ({ Reading }) => {
      for (const id of ["a", "b", "c"]) {
        await Reading.objects.save(new Reading({ id, at: new Date(0) }));
      }
    });
    const [, second, third] = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    for (const nameless of [
      () => "",
      () => {
        throw new Error("no name");
      },
    ]) {
      const by = (record: StreamRecord) =>
        record.sequenceNumber === second ? nameless() : record.sequenceNumber;
      const onError = vi.fn();
      const handler = table.streamHandler(
        { Reading: { insert: () => undefined } },
        {
          models: { Reading },
          once: { by, in: table, name: String(nameless) },
          concurrency: 1,
          onError,
        },
      );
      expect(await handler({ Records: records })).toEqual({
        batchItemFailures: [second, third].map((itemIdentifier) => ({ itemIdentifier })),
      });
      expect(onError.mock.calls).toMatchObject([[{}, { sequenceNumber: second }]]);
    }
  });

  test("is refused for what is no model, no kind of change or no table", () => {
    const { table, Device } = declare(createEngine());
    const insert = (): void => undefined;
    const define = table.streamHandler as (handlers: unknown, options?: object) => unknown;
    for (const [handlers, options] of [
      [{}],
      [{ Device: {} }],
      [{ Gadget: { insert } }],
      [{ Device: { upsert: insert } }],
      [{ Device: { insert } }, { models: { Gadget: Device } }],
      [{ Device: { insert } }, { models: { Device: class {} } }],
      [{ Device: { insert } }, { concurrency: 0 }],
      [{ Device: { insert } }, { onUnknown: "drop" }],
      [{ Device: { insert } }, { once: { by: eventId, in: {} } }],
      [{ Device: { insert } }, { once: { by: 1, in: table } }],
    ] as const) {
      expect(() => define(handlers, options), JSON.stringify([handlers, options])).toThrow(
        ArgumentError,
      );
    }
  });

  test("is refused `once` where a model could have the key of a mark", () => {
    const table = defineTable({ name: "any" }).connect(createEngine());
    class Any extends table.model<Any>("Any")({
      schema: z.object({ a: z.string(), b: z.string() }),
      pk: "{a}#{b}#",
      sk: "ONCE",
    }) {}
    const handlers = { Any: { insert: () => undefined } };
    const options = { models: { Any }, once: { by: eventId, in: table } } as const;
    expect(() => table.streamHandler(handlers, options)).not.toThrow();
    const other = defineTable({ name: "other" }).connect(createEngine());
    class Loose extends other.model<Loose>("Loose")({
      schema: z.object({ a: z.string(), b: z.string(), c: z.string() }),
      pk: "{a}#{b}#{c}",
      sk: "ONCE",
    }) {}
    expect(Loose.name).toBe("Loose");
    expect(() =>
      table.streamHandler(handlers, { ...options, once: { by: eventId, in: other } }),
    ).toThrow(ArgumentError);
  });
});
