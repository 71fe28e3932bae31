import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import { BatchWriteError, defineTable, HookError } from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";

const engine = createEngine();
const table = defineTable({ name: "hooks" }).connect(engine);

class Page extends table.model<Page>("Page")({
  schema: z.object({
    title: z.string(),
    slug: z.string().optional(),
    views: z.number().default(0),
  }),
  pk: "PAGE#{slug}",
  sk: "PAGE",
}) {
  saves = 0;
  loads = 0;

  override beforeSave() {
    this.saves += 1;
    if (this.title === "") throw new RangeError("a page has a title");
    this.slug = this.title.toLowerCase();
  }

  override afterLoad() {
    this.loads += 1;
    if (this.views < 0) throw new RangeError("views went below zero");
  }
}

beforeAll(() => table.create());

const sent = () => engine.requests.length;

test("beforeSave fills in attributes, those of the key too, once a save", async () => {
  const page = new Page({ title: "One" });
  await Page.objects.save(page);
  expect([page.slug, page.saves, page.loads]).toEqual(["one", 1, 0]);
  Page.objectsSync.save(page);
  await Page.objects.save(page, { mode: "merge" });
  expect(page.saves).toBe(3);
  const loaded = await Page.objects.getOrThrow({ slug: "one" });
  expect([loaded.title, loaded.saves, loaded.loads]).toEqual(["One", 0, 1]);
});

test("no retry runs it again, in writes of one, in batches and in transactions", async () => {
  for (const [operation, write] of [
    ["PutItem", (page: Page) => Page.objects.save(page)],
    ["BatchWriteItem", (page: Page) => Page.objects.upsertMany([page])],
    ["BatchWriteItem", (page: Page) => table.upsertMany(new Set([page]))],
    ["TransactWriteItems", (page: Page) => table.transact([Page.operations.save(page)])],
  ] as const) {
    engine.faults.add({ operation, kind: "throttle", times: 2 });
    engine.faults.add({ operation, kind: "lostReply", times: 1 });
    const page = new Page({ title: `Retried-${operation}` });
    const before = sent();
    await write(page);
    expect([sent() - before, page.saves]).toEqual([3, 1]);
  }
});

test("what a hook throws surfaces as a HookError with its cause, before anything is sent", async () => {
  const untitled = new Page({ title: "" });
  const before = sent();
  for (const write of [
    () => Page.objects.save(untitled),
    () => Page.objectsSync.create(untitled),
    () => table.transact([Page.operations.save(untitled)]),
  ]) {
    const error = await expectedErrorOf(HookError, write);
    expect([error.code, error.model, error.hook]).toEqual(["HOOK", "Page", "beforeSave"]);
    expect(error.cause).toBeInstanceOf(RangeError);
  }
  expect(sent()).toBe(before);
  const batch = await expectedErrorOf(BatchWriteError, () => Page.objects.upsertMany([untitled]));
  expect(batch.report.failed[0]?.reason).toBeInstanceOf(HookError);
  expect([sent(), untitled.saves]).toEqual([before, 4]);
});

test("afterLoad runs for every entity that is read, whatever reads it", async () => {
  const page = await Page.objects.save(new Page({ title: "Read" }));
  const key = { slug: "read" };
  const found = [
    await Page.objects.get(key),
    ...(await Page.objects.getMany([key])),
    ...(await Page.objects.query(key).all()),
    ...(await table.query(key, [Page]).all()),
    ...(await table.read([Page.operations.get(key)])),
    await Page.objects.update(key, { views: 1 }),
    table.parse(page.toItem(), [Page]),
  ];
  expect(found.map((entity) => entity?.loads)).toEqual(found.map(() => 1));
  await Page.objects.update(key, { views: 0 });
  const [selected] = await Page.objects.query(key, { select: ["title"] }).all();
  expect(selected).toEqual({ title: "Read" });
});

test("an error of afterLoad is one too", async () => {
  const bad = new Page({ title: "Bad", views: -1 });
  await Page.objects.save(bad);
  const error = await expectedErrorOf(HookError, () => Page.objects.get(bad));
  expect([error.hook, error.cause]).toEqual(["afterLoad", expect.any(RangeError)]);
});

test("a hook that answers a promise is refused", async () => {
  class Late extends table.model<Late>("Late")({
    schema: z.object({ id: z.string() }),
    pk: "LATE#{id}",
    sk: "LATE",
  }) {
    override async beforeSave() {
      throw new Error("nobody waits for this");
    }
  }
  const before = sent();
  await expectedErrorOf(HookError, () => Late.objects.save(new Late({ id: "1" })));
  expect(sent()).toBe(before);
});
