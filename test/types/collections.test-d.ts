import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { beginsWith, defineTable, type Page } from "../../src/index.js";

const platform = defineTable({ name: "platform" });

class Device extends platform.model<Device>("Device")({
  schema: z.object({ tenantId: z.string(), deviceId: z.string(), status: z.string() }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "STATUS#{status}", sk: "{deviceId}" } },
}) {}

class Reading extends platform.model<Reading>("Reading")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    at: z.date(),
    status: z.string(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "READING#{deviceId}#{at}",
  indexes: { GSI1: { pk: "STATUS#{status}", sk: "{at}" }, GSI2: { pk: "AT#{at}", sk: "R" } },
}) {}

const key = { tenantId: "t1" };

test("a collection gives the union of its models, in both modes", () => {
  const query = platform.query(key, [Device, Reading]);
  expectTypeOf(query.all()).toEqualTypeOf<Promise<(Device | Reading)[]>>();
  expectTypeOf(query.first()).toEqualTypeOf<Promise<Device | Reading | undefined>>();
  expectTypeOf(query.page()).toEqualTypeOf<Promise<Page<Device | Reading>>>();
  expectTypeOf(platform.querySync(key, [Device]).all()).toEqualTypeOf<Device[]>();
  // @ts-expect-error: the blocking query is iterated with for
  platform.querySync(key, [Device])[Symbol.asyncIterator];
});

test("its key has what all of the models have, or is a text", () => {
  platform.query({ tenantId: "t1", deviceId: beginsWith("d") }, [Device, Reading]);
  platform.query({ pk: "TENANT#t1", sk: beginsWith("DEVICE#") }, [Device, Reading]);
  platform.query({ status: "up" }, [Device, Reading], { index: "GSI1" });
  // @ts-expect-error: the partition is incomplete
  platform.query({}, [Device, Reading]);
  // @ts-expect-error: of another type
  platform.query({ tenantId: 7 }, [Device, Reading]);
  // @ts-expect-error: devices are not in this index
  platform.query({ at: new Date(0) }, [Device, Reading], { index: "GSI2" });
  // @ts-expect-error: an index cannot be read consistently
  platform.query({ status: "up" }, [Device], { index: "GSI1", consistent: true });
});
