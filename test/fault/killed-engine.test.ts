import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { BatchWriteError, defineTable } from "../../src/index.js";
import { createKillableLocal, type KillableLocal } from "../support/killable-local.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const KILLS = DEEP ? 20 : 1;
const ITEMS = DEEP ? 10_000 : 1_000;

const table = defineTable({ name: "killed" });

class Item extends table.model<Item>("Item")({
  schema: z.object({ id: z.string(), text: z.string() }),
  pk: "ITEM#{id}",
  sk: "ITEM",
}) {}

let local: KillableLocal;

beforeAll(async () => {
  local = await createKillableLocal();
  await local.start();
  table.connect({
    endpoint: local.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await table.create();
});

afterAll(async () => {
  await table.close();
  await local.remove();
});

test(`DynamoDB Local killed ${KILLS} times during a load of ${ITEMS} items: none that was acknowledged is missing`, async () => {
  const acknowledged = new Set<Item>();
  let kills = 0;
  let written = 0;
  let restarting: Promise<void> = Promise.resolve();
  const onProgress = (progress: { readonly written: number }): void => {
    const due = ((kills + 1) * ITEMS) / (KILLS + 1);
    if (kills === KILLS || written + progress.written < due) return;
    kills += 1;
    restarting = restarting.then(local.kill).then(local.start);
  };

  let pending: readonly Item[] = Array.from(
    { length: ITEMS },
    (_, id) => new Item({ id: `i${id}`, text: "x".repeat(200) }),
  );
  while (pending.length > 0) {
    const batch = pending;
    try {
      await Item.objects.upsertMany(batch, { onProgress, attemptTimeout: 2_000 });
      pending = [];
    } catch (error) {
      if (!(error instanceof BatchWriteError)) throw error;
      const { report }: BatchWriteError<Item> = error;
      expect(report.failed).toEqual([]);
      pending = [...report.unprocessed, ...report.ambiguous].map(({ entity }) => entity);
      expect(report.input).toBe(batch.length);
      expect(report.written + pending.length).toBe(batch.length);
    }
    const left = new Set(pending);
    for (const item of batch) if (!left.has(item)) acknowledged.add(item);
    written = acknowledged.size;
    await restarting;
  }
  expect([kills, acknowledged.size]).toEqual([KILLS, ITEMS]);
  const stored = await Item.objects.getMany(acknowledged, { consistent: true });
  expect(stored.filter((item) => item === undefined)).toEqual([]);
});
