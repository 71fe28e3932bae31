import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Item } from "../../src/codec/attribute-value.js";
import { compileSchema } from "../../src/codec/compile-schema.js";
import { EntityMapper } from "../../src/codec/entity-mapper.js";
import { LoadedItem, plainItem, type StoredItem } from "../../src/codec/loaded-item.js";
import { itemsOf } from "../../src/codec/reply-reader.js";
import type { Hydration } from "../../src/model/entity.js";
import { objectInput, properties, shape } from "../support/entity-arbitraries.js";
import { context } from "../support/operation-context.js";
import { randomFrom } from "../support/random.js";
import { disturbed, OddJson, pick } from "../support/reply-text.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const SCHEMAS = DEEP ? 20_000 : 600;
const PAGES = 4;

/** A mapper whose entities are what a constructor is given. */
function mapperOf(schema: z.ZodType, timestamps: "iso" | "epochMs" | "epochSeconds") {
  const { definition } = context.mapper;
  const table = { ...definition.table, timestamps };
  return new EntityMapper<Hydration>(
    { ...definition, name: "Sample", schema, table },
    compileSchema(schema),
    (hydration) => hydration,
  );
}

/** An item as the model stores it. */
function itemOf(mapper: EntityMapper<Hydration>, attributes: object, random: () => number): Item {
  const { table } = mapper.definition;
  const time = mapper.encodeTimestamp(new Date(Math.floor(random() * 4e12)), "createdAt");
  return {
    ...mapper.keyItem({ pk: "SAMPLE#1", sk: `größe#${random()}` }),
    [table.attributes.type]: { S: "Sample" },
    ...(random() < 0.9 ? { createdAt: time, updatedAt: time } : {}),
    ...(random() < 0.3 ? { _version: { N: "7" }, _w: { S: "name of a write" } } : {}),
    ...(random() < 0.1 ? { _schema: { N: pick(["0", "1", "2"], random) } } : {}),
    ...mapper.codec.encodeAttributes(attributes),
  };
}

/** The members of a reply around its items. */
function membersOf(items: readonly unknown[], random: () => number): [string, unknown][] {
  const count: [string, unknown][] = [
    ["Count", items.length],
    ["ScannedCount", items.length],
  ];
  const last: [string, unknown] = ["LastEvaluatedKey", { PK: { S: "Items" }, SK: { S: "ä" } }];
  const capacity: [string, unknown] = ["ConsumedCapacity", { Items: [], CapacityUnits: 0.5 }];
  const rest = [...count, ...(random() < 0.5 ? [last] : []), ...(random() < 0.5 ? [capacity] : [])];
  const all: [string, unknown][] = random() < 0.95 ? [["Items", items], ...rest] : rest;
  return random() < 0.5 ? all : all.reverse();
}

/** A body with a byte or two lost, replaced or added. */
function damaged(body: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * body.length);
  const end = at + Math.floor(random() * 3);
  const bytes = pick(["", " ", ",", "{", "}", "]", '"', "\\", "\n", "1", "x"], random);
  return Buffer.concat([body.subarray(0, at), Buffer.from(bytes), body.subarray(end)]);
}

/** What reading an item comes to, with the order of names and the kind of everything. */
function outcome(mapper: EntityMapper<Hydration>, stored: StoredItem): string {
  try {
    const { attributes, stamps } = mapper.decode(stored);
    return told([attributes, { ...stamps }]);
  } catch (error) {
    return String(error);
  }
}

function told(value: unknown): string {
  return inspect(value, { depth: 100, maxArrayLength: null, maxStringLength: null });
}

/** What is in a reply, whatever its order. */
function membersIn(reply: object): string {
  const members = Object.entries(reply);
  return JSON.stringify(members.sort(([one], [other]) => (one < other ? -1 : 1)));
}

test("a reply that is read from its bytes is what JSON.parse and the codecs make of it, errors too", () => {
  const seen = { replies: 0, left: 0, loaded: 0, plain: 0, errors: 0 };

  function compare(mapper: EntityMapper<Hydration>, body: Buffer): void {
    const reply = mapper.replies.read(body);
    if (reply === undefined) {
      seen.left += 1;
      return;
    }
    seen.replies += 1;
    expect(membersIn(reply)).toBe(membersIn(JSON.parse(body.toString())));
    for (const stored of itemsOf(reply)) {
      const text = outcome(mapper, stored);
      expect(text).toBe(outcome(mapper, plainItem(stored)));
      seen[stored instanceof LoadedItem ? "loaded" : "plain"] += 1;
      if (!text.startsWith("[")) seen.errors += 1;
    }
  }

  fc.assert(
    fc.property(
      properties(3).chain((samples) =>
        fc.record({
          samples: fc.constant(samples),
          inputs: fc.array(objectInput(samples), { minLength: 1, maxLength: 6 }),
        }),
      ),
      fc.constantFrom("iso", "epochMs", "epochSeconds"),
      fc.nat(),
      ({ samples, inputs }, timestamps, seed) => {
        const random = randomFrom(seed);
        const schema = z.object(shape(samples));
        const mapper = mapperOf(schema, timestamps);
        for (let page = 0; page < PAGES; page++) {
          const items = inputs.map((input) => {
            const item = itemOf(mapper, schema.parse(input), random);
            return random() < 0.2 ? disturbed(item, random) : item;
          });
          const json = new OddJson(random, page === 0 ? 0 : pick([0.001, 0.05], random));
          const body = Buffer.from(json.object(membersOf(items, random)));
          compare(mapper, page === PAGES - 1 ? damaged(body, random) : body);
        }
      },
    ),
    { seed: 8, numRuns: SCHEMAS },
  );
  // Most of it is read so, and all ways are taken.
  expect(seen.loaded).toBeGreaterThan(SCHEMAS * 4);
  expect(seen.plain).toBeGreaterThan(SCHEMAS / 10);
  expect(seen.errors).toBeGreaterThan(SCHEMAS / 10);
  expect(seen.left).toBeGreaterThan(SCHEMAS / 10);
});
