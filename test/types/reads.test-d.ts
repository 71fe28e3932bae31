import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { beginsWith, defineTable, gt, remove } from "../../src/index.js";

const table = defineTable({ name: "platform" });

class Device extends table.model<Device>("Device")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    status: z.enum(["up", "down"]),
    seq: z.number().int(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },
}) {}

const { objects, objectsSync } = Device;

test("only the table itself is read consistently", () => {
  objects.query({ tenantId: "t" }, { consistent: true });
  objects.query({ tenantId: "t", status: "up" }, { index: "GSI1", consistent: false });
  // @ts-expect-error: an index cannot be read consistently
  objects.query({ tenantId: "t", status: "up" }, { index: "GSI1", consistent: true });
});

test("keys are those of the index, operators are for the sort key", () => {
  objects.query({ tenantId: "t", deviceId: beginsWith("d") });
  objects.query({ tenantId: "t", status: "up", seq: gt(4) }, { index: "GSI1", order: "desc" });
  // @ts-expect-error: the partition attribute is missing
  objects.query({ deviceId: "d" });
  // @ts-expect-error: a partition attribute takes no operator
  objects.query({ tenantId: beginsWith("t") });
  // @ts-expect-error: not the key of that index
  objects.query({ tenantId: "t", deviceId: "d" }, { index: "GSI1" });
  // @ts-expect-error: the model has no template for it
  objects.query({ tenantId: "t" }, { index: "GSI2" });
  // @ts-expect-error: a change is no comparison
  objects.query({ tenantId: "t", deviceId: remove() });
});

test("a selection is typed as what it holds", () => {
  type Part = Readonly<{ deviceId: string; seq: number }>;
  const select = ["deviceId", "seq"] as const;
  expectTypeOf(objectsSync.query({ tenantId: "t" }, { select }).all()).toEqualTypeOf<Part[]>();
  expectTypeOf(objectsSync.scan({ select }).first()).toEqualTypeOf<Part | undefined>();
  expectTypeOf(objects.get({ tenantId: "t", deviceId: "d" }, { select })).toEqualTypeOf<
    Promise<Part | undefined>
  >();
  // @ts-expect-error: not an attribute
  objects.scan({ select: ["colour"] });
});

test("upsertMany keeps createdAt on request, deleteMany has nothing to keep", () => {
  objects.upsertMany([], { preserveCreatedAt: true, concurrency: 100 });
  // @ts-expect-error: not an option of it
  objects.deleteMany([], { preserveCreatedAt: true });
});
