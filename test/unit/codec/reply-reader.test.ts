import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Item } from "../../../src/codec/attribute-value.js";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { LoadedItem, plainItem, type StoredItem } from "../../../src/codec/loaded-item.js";
import { itemsOf, ReplyReader } from "../../../src/codec/reply-reader.js";
import { context, device } from "../../support/operation-context.js";

const { mapper } = context;
const at = new Date("2026-02-03T04:05:06.007Z");

function itemOf(id: number | string): Item {
  return mapper.encode(device(id, { note: `“no” ${id} \\ ümlaut\n`, seq: 7 }), {
    createdAt: at,
    updatedAt: at,
  });
}

function bodyOf(items: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify({ Count: items.length, Items: items, ScannedCount: 9 }));
}

test("items as DynamoDB writes them are read from the bytes, in whatever order their attributes are", () => {
  const orders = [
    (item: Item) => item,
    (item: Item) => Object.fromEntries(Object.entries(item).reverse()),
    (item: Item) => Object.fromEntries(Object.entries(item).sort()),
  ];
  for (const order of orders) {
    const items = [1, 2, 3, 4].map((id) => order(itemOf(id)));
    const reply = mapper.replies.read(bodyOf([...items, { ...items[0], more: { L: [] } }])) ?? {};
    const loaded = itemsOf(reply);
    expect(loaded.every((item) => item instanceof LoadedItem)).toBe(true);
    expect(loaded.slice(0, 4).map((item) => mapper.decode(item))).toEqual(
      [1, 2, 3, 4].map((id) => mapper.decode(itemOf(id))),
    );
    expect(loaded.slice(0, 4).map(plainItem)).toEqual(items);
    expect(reply).toMatchObject({ Count: 5, ScannedCount: 9 });
  }
});

test("only the item that is not as expected is left to the codecs", () => {
  const other = { ...itemOf(2), _type: { S: "Other" } };
  const wrong = { ...itemOf(3), status: { S: "sideways" } };
  const [first, second, third] = itemsOf(
    mapper.replies.read(bodyOf([itemOf(1), other, wrong])) ?? {},
  );
  expect(first).toBeInstanceOf(LoadedItem);
  expect(second).toEqual(other);
  expect(third).toEqual(wrong);
});

test("a page of items that are not as expected is left to JSON.parse", () => {
  const strangers = [1, 2, 3, 4, 5].map((id) => ({ ...itemOf(id), seq: { S: "1" } }));
  expect(mapper.replies.read(bodyOf(strangers.slice(1)))).toBeDefined();
  expect(mapper.replies.read(bodyOf(strangers))).toBeUndefined();
  expect(mapper.replies.read(bodyOf([itemOf(0), ...strangers]))).toBeDefined();
});

test("whoever copies a reply, to change it, has the items as DynamoDB wrote them", () => {
  const items = [itemOf(1), itemOf(2)];
  const reply = mapper.replies.read(bodyOf(items)) ?? {};
  expect(reply.Items).toEqual(items);
  const changed = { ...reply, Items: [itemOf(7)] };
  expect(itemsOf(changed)).toEqual([itemOf(7)]);
  expect(itemsOf({ ...reply })).toEqual(items);
});

test.each([
  '{"Items":[],}',
  '{,"Items":[]}',
  '{"Items":[]"Count":1}',
  '{"Count":1"Items":[]}',
  '{"Count":1,,"Items":[]}',
  '{"Items":[]}}',
  '{"Items":[{}{}]}',
  '{"Items":[],"Items":[{}]}',
  '{"a":{"Items":[]}}',
  '{"Count":0}',
  "",
])("%s is left to JSON.parse", (text) => {
  expect(mapper.replies.read(Buffer.from(text))).toBeUndefined();
});

test.each([
  ...["0", "-0", "-0.0", "7", "-7", "007", "1.5", "-1.50", "0.1", "5.", ".5", "1e3", "1E-3", "+7"],
  ...["123456789012345", "1234567890.12345", "0.000000000000001", "9007199254740991"],
  ...["1234567890123456", "0.1234567890123456", "9007199254740993", "1e126", "", "-", "1.2.3", "x"],
])("the number %o is what the codec makes of it", (text) => {
  const read = (item: StoredItem | undefined): unknown => {
    try {
      return item && mapper.decode(item).count;
    } catch (error) {
      return String(error);
    }
  };
  const item = { ...itemOf(1), count: { N: text } };
  const [stored] = itemsOf(mapper.replies.read(bodyOf([item])) ?? {});
  expect(read(stored)).toBe(read(item));
});

test("open schemas and models with upgrades are left to JSON.parse and the codecs", () => {
  const { definition, codec, reserved } = mapper;
  const open = compileSchema(z.looseObject({ tenantId: z.string() }));
  expect(new ReplyReader(definition, open, reserved).read(bodyOf([]))).toBeUndefined();
  const upgraded = { ...definition, upgrades: [() => ({})] };
  expect(new ReplyReader(upgraded, codec, reserved).read(bodyOf([]))).toBeUndefined();
  expect(new ReplyReader(definition, codec, reserved).read(bodyOf([]))).toBeDefined();
});

test("an entity keeps nothing of the page that it was read from", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void; // what the flag gives
  const held = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const read = (id: number): unknown => {
    const filler = { S: "x".repeat(1_000_000) };
    const [item] = itemsOf(
      mapper.replies.read(bodyOf([itemOf(`a device with a long name ${id}`), { filler }])) ?? {},
    );
    return item && mapper.decode(item);
  };
  read(0);
  const before = held();
  const entities = Array.from({ length: 50 }, (_, id) => read(id));
  expect(held() - before).toBeLessThan(10_000_000); // of 50 MB
  expect(entities).toHaveLength(50);
});
