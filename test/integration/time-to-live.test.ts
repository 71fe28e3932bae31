import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  AlreadyExistsError,
  DefinitionError,
  defineTable,
  EncodeError,
  gt,
  lte,
  NotFoundError,
  TransactionError,
} from "../../src/index.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { ENGINES } from "../support/transacting-engines.js";

describe.each(ENGINES)("time to live on the %s", (name, target) => {
  const table = defineTable({ name: `ttl-${name.replaceAll(" ", "-")}`, ttl: "expiresAt" });

  class Session extends table.model<Session>("Session")({
    schema: z.object({
      user: z.string(),
      id: z.string(),
      note: z.string().optional(),
      expiresAt: z.date().nullable().optional(),
    }),
    pk: "USER#{user}",
    sk: "SESSION#{id}",
  }) {}

  class Token extends table.model<Token>("Token")({
    schema: z.object({ user: z.string(), expiresAt: z.number() }),
    pk: "USER#{user}",
    sk: "TOKEN",
  }) {}

  const soon = new Date("2990-01-01T00:00:00Z");
  const past = new Date(Date.now() - 5_000);
  const live = new Session({ user: "u", id: "live", expiresAt: soon });
  const dead = new Session({ user: "u", id: "dead", expiresAt: past });

  beforeAll(async () => {
    table.connect(await target());
    await table.create();
  });
  beforeEach(() => Session.objects.upsertMany([live, dead]));

  test("a date is stored as the first whole second that is not before it", async () => {
    expect(live.toItem().expiresAt).toEqual({ N: String(soon.getTime() / 1_000) });
    const late = new Session({ user: "v", id: "1", expiresAt: new Date(soon.getTime() + 1) });
    await Session.objects.save(late);
    const stored = await Session.objects.getOrThrow(late);
    expect(stored.expiresAt).toEqual(new Date(soon.getTime() + 1_000));
    expect(await Session.objects.get(live)).toEqual(live);
    const forever = await Session.objects.save(
      new Session({ user: "v", id: "2", expiresAt: null }),
    );
    expect((await Session.objects.getOrThrow(forever)).expiresAt).toBeUndefined();
  });

  test("conditions and updates write it as seconds too", async () => {
    const later = new Date(soon.getTime() + 60_000);
    const where = { expiresAt: lte(soon) };
    const updated = await Session.objects.update(live, { expiresAt: later }, { where });
    expect(updated.expiresAt).toEqual(later);
    expect(
      await Session.objects.query({ user: "u" }, { where: { expiresAt: gt(soon) } }).all(),
    ).toEqual([updated]);
  });

  test("a number is stored as it is, and refused where it counts milliseconds", async () => {
    const token = new Token({ user: "u", expiresAt: soon.getTime() / 1_000 });
    expect(await Token.objects.get(await Token.objects.save(token))).toEqual(token);
    const wrong = new Token({ user: "u", expiresAt: soon.getTime() });
    const error = await expectedErrorOf(EncodeError, () => Token.objects.save(wrong));
    expect(error.path).toBe("expiresAt");
    await Token.objects.delete(token);
  });

  test("what has expired is hidden from every read, unless asked", async () => {
    const reads = (options?: { readonly expired: true }) =>
      Promise.all([
        Session.objects.get(dead, options).then((found) => found && [found]),
        Session.objects.getMany([dead], options).then(([found]) => found && [found]),
        Session.objects.exists(dead, options).then((found) => (found ? [dead] : undefined)),
        Session.objects.query({ user: "u", id: "dead" }, options).all(),
        Session.objects.scan({ ...options, where: { id: "dead" } }).all(),
        table.query({ user: "u", id: "dead" }, [Session], options).all(),
        table.read([Session.operations.get(dead, options)]).then(([found]) => found && [found]),
      ]);
    expect(await reads()).toEqual([undefined, undefined, undefined, [], [], [], undefined]);
    const shown = new Session({ ...dead, expiresAt: new Date(Math.ceil(+past / 1_000) * 1_000) });
    for (const found of await reads({ expired: true })) {
      expect(found?.map(({ id }) => id)).toEqual([shown.id]);
    }
  });

  test("writes take it for absent as well", async () => {
    await expectedErrorOf(NotFoundError, () => Session.objects.update(dead, { note: "x" }));
    await expectedErrorOf(NotFoundError, () => Session.objects.check(dead));
    const error = await expectedErrorOf(TransactionError, () =>
      table.transact([
        Session.operations.update(dead, { note: "x" }),
        Session.operations.check(live),
      ]),
    );
    expect(error.reasons.map(({ index, code }) => [index, code])).toEqual([[0, "NOT_FOUND"]]);
    await expectedErrorOf(AlreadyExistsError, () => Session.objects.create(live));
    const anew = new Session({ user: "u", id: "dead", note: "anew", expiresAt: soon });
    expect(await Session.objects.create(anew)).toBe(anew);
    expect(await Session.objects.get(dead)).toEqual(anew);
  });
});

test("a ttl attribute that is neither a date nor a number is refused", () => {
  const table = defineTable({ name: "ttl", ttl: "expiresAt" });
  const declare = () =>
    table.model<object>("Wrong")({
      schema: z.object({ id: z.string(), expiresAt: z.string() }),
      pk: "{id}",
      sk: "W",
    });
  expect(declare).toThrow(DefinitionError);
});
