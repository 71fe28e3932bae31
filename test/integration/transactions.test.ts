import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import {
  ArgumentError,
  add,
  defineTable,
  lt,
  TransactionError,
  type Transport,
  UnsupportedError,
} from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { ENGINES } from "../support/transacting-engines.js";

/** A table with two models; the canary is what no error may show. */
function models(name: string) {
  const table = defineTable({ name });

  class Account extends table.model<Account>("Account")({
    schema: z.object({ owner: z.string(), balance: z.number().int(), note: z.string() }),
    pk: "OWNER#{owner}",
    sk: "ACCOUNT",
  }) {}

  class Transfer extends table.model<Transfer>("Transfer")({
    schema: z.object({ owner: z.string(), id: z.string() }),
    pk: "OWNER#{owner}",
    sk: "TRANSFER#{id}",
  }) {}

  const account = (owner: string, balance = 10) => new Account({ owner, balance, note: "c4nary" });
  return { table, Account, Transfer, account };
}

describe.each(ENGINES)("transactions on the %s", (_name, target) => {
  const { table, Account, Transfer, account } = models(`transact-${ENGINES.length}`);
  const { operations } = Account;

  beforeAll(async () => {
    table.connect(await target());
    await table.create();
  });

  test("are carried out together, and stamp what they save", async () => {
    const [ann, bob] = [account("ann"), account("bob")];
    await table.transact([operations.save(ann), operations.create(bob)]);
    expect(ann.createdAt).toBeInstanceOf(Date);
    await table.transact([
      operations.update({ owner: "ann" }, { balance: add(-3) }),
      operations.update({ owner: "bob" }, { balance: add(3) }),
      Transfer.operations.create(new Transfer({ owner: "ann", id: "t1" })),
    ]);
    const [first, second] = await table.read([operations.get(ann), operations.getOrThrow(bob)]);
    expect([first?.balance, second.balance]).toEqual([7, 13]);
    expect(await Transfer.objects.exists({ owner: "ann", id: "t1" })).toBe(true);
    table.transactSync([operations.delete(ann), operations.delete(bob)]);
    expect(await Account.objects.getMany([ann, bob])).toEqual([undefined, undefined]);
  });

  test("are not carried out at all when one operation cannot be, and say which", async () => {
    const [cem, dia, eli] = [account("cem"), account("dia"), account("eli")];
    await Account.objects.upsertMany([cem, dia, eli]);
    const error = await expectedErrorOf(TransactionError, () =>
      table.transact([
        operations.update(cem, { balance: add(1) }),
        operations.create(account("dia", 99)),
        operations.check(eli, { balance: lt(5) }),
      ]),
    );
    expect(
      error.reasons.map(({ index, operation, model, code }) => [index, operation, model, code]),
    ).toEqual([
      [1, "create", "Account", "ALREADY_EXISTS"],
      [2, "check", "Account", "CONDITION_FAILED"],
    ]);
    expect(error.reasons[0]?.stored).toEqual(dia);
    expect((await Account.objects.getOrThrow(cem)).balance).toBe(10);
  });

  test("refuse what cannot be one transaction before anything is sent", async () => {
    const many = Array.from({ length: 101 }, (_, id) => operations.save(account(`m${id}`)));
    for (const list of [
      [],
      many,
      [operations.save(account("eve")), operations.delete({ owner: "eve" })],
      [operations.get({ owner: "eve" })],
    ]) {
      await expectedErrorOf(ArgumentError, () => table.transact(list));
    }
    expect(await Account.objects.get({ owner: "eve" })).toBeUndefined();
  });
});

test("a transaction whose reply is lost is carried out once", async () => {
  const { table, Account, account } = models("transact-lost");
  const engine = createEngine();
  table.connect(engine);
  await table.create();
  const ann = await Account.objects.save(account("ann"));
  engine.faults.add({ operation: "TransactWriteItems", kind: "lostReply", times: 1 });
  await table.transact([Account.operations.update(ann, { balance: add(5) })]);
  expect((await Account.objects.getOrThrow(ann)).balance).toBe(15);
  const sent = engine.requests.filter(({ operation }) => operation === "TransactWriteItems");
  expect(sent).toHaveLength(2);
  expect(new Set(sent.map(({ input }) => input.ClientRequestToken)).size).toBe(1);
});

test("an engine without transactions is refused early", async () => {
  const { table, Account, account } = models("transact-none");
  const engine = createEngine();
  const without: Transport = {
    capabilities: { transactions: false },
    send: (request, options) => engine.send(request, options),
    close: () => engine.close(),
  };
  table.connect(without);
  const before = engine.requests.length;
  await expectedErrorOf(UnsupportedError, () =>
    table.transact([Account.operations.save(account("ann"))]),
  );
  expect(engine.requests.length).toBe(before);
});
