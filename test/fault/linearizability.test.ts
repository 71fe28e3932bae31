import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import {
  AlreadyExistsError,
  AmbiguousWriteError,
  defineTable,
  NotFoundError,
  ServiceError,
  TransactionError,
  VersionConflictError,
} from "../../src/index.js";
import { isLinearizable, type Observed } from "../support/linearizability.js";
import { randomFrom } from "../support/random.js";

const deep = process.env.MONOTABLE_DEEP === "1";
const SEEDS = deep ? 50 : 3;
const CLIENTS = 8;
const OPERATIONS = deep ? 2_000 : 600;
/** Each key is fought over by all clients for as many operations. */
const OPERATIONS_PER_KEY = 40;

/** What tells that a write was not carried out. */
const REFUSALS = [AlreadyExistsError, VersionConflictError, NotFoundError];

function isRefusal(error: unknown): boolean {
  if (error instanceof TransactionError) {
    return error.reasons.some(({ code }) => code === "ALREADY_EXISTS");
  }
  return REFUSALS.some((Refusal) => error instanceof Refusal);
}

/**
 * Runs clients that read and write the same entities while replies are lost. With deletions too,
 * entities are created by transactions: sent again, a creation finds nothing where somebody has
 * deleted what it had created, and only a transaction's token tells that it was carried out.
 */
