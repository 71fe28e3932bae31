import fc from "fast-check";
import { expect } from "vitest";
import { beginsWith, gte, lt, remove } from "../../src/index.js";
import { inMode, type TestedMode } from "../support/both-modes.js";
import type { Models, Stored } from "./models.js";
import { indexAttributes } from "./models.js";
import { type Failure, type Reference, withoutNull } from "./reference.js";

/** The random part of a command. */
export interface Choice {
  readonly name: string;
  readonly tenant: number;
  readonly id: string;
  readonly other: string;
  readonly status: "up" | "down";
  readonly seq: number | undefined;
  readonly owner: string | undefined;
  readonly note: string | null;
  readonly many: readonly string[];
  readonly limit: number;
}

const id = fc.constantFrom("a", "ab", "b", "b#1", "b%", "é", "😀");

/** Tenants whose names are prefixes of each other, or hold what keys are made of. */
export function tenantsOf(space: string): readonly string[] {
  return [space, `${space}#`, `${space}#DEVICE`];
}

interface Command {
  /** What the repository is to answer, and the change of the reference. */
  expect(reference: Reference, tenant: string, c: Choice): unknown;
  run(models: Models, mode: TestedMode, tenant: string, c: Choice): unknown;
}

const failure = (error: string): Failure => ({ error });

function deviceOf(tenant: string, c: Choice, deviceId = c.id) {
  return {
    tenant,
    id: deviceId,
    status: c.status,
    note: c.note,
    ...(c.seq !== undefined && { seq: c.seq }),
    ...(c.owner !== undefined && { owner: c.owner }),
  };
}

const device = (tenant: string, c: Choice, deviceId?: string): Stored => ({
  model: "Device",
  attributes: deviceOf(tenant, c, deviceId),
});
const reading = (tenant: string, c: Choice, at: number): Stored => ({
  model: "Reading",
  attributes: { tenant, id: c.id, at, value: at + 0.5 },
});
const doc = (tenant: string, c: Choice, text: string = c.status): Stored => ({
  model: "Doc",
  attributes: { tenant, id: c.id, text },
});

