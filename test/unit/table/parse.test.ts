import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../../src/engine.js";
import {
  ArgumentError,
  defineTable,
  EntityTypeError,
  type Item,
  type UnknownItem,
} from "../../../src/index.js";
import { expectedErrorOf } from "../../support/expected-error.js";

const table = defineTable({ name: "parse" }).connect(createEngine());

class Device extends table.model<Device>("Device")({
  schema: z.object({ id: z.string(), at: z.date(), raw: z.instanceof(Uint8Array) }),
  pk: "DEVICE#{id}",
  sk: "DEVICE",
}) {
  get label() {
    return `device ${this.id}`;
  }
}

class Event extends table.model<Event>("Event")({
  schema: z.object({ id: z.string() }),
  pk: "DEVICE#{id}",
  sk: "EVENT",
}) {}

const device = new Device({ id: "d1", at: new Date(5), raw: new Uint8Array([1, 2]) });
const event = new Event({ id: "e1" });
const unknown: Item = { PK: { S: "X#1" }, SK: { S: "X" }, _type: { S: "Elsewhere" } };

test("a stream image becomes an entity of its class, with binary as base64 or as bytes", () => {
  const image = device.toItem();
  const parsed = table.parse(image, [Device, Event]);
  expectTypeOf(parsed).toEqualTypeOf<Device | Event>();
  expect(parsed).toEqual(device);
  expect(parsed instanceof Device && parsed.label).toBe("device d1");
  const fromSdk = { ...image, raw: { B: new Uint8Array([1, 2]) } };
  expect(table.parse(fromSdk, [Device])).toEqual(device);
});

test("without a list any model of the table is parsed, as what the caller says", () => {
  const parsed = table.parse<Device>(device.toItem());
  expectTypeOf(parsed).toEqualTypeOf<Device>();
  expect(parsed).toBeInstanceOf(Device);
});

test("an item of another type is refused, and a model that is not listed told from no model", async () => {
  const unlisted = await expectedErrorOf(EntityTypeError, () =>
    table.parse(event.toItem(), [Device]),
  );
  expect([unlisted.expected, unlisted.found]).toEqual(["Device", "Event"]);
  expect(unlisted.message).toContain("add Event to the models");
  const foreign = await expectedErrorOf(EntityTypeError, () => table.parse(unknown));
  expect([foreign.expected, foreign.found]).toEqual(["Device or Event", "Elsewhere"]);
  expect(foreign.message).toContain("no model that the table knows");
  const untyped = { PK: unknown.PK ?? {}, SK: unknown.SK ?? {} };
  const nothing = await expectedErrorOf(EntityTypeError, () => table.parse(untyped));
  expect(nothing.found).toBeUndefined();
});

test("other types can be skipped, or reported", () => {
  const skipped = table.parse(unknown, [Device], { onUnknown: "skip" });
  expectTypeOf(skipped).toEqualTypeOf<Device | undefined>();
  expect(skipped).toBeUndefined();
  const met: UnknownItem[] = [];
  const onUnknown = (item: UnknownItem): void => void met.push(item);
  expect(table.parse(event.toItem(), [Device], { onUnknown })).toBeUndefined();
  expect(met).toEqual([
    {
      type: "Event",
      declared: true,
      key: { pk: "DEVICE#e1", sk: "EVENT" },
      item: event.toItem(),
    },
  ]);
});

test("what is no model of the table cannot be asked for", async () => {
  await expectedErrorOf(ArgumentError, () => table.parse(unknown, [Date]));
  await expectedErrorOf(ArgumentError, () => table.parse({ PK: "A#1" }, [Device]));
});
