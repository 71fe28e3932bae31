import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import {
  add,
  append,
  type BatchReport,
  beginsWith,
  between,
  defineTable,
  lt,
  Objects,
  type Page,
  remove,
} from "../../src/index.js";

const platform = defineTable({
  name: "platform",
  keys: { pk: "PK", sk: "SK" },
  indexes: { GSI1: { pk: "GSI1PK", sk: "GSI1SK" }, GSI2: { pk: "GSI2PK", sk: "GSI2SK" } },
  attributes: { type: "_type", createdAt: "createdAt", updatedAt: "updatedAt" },
  ttl: undefined,
});

class DeviceObjects extends Objects<Device> {
  readonly pageSize = 50;

  online(tenantId: string) {
    return this.query({ tenantId, status: "up" }, { index: "GSI1" });
  }

  *retire(device: Device) {
    yield* this.update(device, { status: "retired" });
    return yield* this.get(device);
  }

  get hint() {
    return "devices";
  }

  describe(device: Device) {
    return `${device.label}!`;
  }
}

class Device extends platform.model<Device>("Device")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    status: z.enum(["up", "down", "retired"]),
    seq: z.number().int(),
    tags: z.set(z.string()).optional(),
    log: z.array(z.string()).optional(),
    seenAt: z.date().optional(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },
  objects: DeviceObjects,
  version: false,
}) {
  get label() {
    return `${this.tenantId}/${this.deviceId}`;
  }
}

declare const device: Device;

test("an entity has the schema's attributes, the model's members and its own", () => {
  expectTypeOf(device.status).toEqualTypeOf<"up" | "down" | "retired">();
  expectTypeOf(device.tags).toEqualTypeOf<Set<string> | undefined>();
  expectTypeOf(device.pk()).toEqualTypeOf<string>();
  expectTypeOf(device.createdAt).toEqualTypeOf<Date | undefined>();
  expectTypeOf(device.label).toEqualTypeOf<string>();
  // @ts-expect-error: status is one of three
  new Device({ tenantId: "t1", deviceId: "d1", status: "gone", seq: 7 });
});

test("the repositories answer promises and plain values", () => {
  const key = { tenantId: "t1", deviceId: "d1" };
  expectTypeOf(Device.objects.save(device)).toEqualTypeOf<Promise<Device>>();
  expectTypeOf(Device.objectsSync.save(device)).toEqualTypeOf<Device>();
  expectTypeOf(Device.objects.get(key)).toEqualTypeOf<Promise<Device | undefined>>();
  expectTypeOf(Device.objectsSync.get(key)).toEqualTypeOf<Device | undefined>();
  expectTypeOf(Device.objects.getOrThrow(device)).toEqualTypeOf<Promise<Device>>();
  expectTypeOf(Device.objectsSync.getMany([key])).toEqualTypeOf<(Device | undefined)[]>();
  expectTypeOf(Device.objects.exists(key)).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(Device.objectsSync.delete(key)).toEqualTypeOf<Device | undefined>();
  expectTypeOf(Device.objects.upsertMany([device])).toEqualTypeOf<Promise<BatchReport<Device>>>();
  // @ts-expect-error: a key has all of its attributes
  Device.objects.get({ tenantId: "t1" });
  // @ts-expect-error: of their own types
  Device.objects.get({ tenantId: "t1", deviceId: 7 });
});

test("the blocking repository takes no async iterable", () => {
  const stream = (async function* () {
    yield device;
  })();
  Device.objects.upsertMany(stream);
  // @ts-expect-error: nothing can be awaited in the blocking mode
  Device.objectsSync.upsertMany(stream);
});

test("a manager's members are in both repositories", async () => {
  expectTypeOf(Device.objects.online("t1").all()).toEqualTypeOf<Promise<Device[]>>();
  expectTypeOf(Device.objectsSync.online("t1").all()).toEqualTypeOf<Device[]>();
  expectTypeOf(Device.objects.online("t1").page()).toEqualTypeOf<Promise<Page<Device>>>();
  expectTypeOf(Device.objects.retire(device)).toEqualTypeOf<Promise<Device | undefined>>();
  expectTypeOf(Device.objectsSync.retire(device)).toEqualTypeOf<Device | undefined>();
  expectTypeOf(Device.objects.hint).toEqualTypeOf<string>();
  expectTypeOf(Device.objectsSync.pageSize).toEqualTypeOf<number>();
  expectTypeOf(Device.objects.describe(device)).toEqualTypeOf<string>();
  for await (const found of Device.objects.online("t1")) {
    expectTypeOf(found).toEqualTypeOf<Device>();
  }
  for (const found of Device.objectsSync.online("t1")) expectTypeOf(found).toEqualTypeOf<Device>();
  // @ts-expect-error: the async query is iterated with for await
  for (const _found of Device.objects.online("t1")) _found;
  Device.objects.using({ region: "eu-central-1" }).online("t2");
});

