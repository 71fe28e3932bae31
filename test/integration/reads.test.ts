import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import {
  ArgumentError,
  type ConnectionTarget,
  CursorError,
  DecodeError,
  defineTable,
  gte,
  type MonotableError,
  type UnreadableItem,
} from "../../src/index.js";
import { inMode } from "../support/both-modes.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { ENGINES } from "../support/transacting-engines.js";

const NOTES = 60;
function models(name: string, options: { readonly cursorSecret?: string } = {}) {
  const table = defineTable({ name, ttl: "expiresAt", ...options });

  class Note extends table.model<Note>("Note")({
    schema: z.object({ book: z.string(), page: z.number().int(), text: z.string() }),
    pk: "BOOK#{book}",
    sk: "NOTE#{page:4}",
    indexes: { GSI1: { pk: "TEXT#{text}", sk: "{page:4}" } },
  }) {}

  /** What an older version of the code wrote under Note's name. */
  class Sketch extends table.model<Sketch>("Sketch")({
    schema: z.object({ book: z.string(), page: z.number().int(), width: z.number() }),
    pk: "BOOK#{book}",
    sk: "SKETCH#{page:4}",
  }) {}

  const notes = Array.from(
    { length: NOTES },
    (_, page) => new Note({ book: "b1", page, text: page % 2 === 0 ? "even" : "odd" }),
  );
  return { table, Note, Sketch, notes };
}

