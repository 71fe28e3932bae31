import { add, defineTable, gte, TransactionError } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const bank = defineTable({ name: "bank" }).connect(createEngine());

class Account extends bank.model<Account>("Account")({
  schema: z.object({ owner: z.string(), balance: z.number().int() }),
  pk: "OWNER#{owner}",
  sk: "ACCOUNT",
}) {}

class Transfer extends bank.model<Transfer>("Transfer")({
  schema: z.object({ owner: z.string(), id: z.string(), to: z.string(), amount: z.number() }),
  pk: "OWNER#{owner}",
  sk: "TRANSFER#{id}",
}) {}

await bank.create();
await Account.objects.upsertMany([
  new Account({ owner: "ann", balance: 100 }),
  new Account({ owner: "bob", balance: 20 }),
]);

// #region write
function pay(transfer: Transfer) {
  const { owner, to, amount } = transfer;
  return bank.transact([
    Account.operations.update(
      { owner },
      { balance: add(-amount) },
      { where: { balance: gte(amount) } },
    ),
    Account.operations.update({ owner: to }, { balance: add(amount) }),
    Transfer.operations.create(transfer),
  ]);
}

await pay(new Transfer({ owner: "ann", id: "t1", to: "bob", amount: 30 }));
// #endregion

// #region read
const [ann, bob] = await bank.read([
  Account.operations.getOrThrow({ owner: "ann" }),
  Account.operations.getOrThrow({ owner: "bob" }),
]);
console.log(ann.balance, bob.balance);
// #endregion

// #region refused
try {
  await pay(new Transfer({ owner: "ann", id: "t2", to: "bob", amount: 5_000 }));
} catch (error) {
  if (!(error instanceof TransactionError)) throw error;
  for (const { index, operation, model, code } of error.reasons) {
    console.log(index, operation, model, code);
  }
}
// #endregion
