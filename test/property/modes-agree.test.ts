import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  add,
  beginsWith,
  between,
  defineTable,
  gte,
  lt,
  MonotableError,
  Objects,
  remove,
} from "../../src/index.js";
import { inMode, type TestedMode } from "../support/both-modes.js";
import { dynamodbLocal } from "../support/engines.js";

const deep = process.env.MONOTABLE_DEEP === "1";
const SEQUENCES = deep ? 500 : 30;
const MAX_COMMANDS = 50;

const table = defineTable({ name: "modes-agree" });

class TaskObjects extends Objects<Task> {
  due(space: string, before: number) {
    return this.query({ space, rank: lt(before) }, { index: "GSI1" });
  }

  *renamed(task: Task, title: string) {
    if (!(yield* this.exists(task))) return undefined;
    return yield* this.update(task, { title });
  }
}

class Task extends table.model<Task>("Task")({
  schema: z.object({
    space: z.string(),
    taskId: z.string(),
    title: z.string(),
    rank: z.number().int().nonnegative().optional(),
    tags: z.set(z.string()).optional(),
    note: z.string().nullable(),
  }),
  pk: "SPACE#{space}",
  sk: "TASK#{taskId}",
  indexes: { GSI1: { pk: "SPACE#{space}", sk: "{rank:4}" } },
  objects: TaskObjects,
}) {}

type Values = {
  taskId: string;
  title: string;
  rank?: number;
  tags?: string[];
  note: string | null;
};
type Command = { readonly name: string } & Readonly<Record<string, unknown>> & {
    readonly values: Values;
    readonly many: readonly Values[];
    readonly limit: number;
  };

/** Few ids, some prefixes of others, so that commands meet each other's items. */
const taskId = fc.constantFrom("a", "ab", "abc", "b", "b#1", "b%", "é", "😀");
const values: fc.Arbitrary<Values> = fc.record(
  {
    taskId,
    title: fc.string({ maxLength: 5 }),
    rank: fc.nat(9999),
    tags: fc.uniqueArray(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
    note: fc.option(fc.string({ maxLength: 3 })),
  },
  { requiredKeys: ["taskId", "title", "note"] },
);

const command: fc.Arbitrary<Command> = fc.record({
  name: fc.constantFrom(...Object.keys(commands("", "async"))),
  values,
  many: fc.array(values, { maxLength: 30 }),
  limit: fc.integer({ min: 1, max: 5 }),
});

/** Every command, in one mode and one partition. */
function commands(space: string, mode: TestedMode): Record<string, (c: Command) => unknown> {
  const on = inMode(Task, mode);
  const task = ({ tags, ...rest }: Values) =>
    new Task({ space, ...rest, ...(tags === undefined ? {} : { tags: new Set(tags) }) });
  const key = (c: Command) => ({ space, taskId: c.values.taskId });
  return {
    save: (c) => on.save(task(c.values)),
    create: (c) => on.create(task(c.values)),
    saveWhere: (c) => on.save(task(c.values), { where: { title: c.values.title } }),
    get: (c) => on.get(key(c), { consistent: true }),
    getOrThrow: (c) => on.getOrThrow(key(c)),
    exists: (c) => on.exists(key(c)),
    delete: (c) => on.delete(key(c)),
    deleteWhere: (c) => on.delete(key(c), { where: { rank: gte(5000) } }),
    update: (c) => on.update(key(c), { title: c.values.title, note: c.values.note }),
    move: (c) => on.update(key(c), { rank: c.values.rank ?? remove() }),
    badUpdate: (c) => on.update(key(c), { rank: add(1) }),
    renamed: (c) => on.renamed(task(c.values), c.values.title),
    upsertMany: (c) => on.upsertMany(c.many.map(task)).then(({ attempts, ...report }) => report),
    deleteMany: (c) =>
      on
        .deleteMany(c.many.map((one) => ({ space, taskId: one.taskId })))
        .then(({ attempts, ...report }) => report),
    getMany: (c) => on.getMany(c.many.map((one) => ({ space, taskId: one.taskId }))),
    all: () => on.query({ space }).all(),
    prefix: (c) => on.query({ space, taskId: beginsWith(c.values.taskId) }).all(),
    ranked: (c) =>
      on.query({ space, rank: between(100, 7000) }, { index: "GSI1", order: "desc" }).page(c),
    due: (c) => on.due(space, c.values.rank ?? 0).count(),
    first: (c) => on.query({ space }, { where: { title: c.values.title } }).first(),
    walk: async (c) => {
      const pages: unknown[] = [];
      let after: string | undefined;
      do {
        const page = await on
          .query({ space })
          .page({ limit: c.limit, ...(after ? { after } : {}) });
        pages.push(page.items);
        after = page.cursor;
      } while (after !== undefined);
      return pages;
    },
  };
}

/** What a command gave, without what is not to be equal: the partition and the time. */
async function outcome(run: (c: Command) => unknown, c: Command): Promise<unknown> {
  try {
    return plain(await run(c));
  } catch (error) {
    if (!MonotableError.is(error)) throw error;
    return { error: error.code, message: error.message };
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Task) {
    const { space, ...attributes } = value;
    return { ...attributes, stamped: value.createdAt instanceof Date };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  // A cursor holds the partition; whether there is one is what both modes have to agree on.
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) =>
      name === "cursor" ? [name, part !== undefined] : [name, plain(part)],
    ),
  );
}

beforeAll(async () => {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  table.connect({ endpoint: await dynamodbLocal(), region: "us-east-1", credentials });
  await table.create();
});

test(`both modes give the same answers over ${SEQUENCES} random sequences of commands`, async () => {
  let sequence = 0;
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 1, maxLength: MAX_COMMANDS, size: "max" }),
      async (list) => {
        sequence += 1;
        const spaces = { async: `a${sequence}`, sync: `s${sequence}` };
        const [inAsync, inSync] = (["async", "sync"] as const).map((mode) =>
          commands(spaces[mode], mode),
        );
        for (const one of list) {
          ran += 1;
          const [run, runSync] = [inAsync?.[one.name], inSync?.[one.name]];
          if (run === undefined || runSync === undefined) throw new Error(one.name);
          expect(await outcome(runSync, one)).toEqual(await outcome(run, one));
        }
        const [left, right] = [spaces.async, spaces.sync].map((space) =>
          Task.objects.query({ space }, { consistent: true }).all(),
        );
        expect(plain(await left)).toEqual(plain(await right));
      },
    ),
    { numRuns: SEQUENCES, ...(deep ? {} : { seed: 20261123 }) },
  );
  console.info(`${sequence} sequences, ${ran} commands in each mode`);
  expect(ran).toBeGreaterThan(SEQUENCES);
});
