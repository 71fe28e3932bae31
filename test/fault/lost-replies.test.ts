import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import { AmbiguousWriteError, add, defineTable } from "../../src/index.js";

const WRITES = process.env.MONOTABLE_DEEP === "1" ? 5_000 : 400;

const table = defineTable({ name: "lossy" });

class Order extends table.model<Order>("Order")({
  schema: z.object({ id: z.string(), total: z.number() }),
  pk: "ORDER#{id}",
  sk: "ORDER",
}) {}

class Account extends table.model<Account>("Account")({
  schema: z.object({ id: z.string(), balance: z.number() }),
  pk: "ACCOUNT#{id}",
  sk: "ACCOUNT",
  version: true,
}) {}

/** An engine that carries out what it is asked, and loses every tenth reply. */
async function lossy() {
  let state = 20_261_127;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const engine = createEngine({ random });
  table.connect(engine);
  await table.create();
  engine.faults.add({ kind: "lostReply", probability: 0.1, times: Infinity });
  return engine;
}

/** Eight at a time, as a service would have them. */
async function all<Result>(count: number, write: (index: number) => Promise<Result>) {
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) await write(index);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

describe(`with every tenth reply lost, ${WRITES} writes each`, () => {
  test("no entity that is created is taken for one that was there", async () => {
    const engine = await lossy();
    await all(WRITES, (index) =>
      Order.objects.create(new Order({ id: `o${index}`, total: index })),
    );
    engine.faults.clear();
    expect(await Order.objects.scan().count()).toBe(WRITES);
    const again = new Order({ id: "o1", total: 0 });
    await expect(Order.objects.create(again)).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
  });

  test("no versioned save conflicts with itself, and versions have no gaps", async () => {
    const engine = await lossy();
    const accounts = Array.from(
      { length: 20 },
      (_, id) => new Account({ id: `a${id}`, balance: 0 }),
    );
    const rounds = WRITES / accounts.length;
    await Promise.all(
      accounts.map(async (account) => {
        for (let round = 0; round < rounds; round++) await Account.objects.save(account);
      }),
    );
    engine.faults.clear();
    const stored = await Account.objects.getMany(accounts);
    expect(stored.map((account) => account?.version)).toEqual(accounts.map(() => rounds));
  });

  test("no versioned update counts twice", async () => {
    const engine = await lossy();
    const accounts = Array.from(
      { length: 20 },
      (_, id) => new Account({ id: `a${id}`, balance: 0 }),
    );
    const rounds = WRITES / accounts.length;
    await Promise.all(
      accounts.map(async (account) => {
        let current = await Account.objects.save(account);
        for (let round = 0; round < rounds; round++) {
          current = await Account.objects.update(current, { balance: add(1) });
        }
      }),
    );
    engine.faults.clear();
    const stored = await Account.objects.getMany(accounts);
    const figures = stored.map((account) => [account?.balance, account?.version]);
    expect(figures).toEqual(accounts.map(() => [rounds, rounds + 1]));
  });

  test("exact counters count every update once, in both modes", async () => {
    const engine = await lossy();
    await Order.objects.save(new Order({ id: "counter", total: 0 }));
    const key = { id: "counter" };
    await all(WRITES / 2, () => Order.objects.update(key, { total: add(1) }, { exact: true }));
    for (let index = 0; index < WRITES / 2; index++) {
      Order.objectsSync.update(key, { total: add(1) }, { exact: true });
    }
    engine.faults.clear();
    expect((await Order.objects.getOrThrow(key)).total).toBe(WRITES);
  });

  test("other counters are sent once, and say so where the outcome is not known", async () => {
    const engine = await lossy();
    await Order.objects.save(new Order({ id: "counter", total: 0 }));
    let counted = 0;
    let unknown = 0;
    await all(WRITES, async () => {
      try {
        await Order.objects.update({ id: "counter" }, { total: add(1) });
        counted += 1;
      } catch (error) {
        if (!(error instanceof AmbiguousWriteError)) throw error;
        unknown += 1;
      }
    });
    engine.faults.clear();
    const { total } = await Order.objects.getOrThrow({ id: "counter" });
    // The engine has carried out every one of them.
    expect([counted + unknown, total]).toEqual([WRITES, WRITES]);
    expect(unknown).toBeGreaterThan(0);
  });

  test("a batch writes everything", async () => {
    const engine = await lossy();
    const orders = Array.from(
      { length: WRITES },
      (_, id) => new Order({ id: `o${id}`, total: id }),
    );
    const report = await Order.objects.upsertMany(orders);
    engine.faults.clear();
    expect([report.written, await Order.objects.scan().count()]).toEqual([WRITES, WRITES]);
  });
});
