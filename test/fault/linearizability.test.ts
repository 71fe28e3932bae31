import { expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "../../src/engine.js";
import {
  AlreadyExistsError,
  AmbiguousWriteError,
  defineTable,
  ServiceError,
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

/** Runs clients that read, create and save the same entities while replies are lost. */
async function histories(seed: number): Promise<ReadonlyMap<string, readonly Observed[]>> {
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
  engine.faults.add({ kind: "lostReply", operation: "PutItem", probability: 0.1, times: Infinity });
  engine.faults.add({ kind: "reset", operation: "PutItem", probability: 0.05, times: Infinity });
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

  const write = async (id: string, entity: Register, kind: "create" | "save") => {
    const expected = kind === "save" ? entity.version : undefined;
    const base = { kind, value: entity.value, ...(expected !== undefined && { expected }) };
    const from = begin();
    try {
      await (kind === "create" ? Register.objects.create(entity) : Register.objects.save(entity));
      note(id, { ...base, from, outcome: "ok" });
    } catch (error) {
      if (error instanceof AlreadyExistsError || error instanceof VersionConflictError) {
        note(id, { ...base, from, outcome: "refused" });
      } else {
        expect(error).toSatisfy(
          (cause) => cause instanceof AmbiguousWriteError || cause instanceof ServiceError,
        );
        note(id, { ...base, from, outcome: "unknown" });
      }
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
      if (read !== undefined && choice < 0.5) {
        read.value = value;
        await write(id, read, "save");
        read = undefined;
      } else if (choice < 0.6) {
        await write(id, new Register({ id, value }), "create");
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

test.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))(
  "versioned and create-only writes are linearizable while replies are lost, seed %i",
  async (seed) => {
    const all = await histories(seed);
    const operations = [...all.values()].flat();
    expect(operations).toHaveLength(OPERATIONS);
    for (const outcome of ["ok", "refused"]) {
      expect(operations.some((operation) => operation.outcome === outcome)).toBe(true);
    }
    const violated = [...all].filter(([, history]) => !isLinearizable(history));
    expect(violated).toEqual([]);
  },
);

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
    return { from, to, kind: "save", value, expected: 1, outcome };
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
});
