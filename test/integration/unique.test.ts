import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import {
  AlreadyExistsError,
  ArgumentError,
  type ConnectionTarget,
  DefinitionError,
  defineTable,
  NotFoundError,
  TransactionError,
  type Transport,
  UniqueConstraintError,
  type UniqueProblem,
  UnsupportedError,
  VersionConflictError,
} from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { ENGINES } from "../support/transacting-engines.js";

function models(name: string) {
  const table = defineTable({ name });
  class User extends table.model<User>("User")({
    schema: z.object({
      id: z.string(),
      email: z.string().optional(),
      tenant: z.string(),
      name: z.string(),
      seq: z.number().default(0),
    }),
    pk: "USER#{id}",
    sk: "USER",
    unique: ["email", ["tenant", "name"]],
    version: true,
  }) {}
  const user = (id: string, email?: string, seq = 0) =>
    new User({ id, email, tenant: "c4nary", name: `n-${id}`, seq });
  return { table, User, user };
}

let tables = 0;

describe.each(ENGINES)("unique attributes on the %s", (_name, target) => {
  tables += 1;
  let { table, User, user } = models(`unique-${tables}`);
  let opened: ConnectionTarget;
  beforeEach(async () => {
    tables += 1;
    ({ table, User, user } = models(`unique-${tables}`));
    opened = await target();
    table.connect(opened);
    await table.create();
  });

  const sound = async () => {
    const { missing, orphaned, duplicates } = await User.objects.checkUnique();
    expect([missing, orphaned, duplicates]).toEqual([0, 0, 0]);
  };

  test("are refused to a second entity, by every write and in both modes", async () => {
    const ann = await User.objects.create(user("ann", "a@x"));
    const bob = User.objectsSync.save(user("bob", "b@x"));
    const other = user("eve", "a@x");
    const error = await expectedErrorOf(UniqueConstraintError, () => User.objects.create(other));
    expect([error.code, error.model, error.attributes]).toEqual([
      "UNIQUE_CONSTRAINT",
      "User",
      ["email"],
    ]);
    expect(error.owner).toEqual({ pk: ann.pk(), sk: ann.sk() });
    await expectedErrorOf(UniqueConstraintError, () => User.objectsSync.save(other));
    await expectedErrorOf(UniqueConstraintError, () => User.objects.save(other, { mode: "merge" }));
    await expectedErrorOf(UniqueConstraintError, () =>
      User.objects.update({ id: "bob" }, { email: "a@x" }),
    );
    const pair = await expectedErrorOf(UniqueConstraintError, () =>
      User.objects.update({ id: "bob" }, { name: "n-ann" }),
    );
    expect(pair.attributes).toEqual(["tenant", "name"]);
    const cancelled = await expectedErrorOf(TransactionError, () =>
      table.transact([User.operations.update(ann, { seq: 1 }), User.operations.create(other)]),
    );
    expect(cancelled.reasons.map(({ index, code }) => [index, code])).toEqual([
      [1, "UNIQUE_CONSTRAINT"],
    ]);
    expect(await User.objects.getOrThrow(bob)).toEqual(bob);
    expect(await User.objects.exists(other)).toBe(false);
    await sound();
  });

  test("are free again once they are changed, removed or deleted", async () => {
    const ann = await User.objects.create(user("ann", "a@x"));
    const changed = await User.objects.update(ann, { email: "new@x" });
    expect(changed.email).toBe("new@x");
    await User.objects.create(user("bob", "a@x"));
    changed.email = undefined;
    await User.objects.save(changed);
    await User.objects.create(user("cem", "new@x"));
    expect((await User.objects.delete({ id: "bob" }))?.email).toBe("a@x");
    expect(await User.objects.delete({ id: "bob" })).toBeUndefined();
    await User.objects.create(user("dia", "a@x"));
    await sound();
    expect((await User.objects.scan().all()).map(({ id }) => id).toSorted()).toEqual([
      "ann",
      "cem",
      "dia",
    ]);
  });

  test("can be handed over in one transaction, and not taken twice in one", async () => {
    const ann = await User.objects.create(user("ann", "a@x"));
    const bob = await User.objects.create(user("bob", "b@x"));
    await table.transact([
      User.operations.update(ann, { email: "b@x" }),
      User.operations.update(bob, { email: "a@x" }),
    ]);
    expect((await User.objects.getMany([ann, bob])).map((found) => found?.email)).toEqual([
      "b@x",
      "a@x",
    ]);
    await expectedErrorOf(UniqueConstraintError, () =>
      table.transact([
        User.operations.create(user("cem", "c@x")),
        User.operations.create(user("dia", "c@x")),
      ]),
    );
    await sound();
  });

  test("leave the other refusals what they are", async () => {
    const ann = await User.objects.create(user("ann", "a@x"));
    const stale = await User.objects.getOrThrow(ann);
    ann.seq = 1;
    await User.objects.save(ann);
    stale.email = "stale@x";
    await expectedErrorOf(VersionConflictError, () => User.objects.save(stale));
    await expectedErrorOf(AlreadyExistsError, () => User.objects.create(user("ann", "a@x")));
    await expectedErrorOf(NotFoundError, () => User.objects.update({ id: "nn" }, { email: "z" }));
    await expectedErrorOf(UnsupportedError, () => User.objects.upsertMany([user("eve")]));
    await expectedErrorOf(UnsupportedError, () => User.objects.deleteMany([ann]));
    await expectedErrorOf(ArgumentError, () =>
      User.objects.update({ id: "ann" }, { email: "z" }, { returning: "old" }),
    );
    await sound();
  });

  test("are checked and repaired", async () => {
    // The same items as a model without constraints writes them.
    const other = defineTable({ name: table.name }).connect(opened);
    class Unchecked extends other.model<Unchecked>("User")({
      schema: z.object({ id: z.string(), email: z.string(), tenant: z.string(), name: z.string() }),
      pk: "USER#{id}",
      sk: "USER",
    }) {}
    const plain = Unchecked.objects;
    await User.objects.create(user("gone", "g@x"));
    await plain.delete({ id: "gone" });
    await User.objects.create(user("ann", "a@x"));
    for (const [id, email] of [
      ["late", "l@x"],
      ["twin", "a@x"],
    ] as const) {
      await plain.save(new Unchecked({ id, email, tenant: "t", name: id }));
    }
    const problems: UniqueProblem[] = [];
    const onProblem = (problem: UniqueProblem) => problems.push(problem);
    const found = await User.objects.checkUnique({ onProblem });
    expect(found).toMatchObject({
      entities: 3,
      missing: 3,
      orphaned: 2,
      duplicates: 1,
      repaired: 0,
    });
    expect(problems.filter(({ kind }) => kind === "duplicate")).toEqual([
      {
        kind: "duplicate",
        attributes: ["email"],
        key: { pk: "USER#twin", sk: "USER" },
        other: { pk: "USER#ann", sk: "USER" },
        repaired: false,
      },
    ]);
    expect(User.objectsSync.checkUnique({ repair: true }).repaired).toBe(5);
    const after = await User.objects.checkUnique({ repair: true });
    expect(after).toMatchObject({ missing: 0, orphaned: 0, duplicates: 1, repaired: 0 });
    await User.objects.create(user("next", "g@x"));
    await expectedErrorOf(UniqueConstraintError, () => User.objects.create(user("n2", "l@x")));
  });
});

