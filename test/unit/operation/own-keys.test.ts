import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../../src/engine.js";
import {
  ArgumentError,
  ConditionFailedError,
  defineTable,
  setIfMissing,
} from "../../../src/index.js";

const table = defineTable({ name: "own-keys" });

class Account extends table.model<Account>("Account")({
  schema: z.object({
    email: z.string(),
    region: z.string(),
    plan: z.string(),
    note: z.string().optional(),
  }),
  indexes: { GSI1: { pk: "PLAN#{plan}", sk: "{email}" } },
}) {
  get site() {
    return this.region.toUpperCase();
  }
  pk() {
    return `ACCOUNT#${this.email.toLowerCase()}`;
  }
  sk() {
    return `SITE#${this.site}`;
  }
}

const KEY = { pk: "ACCOUNT#a@x.de", sk: "SITE#EU" };

beforeEach(async () => {
  table.connect(createEngine());
  await table.create();
});

test("what a class computes its keys of cannot be changed, whoever asks", async () => {
  const account = await Account.objects.save(
    new Account({ email: "A@x.de", region: "eu", plan: "free" }),
  );
  for (const key of [KEY, account]) {
    for (const changes of [{ email: "b@x.de" }, { region: "us" }]) {
      const update = Account.objects.update(key, changes, { read: true });
      await expect(update).rejects.toThrow(ConditionFailedError);
    }
    const update = async () => await Account.objects.update(key, { region: setIfMissing("us") });
    await expect(update()).rejects.toThrow(ArgumentError);
    await expect(update()).rejects.toThrow(/region is part of the primary key/);
  }
});

test("it can be given as it is stored, for the index keys that it is a part of", async () => {
  await Account.objects.save(new Account({ email: "A@x.de", region: "eu", plan: "free" }));
  await Account.objects.update(KEY, { plan: "paid", email: "A@x.de" });
  const paid = await Account.objects.query({ plan: "paid" }, { index: "GSI1" }).all();
  expect(paid.map(({ email }) => email)).toEqual(["A@x.de"]);
});

test("what they are not made of can", async () => {
  await Account.objects.save(new Account({ email: "A@x.de", region: "eu", plan: "free" }));
  expect((await Account.objects.update(KEY, { note: "n" })).note).toBe("n");
});

test("an index key rests on what is stored, which a key of one's own does not tell", async () => {
  const stale = new Account({ email: "A@x.de", region: "eu", plan: "free" });
  await Account.objects.save(new Account({ email: "a@X.de", region: "eu", plan: "free" }));
  const update = Account.objects.update(stale, { plan: "paid" });
  await expect(update).rejects.toThrow(ConditionFailedError);
  await Account.objects.update(KEY, { plan: "paid" }, { read: true });
  const paid = await Account.objects.query({ plan: "paid" }, { index: "GSI1" }).all();
  expect(paid.map(({ email }) => email)).toEqual(["a@X.de"]);
});
