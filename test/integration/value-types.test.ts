import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { add, defineTable, EncodeError, gte, lt, remove } from "../../src/index.js";
import { inMode } from "../support/both-modes.js";
import { CANARY } from "../support/canary.js";
import { expectedErrorOf } from "../support/expected-error.js";
import { BACKENDS, type OpenBackend } from "./backends.js";

const schema = z.object({
  id: z.string(),
  text: z.string(),
  unicode: z.string(),
  integer: z.number(),
  fraction: z.number(),
  huge: z.bigint(),
  flag: z.boolean(),
  nothing: z.string().nullable(),
  day: z.date(),
  bytes: z.instanceof(Uint8Array),
  list: z.array(z.union([z.number(), z.string(), z.null()])),
  pair: z.tuple([z.string(), z.number()]),
  nested: z.object({ deep: z.object({ at: z.date(), empty: z.array(z.string()) }) }),
  record: z.record(z.string(), z.number()),
  map: z.map(z.string(), z.date()),
  texts: z.set(z.string()),
  numbers: z.set(z.number()),
  none: z.set(z.string()),
  kind: z.enum(["a", "b"]),
  one: z.literal(1),
  event: z.discriminatedUnion("type", [
    z.object({ type: z.literal("on"), since: z.date() }),
    z.object({ type: z.literal("off") }),
  ]),
  counted: z.number().default(3),
  missing: z.string().optional(),
});

const VALUES: z.input<typeof schema> = {
  id: `${CANARY}-1`,
  text: "",
  unicode: `${CANARY} é 😀 \u0000`,
  integer: -9_007_199_254_740_991,
  fraction: 0.1,
  huge: 12345678901234567890123456789012345678n,
  flag: false,
  nothing: null,
  day: new Date(Date.UTC(2026, 0, 1)),
  bytes: new Uint8Array([0, 255, 127]),
  list: [1, CANARY, null],
  pair: ["x", -0.5],
  nested: { deep: { at: new Date(0), empty: [] } },
  record: { [`${CANARY}.a`]: 1, constructor: 2 },
  map: new Map([["k", new Date(1)]]),
  texts: new Set(["b", "a"]),
  numbers: new Set([1, -2.5]),
  none: new Set(),
  kind: "b",
  one: 1,
  event: { type: "on", since: new Date(2) },
};

let tables = 0;

describe.each(BACKENDS)("values of every type over $name", (backend) => {
  tables += 1;
  const table = defineTable({ name: `values-${tables}-${process.pid}` });

  class Sample extends table.model<Sample>("Sample")({ schema, pk: "SAMPLE#{id}", sk: "SAMPLE" }) {}

  let open: OpenBackend | undefined;

  beforeAll(async () => {
    open = await backend.open();
    await table.connect(open.target).create();
  });

  afterAll(async () => {
    await table.close();
    open?.close();
  });

  test.each(["async", "sync"] as const)("are read back as they were saved, %s", async (mode) => {
    const samples = inMode(Sample, mode);
    const sample = new Sample({ ...VALUES, id: `${CANARY}-${mode}` });
    await samples.save(sample);
    const found = await samples.getOrThrow(sample, { consistent: true });
    expect({ ...found }).toEqual({ ...VALUES, id: `${CANARY}-${mode}`, counted: 3 });
    expect(await samples.query({ id: sample.id }).all()).toEqual([found]);
    expect(await samples.getMany([sample])).toEqual([found]);
  });

  test.each(["async", "sync"] as const)("can be changed and compared, %s", async (mode) => {
    const samples = inMode(Sample, mode);
    const sample = await samples.save(new Sample({ ...VALUES, id: `${CANARY}-change-${mode}` }));
    const changed = await samples.update(
      sample,
      {
        huge: add(1n),
        day: new Date(7),
        bytes: new Uint8Array([1]),
        map: new Map(),
        numbers: add(new Set([7])),
        texts: remove(),
        event: { type: "off" },
        counted: 4,
      },
      { where: { day: gte(new Date(0)), huge: lt(2n * 10n ** 37n), flag: false, kind: "b" } },
    );
    const expected = {
      ...sample,
      huge: 12345678901234567890123456789012345679n,
      day: new Date(7),
      bytes: new Uint8Array([1]),
      map: new Map(),
      numbers: new Set([1, -2.5, 7]),
      texts: new Set(),
      event: { type: "off" },
      counted: 4,
    };
    expect({ ...changed }).toEqual(expected);
    expect({ ...(await samples.getOrThrow(sample, { consistent: true })) }).toEqual(expected);
  });

  test("that cannot be stored without loss are refused before any request", async () => {
    const sample = new Sample({ ...VALUES, id: `${CANARY}-bad` });
    for (const [attribute, value] of [
      ["fraction", Number.NaN],
      ["fraction", Number.POSITIVE_INFINITY],
      ["day", new Date(Number.NaN)],
      ["huge", 10n ** 40n + 1n],
      ["unicode", `${CANARY}\ud800`],
      ["integer", CANARY],
    ] as const) {
      const bad = Object.assign(new Sample({ ...sample }), { [attribute]: value });
      const error = await expectedErrorOf(EncodeError, () => Sample.objects.save(bad));
      expect(error.path).toBe(attribute);
      expect(await Sample.objects.exists(bad)).toBe(false);
    }
  });
});