const pagesOf = (found: readonly { readonly page: number }[]) => found.map(({ page }) => page);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe.each(ENGINES)("reads on the %s", (name, target) => {
  describe.each(["async", "sync"] as const)("%s", (mode) => {
    const { table, Note, Sketch, notes } = models(`reads-${mode}-${name.replace(/\W/g, "")}`, {
      cursorSecret: "s1",
    });
    const on = inMode(Note, mode);
    const elsewhere = otherCode(table.name);

    beforeAll(async () => {
      const engine = await target();
      table.connect(engine);
      elsewhere.connect(engine);
      await table.create();
      await Note.objects.upsertMany(notes);
      await Sketch.objects.upsertMany(
        range(0, 5).map((page) => new Sketch({ book: "b1", page, width: 3 })),
      );
    });

    test("a scan gives this model's entities only, in segments or not", async () => {
      const byPage = (found: readonly { readonly page: number }[]) =>
        pagesOf(found).toSorted((a, b) => a - b);
      expect(byPage(await on.scan().all())).toEqual(range(0, NOTES));
      expect(byPage(await on.scan({ segments: 4 }).all())).toEqual(range(0, NOTES));
      expect((await on.scan({ segments: 3, limit: 7 }).all()).length).toBe(7);
      expect(await on.scan({ where: { text: "odd" }, segments: 2 }).count()).toBe(NOTES / 2);
      const seen: number[] = [];
      for await (const note of on.scan({ segments: 2 })) seen.push(note.page);
      expect(seen.toSorted((a, b) => a - b)).toEqual(range(0, NOTES));
      expect(on.scan().explain().operation).toBe("Scan");
    });

    test("selected attributes are plain frozen objects of just these", async () => {
      const key = { book: "b1", page: 3 };
      expect(await on.get(key, { select: ["text"] })).toEqual({ text: "odd" });
      expect(await on.getMany([key, { book: "b1", page: 999 }], { select: ["page"] })).toEqual([
        { page: 3 },
        undefined,
      ]);
      const found = await on.query({ book: "b1", page: gte(57) }, { select: ["page"] }).all();
      expect(found).toEqual([{ page: 57 }, { page: 58 }, { page: 59 }]);
      expect(found.every((one) => Object.isFrozen(one))).toBe(true);
      // JavaScript may pass anything.
      const wrong = { select: ["colour"] } as unknown as { select: ["page"] };
      await expectedErrorOf(ArgumentError, () => on.get(key, wrong));
    });

    test("pages are turned forwards and backwards", async () => {
      for (const order of ["asc", "desc"] as const) {
        const query = on.query({ book: "b1" }, { order });
        const all = order === "asc" ? range(0, NOTES) : range(0, NOTES).toReversed();
        const first = await query.page({ limit: 25 });
        const second = await query.page({ limit: 25, after: first.cursor });
        const third = await query.page({ limit: 25, after: second.cursor });
        expect([first, second, third].map(({ items }) => pagesOf(items))).toEqual([
          all.slice(0, 25),
          all.slice(25, 50),
          all.slice(50),
        ]);
        expect([first.previous, third.cursor]).toEqual([undefined, undefined]);
        const back = await query.page({ limit: 25, before: third.previous });
        expect(pagesOf(back.items)).toEqual(all.slice(25, 50));
        const start = await query.page({ limit: 25, before: back.previous });
        expect([pagesOf(start.items), start.previous]).toEqual([all.slice(0, 25), undefined]);
      }
    });

    test("a cursor that somebody changed, or that another secret signed, is refused", async () => {
      const query = on.query({ book: "b1" });
      const { cursor = "" } = await query.page({ limit: 5 });
      const other = models(table.name, { cursorSecret: "s2" });
      other.table.connect(createEngine());
      const text = Buffer.from(cursor, "base64url").toString().replace("0004", "0044");
      const forged = Buffer.from(text).toString("base64url");
      expect(forged).not.toBe(cursor);
      await expectedErrorOf(CursorError, () => query.page({ after: forged }));
      for (const respelt of [`${cursor}=`, `${cursor} `, ` ${cursor}`, `${cursor}!`]) {
        await expectedErrorOf(CursorError, () => query.page({ after: respelt }));
      }
      await expectedErrorOf(CursorError, () =>
        other.Note.objects.query({ book: "b1" }).page({ after: cursor }),
      );
    });

    test("an item that does not fit the schema is thrown, skipped or told of", async () => {
      await Note.objects.save(new Note({ book: "b2", page: 2, text: "fine" }));
      await elsewhere.Old.objects.save(new elsewhere.Old({ book: "b2", page: 1 }));
      const told: UnreadableItem[] = [];
      const onReadError = (_error: MonotableError, item: UnreadableItem) => void told.push(item);
      const key = { book: "b2" };
      await expectedErrorOf(DecodeError, () => on.query(key).all());
      expect(pagesOf(await on.query(key, { onReadError: "skip" }).all())).toEqual([2]);
      expect(pagesOf(await on.query(key, { onReadError }).all())).toEqual([2]);
      expect(told.map((one) => [one.model, one.key])).toEqual([
        ["Note", { pk: "BOOK#b2", sk: "NOTE#0001" }],
      ]);
      expect(await on.get({ book: "b2", page: 1 }, { onReadError: "skip" })).toBeUndefined();
    });

    test("what has expired is hidden unless it is asked for", async () => {
      const { Expiring } = elsewhere;
      const now = Math.floor(Date.now() / 1000);
      for (const [page, expiresAt] of [now - 60, now + 3_600].entries()) {
        await Expiring.objects.save(new Expiring({ book: "b3", page, text: "t", expiresAt }));
      }
      const key = { book: "b3" };
      const [gone, fresh] = [0, 1].map((page) => ({ book: "b3", page })) as [
        { book: string; page: number },
        { book: string; page: number },
      ]; // two in, two out
      expect(pagesOf(await on.query(key).all())).toEqual([1]);
      expect(pagesOf(await on.query(key, { expired: true }).all())).toEqual([0, 1]);
      expect(await on.query(key).count()).toBe(1);
      expect(await on.get(gone)).toBeUndefined();
      expect((await on.get(gone, { expired: true }))?.page).toBe(0);
      expect((await on.getMany([gone, fresh])).map((note) => note?.page)).toEqual([undefined, 1]);
    });
  });
});

/** The same table as other code declares it: an older schema, and one with the time of expiry. */
function otherCode(name: string) {
  const old = defineTable({ name });
  class Old extends old.model<Old>("Note")({
    schema: z.object({ book: z.string(), page: z.number().int() }),
    pk: "BOOK#{book}",
    sk: "NOTE#{page:4}",
  }) {}

  const expiring = defineTable({ name });
  class Expiring extends expiring.model<Expiring>("Note")({
    schema: z.object({
      book: z.string(),
      page: z.number().int(),
      text: z.string(),
      expiresAt: z.number(),
    }),
    pk: "BOOK#{book}",
    sk: "NOTE#{page:4}",
  }) {}

  const connect = (target: ConnectionTarget): void => {
    old.connect(target);
    expiring.connect(target);
  };
  return { Old, Expiring, connect };
}