async function histories(
  seed: number,
  deletions: boolean,
): Promise<ReadonlyMap<string, readonly Observed[]>> {
  const random = randomFrom(seed);
  const engine = createEngine({ random });
  const table = defineTable({ name: "registers" }).connect(engine);
  class Register extends table.model<Register>("Register")({
    schema: z.object({ id: z.string(), value: z.number() }),
    pk: "REGISTER#{id}",
    sk: "REGISTER",
    version: true,
  }) {}
  await table.create();
  for (const operation of ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"]) {
    engine.faults.add({ kind: "lostReply", operation, probability: 0.1, times: Infinity });
    engine.faults.add({ kind: "reset", operation, probability: 0.05, times: Infinity });
  }
  engine.faults.add({ kind: "throttle", probability: 0.05, times: Infinity });
  engine.faults.add({ kind: "latency", ms: 2, probability: 0.3, times: Infinity });

  const found = new Map<string, Observed[]>();
  let clock = 0;
  let started = 0;
  const note = (id: string, observed: Omit<Observed, "to">): void => {
    clock += 1;
    const to = observed.outcome === "unknown" ? Number.POSITIVE_INFINITY : clock;
    found.set(id, [...(found.get(id) ?? []), { ...observed, to }]);
  };
  const begin = (): number => {
    clock += 1;
    return clock;
  };

  const write = async (
    id: string,
    write: Pick<Observed, "kind" | "value" | "expected">,
    run: () => Promise<unknown>,
  ) => {
    const from = begin();
    try {
      await run();
      note(id, { ...write, from, outcome: "ok" });
    } catch (error) {
      if (isRefusal(error)) {
        note(id, { ...write, from, outcome: "refused" });
      } else {
        expect(error).toSatisfy(
          (cause) => cause instanceof AmbiguousWriteError || cause instanceof ServiceError,
        );
        note(id, { ...write, from, outcome: "unknown" });
      }
    }
  };

  /** Writes over what was read. */
  const overwrite = async (read: Register, value: number, choice: number): Promise<void> => {
    const { id } = read;
    const expected = { version: read.version, value: read.value };
    if (choice < 0.3 || (!deletions && choice < 0.4)) {
      read.value = value;
      await write(id, { kind: "save", value, expected }, () => Register.objects.save(read));
    } else if (choice < 0.45 || !deletions) {
      const update = () => Register.objects.update(read, { value });
      await write(id, { kind: "update", value, expected }, update);
    } else {
      await write(id, { kind: "delete", expected }, () => Register.objects.delete(read));
    }
  };

  const client = async (): Promise<void> => {
    let read: Register | undefined;
    while (started < OPERATIONS) {
      started += 1;
      const value = started;
      const id = String(Math.floor(started / OPERATIONS_PER_KEY));
      if (read?.id !== id) read = undefined;
      const choice = random();
      if (read !== undefined && choice < 0.55) {
        await overwrite(read, value, choice);
        read = undefined;
      } else if (choice < 0.65) {
        const entity = new Register({ id, value });
        await write(id, { kind: "create", value }, () =>
          deletions
            ? table.transact([Register.operations.create(entity)])
            : Register.objects.create(entity),
        );
      } else {
        const from = begin();
        read = await Register.objects.get({ id }, { consistent: true });
        const state = read && { version: read.version, value: read.value };
        note(id, { kind: "read", from, outcome: "ok", found: state });
      }
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await table.close();
  return found;
}

const seeds = Array.from({ length: SEEDS }, (_, seed) => seed + 1);

describe.each([
  { deletions: false, kinds: ["create", "save", "update"] },
  { deletions: true, kinds: ["create", "save", "update", "delete"] },
])("$kinds, while replies are lost", ({ deletions, kinds }) => {
  test.each(seeds)("are linearizable, seed %i", async (seed) => {
    const all = await histories(seed, deletions);
    const operations = [...all.values()].flat();
    expect(operations).toHaveLength(OPERATIONS);
    for (const kind of kinds) {
      for (const outcome of ["ok", "refused"]) {
        const isSeen = operations.some((seen) => seen.kind === kind && seen.outcome === outcome);
        expect(isSeen, `${kind} ${outcome}`).toBe(true);
      }
    }
    const violated = [...all].filter(([, history]) => !isLinearizable(history));
    expect(violated).toEqual([]);
  });
});

test("the checker finds what no order explains", () => {
  const create: Observed = { from: 1, to: 2, kind: "create", value: 1, outcome: "ok" };
  const read = (from: number, value: number, version: number): Observed => {
    return { from, to: from + 1, kind: "read", outcome: "ok", found: { version, value } };
  };
  const save = (
    from: number,
    value: number,
    outcome: Observed["outcome"],
    to = from + 1,
  ): Observed => {
    return { from, to, kind: "save", value, expected: { version: 1, value: 1 }, outcome };
  };
  expect(isLinearizable([create, read(3, 1, 1)])).toBe(true);
  // Two creations, or two saves of one version.
  expect(isLinearizable([create, { ...create, from: 3, to: 4, value: 2 }])).toBe(false);
  expect(isLinearizable([create, save(3, 2, "ok"), save(5, 3, "ok")])).toBe(false);
  // A false conflict, and a write that was told and lost.
  expect(isLinearizable([create, save(3, 2, "refused"), read(5, 1, 1)])).toBe(false);
  expect(isLinearizable([create, save(3, 2, "ok"), read(5, 1, 1)])).toBe(false);
  // A stale read is no order either; one that overlaps the write is.
  expect(isLinearizable([create, save(3, 2, "ok", 6), read(4, 1, 1)])).toBe(true);
  // What nobody was told may have been carried out, late or never.
  const lost = save(3, 2, "unknown", Number.POSITIVE_INFINITY);
  expect(isLinearizable([create, lost, read(5, 1, 1), read(7, 2, 2)])).toBe(true);
  expect(isLinearizable([create, lost, read(5, 2, 2), read(7, 1, 1)])).toBe(false);
  // A deletion sent twice, that took what was made anew in between.
  const removal: Observed = { ...save(3, 0, "ok", 8), kind: "delete" };
  const absent: Observed = { from: 9, to: 10, kind: "read", outcome: "ok" };
  const anew: Observed = { ...create, from: 5, to: 6, value: 2 };
  expect(isLinearizable([create, removal, absent])).toBe(true);
  expect(isLinearizable([create, removal, anew, read(9, 2, 1)])).toBe(true);
  expect(isLinearizable([create, removal, anew, absent])).toBe(false);
});
