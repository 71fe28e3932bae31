// #region manager
import { defineTable, Objects, type SaveOptions } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const bank = defineTable({ name: "bank" });

class AccountObjects extends Objects<Account> {
  /** A query or another operation: nothing has run yet. */
  ofOwner(owner: string) {
    return this.query({ owner }, { index: "GSI1" });
  }

  /** Several steps: a generator, with `yield*` where one would await. */
  *close(id: string) {
    const account = yield* this.getOrThrow({ id });
    if (account.balance !== 0) throw new Error(`Account ${id} is not empty.`);
    return yield* this.update(account, { closed: true }, { where: { balance: 0 } });
  }

  /** What is no operation is given as it is. */
  get currencies() {
    return ["EUR", "USD"] as const;
  }
}

class Account extends bank.model<Account>("Account")({
  schema: z.object({
    id: z.string(),
    owner: z.string(),
    balance: z.number().int(),
    closed: z.boolean().default(false),
  }),
  pk: "ACCOUNT#{id}",
  sk: "ACCOUNT",
  indexes: { GSI1: { pk: "OWNER#{owner}", sk: "ACCOUNT#{id}" } },
  objects: AccountObjects,
}) {}
// #endregion

bank.connect(createEngine());
await bank.create();

// #region use
await Account.objects.save(new Account({ id: "a1", owner: "ann", balance: 0 }));
Account.objectsSync.save(new Account({ id: "a2", owner: "ann", balance: 90 }));

console.log((await Account.objects.ofOwner("ann").all()).length);
for (const account of Account.objectsSync.ofOwner("ann")) console.log(account.id);

console.log((await Account.objects.close("a1")).closed);
try {
  Account.objectsSync.close("a2");
} catch (error) {
  console.log(String(error));
}
console.log(Account.objects.currencies);
// #endregion

// #region shared
abstract class Audited<Model> extends Objects<Model> {
  static override readonly replaces: readonly string[] = ["save"];
  readonly saved: string[] = [];

  protected abstract describe(entity: Model): string;

  override save(entity: Model, options?: SaveOptions<Model>) {
    this.saved.push(this.describe(entity));
    return super.save(entity, options);
  }
}

class CardObjects extends Audited<Card> {
  protected override describe(card: Card) {
    return card.number;
  }
}

class Card extends bank.model<Card>("Card")({
  schema: z.object({ number: z.string() }),
  pk: "CARD#{number}",
  sk: "CARD",
  objects: CardObjects,
}) {}

await Card.objects.save(new Card({ number: "1234" }));
Card.objectsSync.save(new Card({ number: "5678" }));
console.log(Card.objects.saved);
// #endregion

// #region refused
class Careless extends Objects<Account> {
  override get() {
    return super.get({ id: "always me" });
  }
}

try {
  bank.model<Account>("Other")({
    schema: z.object({ id: z.string() }),
    pk: "OTHER#{id}",
    sk: "OTHER",
    objects: Careless,
  });
} catch (error) {
  console.log(String(error));
}
// #endregion

// #region using
const other = createEngine();
await defineTable({ name: "bank" }).connect(other).create();

const elsewhere = Account.objects.using(other);
await elsewhere.save(new Account({ id: "a3", owner: "bob", balance: 1 }));
console.log(
  (await elsewhere.ofOwner("bob").first())?.id,
  await Account.objects.exists({ id: "a3" }),
);
// #endregion
