import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { defineTable, type UniqueProgress } from "../../src/index.js";

const table = defineTable({ name: "unique" });
const schema = z.object({ id: z.string(), email: z.string(), team: z.string() });

class User extends table.model<User>("User")({
  schema,
  pk: "USER#{id}",
  sk: "USER",
  unique: ["email", ["team", "email"]],
}) {
  override beforeSave() {
    this.email = this.email.toLowerCase();
  }
}

test("constraints name attributes of the schema", () => {
  const declare = table.model<object>("Other");
  // @ts-expect-error: there is no such attribute
  declare({ schema, pk: "OTHER#{id}", sk: "OTHER", unique: ["mail"] });
  // @ts-expect-error: neither is there in this pair
  declare({ schema, pk: "OTHER#{id}", sk: "OTHER", unique: [["team", "mail"]] });
  // @ts-expect-error: the schema tells what the attributes are, whatever is unique
  new User({ id: "1", email: "a@x" });
});

test("a check tells its progress, in both modes", () => {
  expectTypeOf(User.objects.checkUnique()).toEqualTypeOf<Promise<UniqueProgress>>();
  expectTypeOf(User.objectsSync.checkUnique({ repair: true })).toEqualTypeOf<UniqueProgress>();
  // @ts-expect-error: repair is true or false
  User.objects.checkUnique({ repair: "yes" });
});