/** The reference's answer of an update: the item changed, or nothing to change. */
function changed(reference: Reference, stored: Stored, changes: Record<string, unknown>): unknown {
  const found = reference.get(stored);
  if (found === undefined) return failure("NOT_FOUND");
  return reference.put({ model: stored.model, attributes: { ...found, ...changes } });
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  save: {
    expect: (reference, tenant, c) => reference.put(device(tenant, c)),
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode).save(new Device(deviceOf(tenant, c))),
  },
  merge: {
    expect: (reference, tenant, c) => reference.put(device(tenant, c)),
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode).save(new Device(deviceOf(tenant, c)), { mode: "merge" }),
  },
  create: {
    expect: (reference, tenant, c) =>
      reference.get(device(tenant, c))
        ? failure("ALREADY_EXISTS")
        : reference.put(device(tenant, c)),
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode).create(new Device(deviceOf(tenant, c))),
  },
  get: {
    expect: (reference, tenant, c) => reference.get(device(tenant, c)),
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode).get({ tenant, id: c.id }, { consistent: true }),
  },
  update: {
    expect: (reference, tenant, c) =>
      changed(reference, device(tenant, c), {
        status: c.status,
        seq: c.seq,
        owner: c.owner ?? reference.get(device(tenant, c))?.owner,
      }),
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode).update(
        { tenant, id: c.id },
        {
          status: c.status,
          seq: c.seq ?? remove(),
          ...(c.owner !== undefined && { owner: c.owner }),
        },
        { read: true },
      ),
  },
  updateWhere: {
    expect(reference, tenant, c) {
      const found = reference.get(device(tenant, c));
      if (found === undefined) return failure("NOT_FOUND");
      const holds = typeof found.seq === "number" && found.seq >= 20;
      return holds
        ? changed(reference, device(tenant, c), { note: "n" })
        : failure("CONDITION_FAILED");
    },
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode).update({ tenant, id: c.id }, { note: "n" }, { where: { seq: gte(20) } }),
  },
  delete: {
    expect: (reference, tenant, c) => reference.remove(device(tenant, c)),
    run: ({ Device }, mode, tenant, c) => inMode(Device, mode).delete({ tenant, id: c.id }),
  },
  deleteWhere: {
    expect(reference, tenant, c) {
      const found = reference.get(device(tenant, c));
      return found?.status === c.status
        ? reference.remove(device(tenant, c))
        : failure("CONDITION_FAILED");
    },
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode).delete({ tenant, id: c.id }, { where: { status: c.status } }),
  },
  partition: {
    expect: (reference, tenant, c) =>
      reference
        .list(({ model, attributes }) => {
          const isHere = model === "Device" && attributes.tenant === tenant;
          return isHere && String(attributes.id).startsWith(c.other);
        })
        .map(({ attributes }) => attributes),
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode)
        .query({ tenant, id: beginsWith(c.other) }, { consistent: true })
        .all(),
  },
  byStatus: {
    expect: (reference, tenant, c) =>
      reference
        .list(
          ({ model, attributes: { tenant: of, status, seq } }) =>
            model === "Device" && of === tenant && status === c.status && Number(seq) < 30,
          (stored) => indexAttributes(stored).GSI1SK ?? "",
        )
        .map(({ attributes }) => attributes)
        .map(({ seq }) => seq)
        .toReversed()
        .slice(0, c.limit),
    async run({ Device }, mode, tenant, c) {
      const options = { index: "GSI1", order: "desc", limit: c.limit } as const;
      const key = { tenant, status: c.status, seq: lt(30) };
      return (await inMode(Device, mode).query(key, options).all()).map(({ seq }) => seq);
    },
  },
  pages: {
    expect: (reference, tenant) =>
      reference
        .list(({ model, attributes }) => model === "Device" && attributes.tenant === tenant)
        .map(({ attributes }) => attributes),
    async run({ Device }, mode, tenant, c) {
      const found: unknown[] = [];
      let after: string | undefined;
      do {
        const query = inMode(Device, mode).query({ tenant }, { consistent: true });
        const page = await query.page({ limit: c.limit, after });
        expect(page.items.length).toBeLessThanOrEqual(c.limit);
        found.push(...page.items);
        after = page.cursor;
      } while (after !== undefined);
      return found;
    },
  },
  upsertMany: {
    expect(reference, tenant, c) {
      for (const one of c.many) reference.put(device(tenant, c, one));
      return new Set(c.many).size;
    },
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode)
        .upsertMany(c.many.map((one) => new Device(deviceOf(tenant, c, one))))
        .then(({ written }) => written),
  },
  deleteMany: {
    expect(reference, tenant, c) {
      for (const one of c.many) reference.remove(device(tenant, c, one));
      return new Set(c.many).size;
    },
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode)
        .deleteMany(c.many.map((one) => ({ tenant, id: one })))
        .then(({ written }) => written),
  },
  getMany: {
    expect: (reference, tenant, c) => c.many.map((one) => reference.get(device(tenant, c, one))),
    run: ({ Device }, mode, tenant, c) =>
      inMode(Device, mode).getMany(
        c.many.map((one) => ({ tenant, id: one })),
        { consistent: true },
      ),
  },
  readings: {
    expect(reference, tenant, c) {
      const all = [0, 1, 2].map((at) => reading(tenant, c, at * c.limit));
      for (const one of all) reference.put(one);
      return 3;
    },
    run: ({ Reading }, mode, tenant, c) =>
      inMode(Reading, mode)
        .upsertMany(
          [0, 1, 2].map((at) => new Reading(reading(tenant, c, at * c.limit).attributes as never)),
        )
        .then(({ written }) => written),
  },
  readingsOf: {
    expect: (reference, tenant, c) =>
      reference
        .list(({ model, attributes }) => {
          return model === "Reading" && attributes.tenant === tenant && attributes.id === c.id;
        })
        .map(({ attributes }) => attributes),
    run: ({ Reading }, mode, tenant, c) =>
      inMode(Reading, mode).query({ tenant, id: c.id }, { consistent: true }).all(),
  },
  docSave: {
    expect(reference, tenant, c) {
      const text = `${c.status}${c.limit}`;
      return reference.put(doc(tenant, c, text));
    },
    async run({ Doc }, mode, tenant, c) {
      const docs = inMode(Doc, mode);
      const text = `${c.status}${c.limit}`;
      const found = await docs.get({ tenant, id: c.id }, { consistent: true });
      if (found === undefined) return await docs.create(new Doc({ tenant, id: c.id, text }));
      found.text = text;
      return await docs.save(found);
    },
  },
  docStale: {
    expect(reference, tenant, c) {
      if (reference.get(doc(tenant, c)) === undefined) return "nothing";
      reference.put(doc(tenant, c, "newer"));
      return failure("VERSION_CONFLICT");
    },
    async run({ Doc }, mode, tenant, c) {
      const docs = inMode(Doc, mode);
      const stale = await docs.get({ tenant, id: c.id }, { consistent: true });
      if (stale === undefined) return "nothing";
      await docs.update({ tenant, id: c.id }, { text: "newer" });
      return await docs.save(stale);
    },
  },
  transact: {
    expect(reference, tenant, c) {
      const saved = device(tenant, c);
      const missing = reference.get(device(tenant, c, c.other)) === undefined;
      if (c.id === c.other) return failure("ARGUMENT");
      if (missing) return failure("TRANSACTION");
      reference.put(saved);
      reference.remove(device(tenant, c, c.other));
      return undefined;
    },
    async run({ table, Device }, mode, tenant, c) {
      const { operations } = Device;
      const all = [
        operations.save(new Device(deviceOf(tenant, c))),
        operations.delete({ tenant, id: c.other }, { where: { tenant } }),
      ];
      if (mode === "sync") table.transactSync(all);
      else await table.transact(all);
      return undefined;
    },
  },
  read: {
    expect: (reference, tenant, c) =>
      c.id === c.other
        ? failure("ARGUMENT")
        : [reference.get(device(tenant, c)), reference.get(device(tenant, c, c.other))],
    async run({ table, Device }, mode, tenant, c) {
      const gets = [c.id, c.other].map((one) => Device.operations.get({ tenant, id: one }));
      return mode === "sync" ? table.readSync(gets) : await table.read(gets);
    },
  },
  collection: {
    expect: (reference, tenant) =>
      reference
        .list(({ attributes }) => attributes.tenant === tenant)
        .map(({ model, attributes }) => [model, attributes]),
    async run({ table, Device, Reading, Doc }, mode, tenant) {
      const models = [Device, Reading, Doc] as const;
      const options = { consistent: true } as const;
      const all =
        mode === "sync"
          ? table.querySync({ tenant }, models, options).all()
          : await table.query({ tenant }, models, options).all();
      return all.map((entity) => [entity.constructor.name, { ...withoutNull({ ...entity }) }]);
    },
  },
};

export const choices: fc.Arbitrary<Choice> = fc.record({
  name: fc.constantFrom(...Object.keys(COMMANDS)),
  tenant: fc.nat(2),
  id,
  other: id,
  status: fc.constantFrom("up", "down"),
  seq: fc.option(fc.nat(40), { nil: undefined }),
  owner: fc.option(fc.constantFrom("ann", "bob", "b b"), { nil: undefined }),
  note: fc.option(fc.string({ maxLength: 4 })),
  many: fc.array(id, { maxLength: 30 }),
  limit: fc.integer({ min: 1, max: 4 }),
});