test("a transaction whose reply is lost is neither doubled nor taken for another's", async () => {
  const { table, User, user } = models("unique-lost");
  const engine = createEngine();
  table.connect(engine);
  await table.create();
  for (const kind of ["lostReply", "reset"] as const) {
    engine.faults.add({ operation: "TransactWriteItems", kind, times: 2 });
    const ann = await User.objects.create(user(kind, `${kind}@x`));
    engine.faults.add({ operation: "TransactWriteItems", kind, times: 2 });
    await User.objects.update(ann, { email: `${kind}2@x` });
    engine.faults.add({ operation: "TransactWriteItems", kind, times: 2 });
    expect((await User.objects.delete({ id: kind }))?.email).toBe(`${kind}2@x`);
  }
  expect(await User.objects.checkUnique()).toMatchObject({ entities: 0, markers: 0 });
});

test("an engine without transactions is refused, unless no unique value can change", async () => {
  const { table, User, user } = models("unique-none");
  const engine = createEngine();
  const without: Transport = {
    capabilities: { transactions: false },
    send: (request, options) => engine.send(request, options),
    close: () => engine.close(),
  };
  table.connect(without);
  await table.create();
  const { requests } = engine;
  await expectedErrorOf(UnsupportedError, () => User.objects.create(user("ann")));
  await expectedErrorOf(NotFoundError, () => User.objects.update({ id: "ann" }, { seq: 1 }));
  expect(requests.some(({ operation }) => operation.startsWith("Transact"))).toBe(false);
});

test("what is no constraint is refused where it is declared", () => {
  const table = defineTable({ name: "unique-wrong" });
  const declare = (name: string, unique: unknown, pk = `${name}#{id}`) =>
    table.model<object>(name)({
      schema: z.object({ id: z.string(), tags: z.array(z.string()) }),
      pk,
      sk: "X",
      unique: unique as never,
    });
  for (const [index, unique] of [
    "id",
    ["nope"],
    [[]],
    [["id", "id"]],
    ["id", "id"],
    ["tags"],
  ].entries()) {
    expect(() => declare(`M${index}`, unique)).toThrow(DefinitionError);
  }
  expect(() => declare("_unique", ["id"])).toThrow(DefinitionError);
  declare("Good", ["id"]);
  const clash = () =>
    table.model<object>("Clash")({
      schema: z.object({ id: z.string() }),
      pk: "UNIQUE#Good#id#{id}",
      sk: "UNIQUE",
    });
  expect(clash).toThrow(DefinitionError);
});
