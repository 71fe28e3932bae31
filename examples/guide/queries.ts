// #region model
import { beginsWith, between, CursorError, defineTable, gte, lt, oneOf } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const library = defineTable({ name: "library" });

class Loan extends library.model<Loan>("Loan")({
  schema: z.object({
    branch: z.string(),
    member: z.string(),
    due: z.date(),
    book: z.string(),
    renewals: z.number().int(),
  }),
  pk: "BRANCH#{branch}",
  sk: "LOAN#{member}#{due}#{book}",
  indexes: { GSI1: { pk: "BOOK#{book}", sk: "{due}" } },
}) {
  get label() {
    return `${this.member} ${this.book} ${this.due.toISOString().slice(0, 10)}`;
  }
}
// #endregion

library.connect(createEngine());
await library.create();

// #region loans
const loans = [
  ["ann", "dune", "2026-03-01", 0],
  ["ann", "emma", "2026-03-09", 2],
  ["anna", "dune", "2026-03-15", 1],
  ["bob", "emma", "2026-03-20", 0],
] as const;
await Loan.objects.upsertMany(
  loans.map(
    ([member, book, due, renewals]) =>
      new Loan({ branch: "west", member, book, due: new Date(due), renewals }),
  ),
);
// #endregion

// #region whole-parts
for await (const loan of Loan.objects.query({ branch: "west", member: "ann" })) {
  console.log(loan.label);
}
// #endregion

// #region operators
const march = (day: number) => new Date(Date.UTC(2026, 2, day));
const ann = { branch: "west", member: "ann" };

console.log(await Loan.objects.query({ branch: "west", member: beginsWith("ann") }).count());
console.log(await Loan.objects.query({ branch: "west", member: gte("anna") }).count());
console.log(await Loan.objects.query({ ...ann, due: lt(march(9)) }).count());
console.log(await Loan.objects.query({ ...ann, due: between(march(1), march(9)) }).count());
// #endregion

// #region index
const dune = Loan.objects.query(
  { book: "dune", due: gte(march(1)) },
  { index: "GSI1", order: "desc" },
);
for (const loan of await dune.all()) console.log(loan.label);
// #endregion

// #region methods
const west = Loan.objects.query({ branch: "west" }, { where: { renewals: oneOf(0, 1) } });

console.log((await west.first())?.label, await west.count());
console.log((await Loan.objects.query({ branch: "west" }, { limit: 2 }).all()).length);
// #endregion

// #region pages
const all = Loan.objects.query({ branch: "west" });
let cursor: string | undefined;
do {
  const page = await all.page({ limit: 3, after: cursor });
  console.log(page.items.map((loan) => loan.member));
  cursor = page.cursor;
} while (cursor !== undefined);
// #endregion

// #region cursor
const { cursor: next } = await all.page({ limit: 1 });
try {
  await Loan.objects.query({ branch: "east" }).page({ after: next });
} catch (error) {
  if (!(error instanceof CursorError)) throw error;
  console.log(error.message);
}
// #endregion

// #region backwards
const second = await all.page({ limit: 3, after: (await all.page({ limit: 3 })).cursor });
const first = await all.page({ limit: 3, before: second.previous });
console.log(first.items.length, first.previous);
// #endregion

// #region select
const members = await Loan.objects
  .query({ branch: "west" }, { select: ["member"], limit: 2 })
  .all();
console.log(members);
// #endregion

// #region scan
console.log(await Loan.objects.scan({ where: { renewals: 0 }, segments: 4 }).count());
// #endregion

// #region explain
const { index, request } = Loan.objects.query(ann).explain();
console.log(index, request.KeyConditionExpression, request.ExpressionAttributeValues);
// #endregion

// #region sync
for (const loan of Loan.objectsSync.query({ branch: "west" }, { limit: 1 })) {
  console.log(loan.label);
}
// #endregion
