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
