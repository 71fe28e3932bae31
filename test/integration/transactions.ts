import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  AlreadyExistsError,
  ArgumentError,
  add,
  ConditionFailedError,
  defineTable,
  type MonotableError,
  NotFoundError,
  type Operation,
  TransactionError,
  UnsupportedError,
} from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import type { Suite } from "./repository-suite.js";

/** Writes and reads that belong together. */
export function transactions(suite: Suite): void {
  const { on, mode, backend } = suite;
  const table = defineTable({ name: `${suite.table.name}-transactions` });

  class Account extends table.model<Account>("Account")({
    schema: z.object({ id: z.string(), owner: z.string(), balance: z.number().int() }),
    pk: "ACCOUNT#{id}",
    sk: "ACCOUNT",
  }) {}

  class Entry extends table.model<Entry>("Entry")({
    schema: z.object({ account: z.string(), id: z.string(), amount: z.number().int() }),
    pk: "ACCOUNT#{account}",
    sk: "ENTRY#{id}",
  }) {}

  const account = (balance: number) =>
    new Account({ id: `c4nary-${randomUUID()}`, owner: "c4nary", balance });
  const entry = ({ id }: Account, amount: number) =>
    new Entry({ account: id, id: `c4nary-${amount}`, amount });

  const transact = async (operations: readonly Operation<unknown>[], options = {}) =>
    mode === "async"
      ? await table.transact(operations, options)
      : table.transactSync(operations, options);
  const read = async <const Operations extends readonly Operation<unknown>[]>(
    operations: Operations,
  ) => (mode === "async" ? await table.read(operations) : table.readSync(operations));

  const reasonsOf = (error: TransactionError) =>
    error.reasons.map(({ index, operation, model, code }) => ({ index, operation, model, code }));

  describe("transactions", () => {
    beforeAll(async () => {
      table.connect(suite.opened().target);
      await table.create();
    });
    afterAll(() => table.close());

    // dynalite is the backend that has none.
    if (!backend.returnsRefusedItem) {
      test("are refused where the engine has none", async () => {
        const one = account(1);
        await expectedErrorOf(UnsupportedError, () => transact([Account.operations.save(one)]));
        await expectedErrorOf(UnsupportedError, () => read([Account.operations.get(one)]));
        expect(one.createdAt).toBeUndefined();
      });
      return;
    }

    test("write items of several models together, and stamp what they save", async () => {
      const [from, to, old] = [account(9), account(0), account(5)];
      await transact([Account.operations.create(from), Account.operations.save(old)]);
      expect(from.createdAt).toBeInstanceOf(Date);
      const moved = entry(from, -4);
      await transact([
        Account.operations.update(from, { balance: add(-4) }, { where: { balance: 9 } }),
        Account.operations.create(to),
        Entry.operations.save(moved),
        Account.operations.delete(old),
      ]);
      expect((await on(Account).getOrThrow(from)).balance).toBe(5);
      expect(await on(Account).get(to)).toEqual(to);
      expect(await on(Entry).get(moved)).toEqual(moved);
      expect(await on(Account).get(old)).toBeUndefined();
    });

    test("that are cancelled write nothing and say which operations were the cause", async () => {
      const [poor, taken, fresh, absent] = [account(1), account(2), account(3), account(4)];
      await transact([Account.operations.save(poor), Account.operations.save(taken)]);
      const again = new Account({ ...taken, balance: 7 });
      const error = await expectedErrorOf(TransactionError, () =>
        transact([
          Account.operations.save(fresh),
          Account.operations.update(poor, { balance: add(-4) }, { where: { balance: 4 } }),
          Account.operations.create(again),
          Account.operations.check(absent),
        ]),
      );
      expect(reasonsOf(error)).toEqual([
        { index: 1, operation: "update", model: "Account", code: "CONDITION_FAILED" },
        { index: 2, operation: "create", model: "Account", code: "ALREADY_EXISTS" },
        { index: 3, operation: "check", model: "Account", code: "NOT_FOUND" },
      ]);
      expect(error.reasons.map((reason): MonotableError => reason.error)).toEqual([
        expect.any(ConditionFailedError),
        expect.any(AlreadyExistsError),
        expect.any(NotFoundError),
      ]);
      expect(error.reasons.map((reason) => reason.stored)).toEqual([poor, taken, undefined]);
      expect(await on(Account).get(fresh)).toBeUndefined();
      expect([fresh.createdAt, again.createdAt]).toEqual([undefined, undefined]);
    });

    test("with a token are carried out once", async () => {
      const stored = await on(Account).save(account(1));
      const token = randomUUID();
      // Deletions and checks have no timestamps: the second request is the same as the first.
      const remove = () => transact([Account.operations.delete(stored)], { token });
      await remove();
      await on(Account).save(stored);
      await remove();
      expect(await on(Account).exists(stored)).toBe(true);
    });

    test("that cannot be are refused before any request", async () => {
      const one = account(1);
      const save = Account.operations.save(one);
      const tooMany = Array.from({ length: 101 }, (_, balance) =>
        Account.operations.save(account(balance)),
      );
      for (const operations of [
        [],
        [save, save],
        [save, Account.operations.delete(one)],
        [Account.operations.get(one)],
        [Account.operations.getMany([one])],
        tooMany,
      ]) {
        await expectedErrorOf(ArgumentError, () => transact(operations));
      }
      await expectedErrorOf(ArgumentError, () => transact([save], { token: "" }));
      await expectedErrorOf(ArgumentError, () => read([save]));
      const get = Account.operations.get(one);
      await expectedErrorOf(ArgumentError, () => read([get, get]));
      expect(await on(Account).exists(one)).toBe(false);
    });

    test("read items of several models as they are at one moment", async () => {
      const stored = await on(Account).save(account(1));
      const line = await on(Entry).save(entry(stored, 1));
      const found = await read([
        Account.operations.get(stored),
        Account.operations.get(account(0)),
        Entry.operations.getOrThrow(line),
      ]);
      expect(found).toEqual([stored, undefined, line]);
      await expectedErrorOf(NotFoundError, () => read([Account.operations.getOrThrow(account(0))]));
    });

    test("of one check tell whether it holds", async () => {
      const stored = await on(Account).save(account(1));
      await on(Account).check(stored, { balance: 1 });
      const error = await expectedErrorOf(ConditionFailedError, () =>
        on(Account).check(stored, { balance: 2 }),
      );
      expect(error.stored).toEqual(stored);
      await expectedErrorOf(NotFoundError, () => on(Account).check(account(1)));
    });
  });
}
