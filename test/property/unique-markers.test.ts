import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { createEngine, type Engine } from "../../src/engine.js";
import { defineTable, MonotableError, remove } from "../../src/index.js";

const RUNS = process.env.MONOTABLE_DEEP ? 400 : 25;

function models(engine: Engine) {
  const table = defineTable({ name: "unique" }).connect(engine);
  class User extends table.model<User>("User")({
    schema: z.object({ id: z.string(), email: z.string().optional(), team: z.string() }),
    pk: "USER#{id}",
    sk: "USER",
    unique: ["email", ["team", "email"]],
  }) {}
  return { table, User };
}

const few = (...values: string[]) => fc.constantFrom(...values);
const email = fc.option(few("a@x", "b@x", "c@x"), { nil: undefined });
const command = fc.record({
  what: few("create", "save", "merge", "update", "clear", "delete", "swap"),
  id: few("1", "2", "3", "4"),
  other: few("1", "2", "3", "4"),
  email,
  team: few("red", "blue"),
});
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

const fault = fc.record({
  operation: few("TransactWriteItems", "GetItem"),
  kind: fc.constantFrom("throttle", "lostReply", "reset", "serverError", "conflict"),
  after: fc.nat(12),
  times: fc.integer({ min: 1, max: 3 }),
});

/** What a write may be refused with, and what may be left in doubt. */
const EXPECTED = [
  "UNIQUE_CONSTRAINT",
  "ALREADY_EXISTS",
  "NOT_FOUND",
  "TRANSACTION",
  "ARGUMENT",
  "THROTTLED",
  "NETWORK",
];

/** The work of one client, which has its own table object and no knowledge of the others. */
async function work(engine: Engine, commands: readonly Command[]): Promise<readonly string[]> {
  const { table, User } = models(engine);
  const outcomes: string[] = [];
  for (const { what, id, other, email: given, team } of commands) {
    const user = new User({ id, email: given, team });
    const { objects, operations } = User;
    const run = {
      create: () => objects.create(user),
      save: () => objects.save(user),
      merge: () => objects.save(user, { mode: "merge" }),
      update: () => objects.update({ id }, given === undefined ? { team } : { email: given }),
      clear: () => objects.update({ id }, { email: remove(), team }),
      delete: () => objects.delete({ id }),
      swap: () =>
        table.transact([
          operations.update({ id }, { email: given ?? "c@x" }),
          operations.delete({ id: other }),
        ]),
    }[what as "create"];
    try {
      await run();
      outcomes.push("done");
    } catch (error) {
      if (!MonotableError.is(error) || !EXPECTED.includes(error.code)) throw error;
      outcomes.push(error.code);
    }
  }
  return outcomes;
}

test(`markers equal what the entities say, whatever ${RUNS} runs of 3 clients do`, async () => {
  const met = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(command, { minLength: 1, maxLength: 12 }), { minLength: 3, maxLength: 3 }),
      fc.array(fault, { maxLength: 4 }),
      async (clients, faults) => {
        const engine = createEngine();
        const { table, User } = models(engine);
        await table.create();
        for (const each of faults)
          engine.faults.add(each as Parameters<typeof engine.faults.add>[0]);
        const outcomes = await Promise.all(clients.map((commands) => work(engine, commands)));
        for (const outcome of outcomes.flat()) met.set(outcome, (met.get(outcome) ?? 0) + 1);
        engine.faults.clear();
        const users = await User.objects.scan().all();
        const reply = await engine.send({ operation: "Scan", input: { TableName: "unique" } });
        const markers = (reply.Items as { _type: { S: string }; PK: { S: string } }[]).filter(
          ({ _type }) => _type.S !== "User",
        );
        const expected = users.flatMap(({ email: its, team }) =>
          its === undefined
            ? []
            : [`UNIQUE#User#email#${its}`, `UNIQUE#User#team$email#${team}#${its}`],
        );
        expect(markers.map(({ PK }) => PK.S).toSorted()).toEqual(expected.toSorted());
        const emails = users.flatMap(({ email: its }) => its ?? []);
        expect(new Set(emails).size).toBe(emails.length);
        expect(await User.objects.checkUnique()).toMatchObject({
          entities: users.length,
          markers: markers.length,
          missing: 0,
          orphaned: 0,
          duplicates: 0,
        });
      },
    ),
    // What fails, or hangs, is shown as it is where it takes long to make it smaller.
    { numRuns: RUNS, timeout: 30_000, interruptAfterTimeLimit: 1_000 * RUNS + 60_000 },
  );
  expect(met.get("done")).toBeGreaterThan(RUNS);
  expect(met.get("UNIQUE_CONSTRAINT")).toBeGreaterThan(0);
  console.log(Object.fromEntries(met));
});
