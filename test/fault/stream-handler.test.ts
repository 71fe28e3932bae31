import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import {
  add,
  defineTable,
  eventId,
  type StreamHandler,
  type StreamRecord,
} from "../../src/index.js";
import { randomFrom } from "../support/random.js";
import { deliver, type LambdaRecord, streamOf } from "../support/stream.js";

const RECORDS = 10_000;
const ITEMS = 300;

/** A table whose stream was written by random changes of items, and one that counts what handlers did. */
async function world(seed: number) {
  const random = randomFrom(seed);
  const engine = createEngine({ random });
  const table = defineTable({ name: "things" }).connect(engine);
  class Thing extends table.model<Thing>("Thing")({
    schema: z.object({ group: z.string(), id: z.string(), step: z.number() }),
    pk: "GROUP#{group}",
    sk: "THING#{id}",
  }) {}
  const effects = defineTable({ name: "effects", ttl: "endsAt" }).connect(engine);
  class Count extends effects.model<Count>("Count")({
    schema: z.object({ key: z.string(), count: z.number() }),
    pk: "COUNT#{key}",
    sk: "COUNT",
  }) {}
  await table.create();
  await effects.create();
  const records = await streamOf(engine, "things", async () => {
    for (let made = 0; made < RECORDS; made++) {
      const item = Math.floor(random() * ITEMS);
      const key = { group: String(item % 40), id: String(item) };
      if (random() < 0.2 && (await Thing.objects.exists(key))) await Thing.objects.delete(key);
      else await Thing.objects.save(new Thing({ ...key, step: made }));
    }
  });
  return { random, table, Thing, effects, Count, records };
}

const keyOf = (record: LambdaRecord): string =>
  `${record.dynamodb.Keys.PK?.S}/${record.dynamodb.Keys.SK?.S}`;

describe("a stream handler fed 10,000 records, with failures", () => {
  test("loses none, keeps the order of each key, and tells what has to come again", async () => {
    const { random, table, Thing, records } = await world(1);
    expect(records).toHaveLength(RECORDS);
    const done = new Set<string>();
    /** What one invocation did, by key. */
    let begun = new Map<string, string[]>();
    let failed = new Set<string>();
    let keys = new Map<string, string>();
    const step = async (record: { readonly sequenceNumber: string }) => {
      const { sequenceNumber } = record;
      const key = keys.get(sequenceNumber) ?? "";
      const earlier = begun.get(key) ?? [];
      expect(
        earlier.some((other) => failed.has(other)),
        "goes on after a failure",
      ).toBe(false);
      begun.set(key, [...earlier, sequenceNumber]);
      if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve));
      if (random() < 0.01) {
        failed.add(sequenceNumber);
        throw new Error("injected");
      }
      done.add(sequenceNumber);
    };
    const errors: unknown[] = [];
    const handler = table.streamHandler(
      {
        Thing: {
          insert: (_now, record) => step(record),
          modify: (_before, _now, _changes, record) => step(record),
          remove: (_before, record) => step(record),
        },
      },
      { models: { Thing }, onError: (error) => errors.push(error) },
    );
    const invocations = await deliver(records, handler, {
      before(batch) {
        begun = new Map();
        failed = new Set();
        keys = new Map(batch.map((record) => [record.dynamodb.SequenceNumber, keyOf(record)]));
        for (const { dynamodb } of batch) done.delete(dynamodb.SequenceNumber);
      },
      after(batch, { batchItemFailures }) {
        const missing = batch
          .map(({ dynamodb }) => dynamodb.SequenceNumber)
          .filter((sequenceNumber) => !done.has(sequenceNumber));
        expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(missing);
        for (const [key, sequence] of begun) {
          const order = batch.filter((record) => keyOf(record) === key);
          const expected = order.map(({ dynamodb }) => dynamodb.SequenceNumber);
          expect(sequence).toEqual(expected.slice(0, sequence.length));
        }
      },
    });
    expect(done.size).toBe(RECORDS);
    expect(errors.length).toBeGreaterThan(50);
    expect(invocations).toBeGreaterThan(RECORDS / 100);
    await table.close();
  });

  test("and delivered three times, with `once` does everything exactly once", async () => {
    const { random, table, Thing, effects, Count, records } = await world(2);
    const counted = new Set<string>();
    const handle = async (key: string, record: StreamRecord) => {
      if (random() < 0.01) throw new Error("before the effect");
      if (!counted.has(key)) {
        counted.add(key);
        await Count.objects.save(new Count({ key, count: 0 }));
      }
      await effects.transact([Count.operations.update({ key }, { count: add(1) }), record.mark]);
      if (random() < 0.01) throw new Error("after the effect, before anybody knows");
    };
    const handler: StreamHandler = table.streamHandler(
      {
        Thing: {
          insert: (now, record) => handle(now.id, record),
          modify: (_before, now, _changes, record) => handle(now.id, record),
          remove: (before, record) => handle(before.id, record),
        },
      },
      { models: { Thing }, once: { by: eventId, in: effects }, onError: () => undefined },
    );
    for (let time = 0; time < 3; time++) await deliver(records, handler, {});
    const expected = new Map<string, number>();
    for (const { dynamodb } of records) {
      const key = String(dynamodb.Keys.SK?.S).slice("THING#".length);
      expected.set(key, (expected.get(key) ?? 0) + 1);
    }
    for (const [key, changes] of expected) {
      expect((await Count.objects.getOrThrow({ key })).count, key).toBe(changes);
    }
    await table.close();
    await effects.close();
  });
});
