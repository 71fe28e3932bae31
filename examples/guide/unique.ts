import { defineTable, UniqueConstraintError } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const app = defineTable({ name: "app" }).connect(createEngine());

// #region model
class User extends app.model<User>("User")({
  schema: z.object({ id: z.string(), email: z.string(), team: z.string(), nick: z.string() }),
  pk: "USER#{id}",
  sk: "USER",
  unique: ["email", ["team", "nick"]],
}) {
  override beforeSave() {
    this.email = this.email.toLowerCase();
  }
}
// #endregion

await app.create();

// #region refused
const ann = new User({ id: "1", email: "Ann@example.org", team: "red", nick: "a" });
await User.objects.create(ann);
try {
  await User.objects.create(new User({ ...ann, id: "2", nick: "b" }));
} catch (error) {
  if (!(error instanceof UniqueConstraintError)) throw error;
  console.log(error.model, error.attributes);
}
// #endregion

// #region swap
const bob = await User.objects.create(
  new User({ id: "3", email: "bob@example.org", team: "red", nick: "b" }),
);
await app.transact([
  User.operations.update(ann, { nick: "b" }),
  User.operations.update(bob, { nick: "a" }),
]);
console.log((await User.objects.getMany([ann, bob])).map((user) => user?.nick));
// #endregion

// #region check
const { entities, markers, missing, orphaned, duplicates } = await User.objects.checkUnique({
  repair: true,
  onProblem: ({ kind, attributes }) => console.log(kind, attributes),
});
console.log({ entities, markers, missing, orphaned, duplicates });
// #endregion