test("a query takes all partition attributes and sort attributes or operators", () => {
  Device.objects.query({ tenantId: "t1" });
  Device.objects.query({ tenantId: "t1", deviceId: beginsWith("a") });
  Device.objects.query({ tenantId: "t1", status: "up", seq: between(1, 9) }, { index: "GSI1" });
  Device.objects.query({ tenantId: "t1" }, { where: { status: "up", seq: lt(9) } });
  // @ts-expect-error: the partition attribute is missing
  Device.objects.query({ deviceId: "d1" });
  // @ts-expect-error: status is a partition attribute of GSI1
  Device.objects.query({ tenantId: "t1" }, { index: "GSI1" });
  // @ts-expect-error: the model has no templates for GSI2
  Device.objects.query({ tenantId: "t1" }, { index: "GSI2" });
  // @ts-expect-error: seq is a number
  Device.objects.query({ tenantId: "t1", status: "up", seq: lt("9") }, { index: "GSI1" });
});

test("changes and conditions are typed by the schema", () => {
  Device.objects.update(device, { seq: add(1), tags: remove(), log: append(["x"]) });
  Device.objects.update(device, { status: "up" }, { where: { status: "down", seq: lt(9) } });
  // @ts-expect-error: a text cannot be added to
  Device.objects.update(device, { status: add(1) });
  // @ts-expect-error: key attributes do not change
  Device.objects.update(device, { tenantId: "t2" });
  // @ts-expect-error: not an attribute
  Device.objects.update(device, { colour: "red" });
  // @ts-expect-error: of another type
  Device.objects.save(device, { where: { seq: "9" } });
});

test("mistakes in a declaration are compile-time errors", () => {
  const schema = z.object({ a: z.string() });
  // @ts-expect-error: write table.model<Self>
  platform.model("NoSelf")({ schema, pk: "{a}", sk: "x" });
  // @ts-expect-error: {emial} is not an attribute of the schema
  platform.model<object>("Typo")({ schema, pk: "{emial}", sk: "x" });
  const declare = platform.model<object>("Indexes");
  const key = { schema, pk: "{a}", sk: "x" } as const;
  // @ts-expect-error: GSI9 is not an index of the table
  declare({ ...key, indexes: { GSI9: { pk: "x", sk: "y" } } });
  // @ts-expect-error: {b} is not an attribute of the schema
  declare({ ...key, indexes: { GSI1: { pk: "{b}", sk: "y" } } });
  // @ts-expect-error: sk is missing
  class HalfAKey extends platform.model<HalfAKey>("HalfAKey")({ schema, pk: "{a}" }) {}
  // @ts-expect-error: neither templates nor pk() and sk()
  class NoKey extends platform.model<NoKey>("NoKey")({ schema }) {}
  expectTypeOf(HalfAKey).not.toBeAny();
  expectTypeOf(NoKey).not.toBeAny();
});

class Event extends platform.model<Event>("Event")({
  schema: z.object({ day: z.string(), id: z.string(), kind: z.string() }),
  indexes: { GSI1: { pk: "KIND#{kind}", sk: "{day}" } },
}) {
  pk() {
    return `EVENTS#${this.day}`;
  }

  sk() {
    return `EVENT#${this.id}`;
  }
}

test("a model that computes its own keys is asked for by texts or by an entity", () => {
  const event = new Event({ day: "2026-01-01", id: "e1", kind: "boot" });
  expectTypeOf(Event.objects.get(event)).toEqualTypeOf<Promise<Event | undefined>>();
  Event.objects.get({ pk: "EVENTS#2026-01-01", sk: "EVENT#e1" });
  Event.objects.query({ pk: "EVENTS#2026-01-01", sk: beginsWith("EVENT#") });
  Event.objects.query({ kind: "boot" }, { index: "GSI1" });
  // @ts-expect-error: its attributes do not make its key
  Event.objects.get({ day: "2026-01-01", id: "e1" });
});
