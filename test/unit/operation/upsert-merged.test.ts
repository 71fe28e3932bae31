import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine, type Engine } from "../../../src/engine.js";
import { BatchWriteError, defineTable, EntityTypeError } from "../../../src/index.js";
import { batchWrite } from "../../../src/operation/batch-write.js";
import { upsertPlanOf } from "../../../src/operation/upsert-merged.js";
import { devices, lost, service } from "../../support/batch-run.js";
import { context } from "../../support/operation-context.js";
import { drive } from "../../support/virtual-driver.js";

const KEEPING = { preserveCreatedAt: true } as const;

const table = defineTable({ name: "upsert-merged" });

class Meter extends table.model<Meter>("Meter")({
  schema: z.object({ id: z.string(), watts: z.number(), note: z.string().optional() }),
  pk: "METER#{id}",
  sk: "METER",
}) {}

class Other extends table.model<Other>("Other")({ schema: z.object({ id: z.string() }) }) {
  pk() {
    return `METER#${this.id}`;
  }
  sk() {
    return "METER";
  }
}

const meters = (count: number, watts: number) =>
  Array.from({ length: count }, (_, id) => new Meter({ id: String(id), watts }));

describe("upsertMany that preserves createdAt", () => {
  let engine: Engine;
  let at = 1_000;

  beforeEach(async () => {
    at = 1_000;
    engine = createEngine({ now: () => at });
    table.connect(engine);
    await table.create();
  });

  test("keeps when each was first stored, and what the model does not know", async () => {
    const first = meters(60, 1);
    await Meter.objects.upsertMany(first.slice(0, 30));
    const again = meters(60, 2);
    const report = await Meter.objects.upsertMany(again, KEEPING);
    expect(report).toMatchObject({ input: 60, written: 60, attempts: 60, failed: [] });
    expect(report.consumedCapacity).toBeGreaterThanOrEqual(60);
    for (const [index, meter] of again.entries()) {
      if (index < 30) expect(meter.createdAt).toEqual(first[index]?.createdAt);
      else expect(meter.createdAt).toEqual(meter.updatedAt);
      const stored = await Meter.objects.getOrThrow(meter);
      expect(stored).toEqual(meter);
      expect([stored.createdAt, stored.updatedAt]).toEqual([meter.createdAt, meter.updatedAt]);
    }
  });

  test("lists the items of another model as failed", async () => {
    await Other.objects.save(new Other({ id: "1" }));
    const batch = Meter.objects.upsertMany(meters(3, 1), KEEPING);
    const error = await batch.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof BatchWriteError)) throw error;
    expect(error.report).toMatchObject({ input: 3, written: 2 });
    expect(error.report.failed).toMatchObject([{ index: 1, reason: expect.any(EntityTypeError) }]);
  });
});

test("entities are sent again after lost replies and throttling, and each is accounted for", () => {
  const failures = [
    lost,
    undefined,
    service("ThrottlingException"),
    service("ValidationException"),
  ];
  const program = batchWrite(context, devices(4), upsertPlanOf(context, KEEPING), {});
  const run = drive(program, {
    time: 1_000,
    serve(request, index) {
      expect(request.operation).toBe("UpdateItem");
      if (failures[index] !== undefined) throw failures[index];
      return {};
    },
  });
  if (!(run.error instanceof BatchWriteError)) throw run.error;
  expect(run.error.report).toMatchObject({ input: 4, written: 3, attempts: 6, retried: 2 });
  expect(run.error.report.failed).toMatchObject([{ index: 2 }]);
});

test("preserveCreatedAt is true or false", () => {
  expect(() => upsertPlanOf(context, { preserveCreatedAt: 1 as never })).toThrow(/true or false/);
});

test("a model prepares each entity once before it is merged", async () => {
  const shop = defineTable({ name: "upsert-merged-hook" }).connect(createEngine());
  class Post extends shop.model<Post>("Post")({
    schema: z.object({ title: z.string(), slug: z.string() }),
    pk: "POST#{slug}",
    sk: "POST",
  }) {
    prepared = 0;
    override beforeSave() {
      this.slug = this.title.toLowerCase();
      this.prepared += 1;
    }
  }
  await shop.create();
  const post = new Post({ title: "News", slug: "none" });
  await Post.objects.upsertMany([post], KEEPING);
  expect(post.prepared).toBe(1);
  expect((await Post.objects.getOrThrow({ slug: "news" })).title).toBe("News");
});
