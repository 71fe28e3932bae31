import fc from "fast-check";
import { z } from "zod";
import {
  date,
  distinct,
  mapKeys,
  members,
  name,
  POLLUTION_NAMES,
  type Sample,
  sample,
  scalars,
  text,
  zeroed,
} from "./scalar-samples.js";

type Recipe = fc.Arbitrary<Sample>;

const leaf: Recipe = fc.constantFrom(...scalars);

function isEmptySet(value: unknown): boolean {
  return value instanceof Set && value.size === 0;
}

/** What an object's properties are read back as; `root` is the item itself. */
export function readBackProperties(
  samples: Readonly<Record<string, Sample>>,
  output: unknown,
  root: boolean,
): Record<string, unknown> {
  const entries = Object.entries(output as Record<string, unknown>) // an object schema's output
    .map(([key, value]) => [key, samples[key], value] as const)
    .filter(([, known, value]) => {
      const left = value === undefined || isEmptySet(value) || (root && value === null);
      return !(left && known?.optional === true) && value !== undefined;
    })
    .map(([key, known, value]) => [key, known === undefined ? value : known.readBack(value)]);
  return Object.fromEntries(entries);
}

/** The inputs of an object schema; what is undefined is left out. */
export function objectInput(samples: Readonly<Record<string, Sample>>): fc.Arbitrary<object> {
  const inputs = Object.entries(samples).map(([key, { input }]) =>
    input.map((value) => (value === undefined ? [] : [[key, value]])),
  );
  return fc.tuple(...inputs).map((entries) => Object.fromEntries(entries.flat(1)));
}

/** The properties of an object schema: any kinds, under names of any kind. */
export function properties(depth: number): fc.Arbitrary<Record<string, Sample>> {
  const plain = fc.constantFrom("a", "b", "c", "id", "größe");
  return fc.oneof(
    { weight: 9, arbitrary: fc.dictionary(plain, property(depth), { minKeys: 1, maxKeys: 4 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom(...POLLUTION_NAMES.slice(1)), leaf, { maxKeys: 2 }),
    },
  );
}

/** The shape of an object schema. */
export function shape(samples: Readonly<Record<string, Sample>>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(samples).map(([key, { schema }]) => [key, schema]));
}

function objects(depth: number): Recipe {
  const variant = fc.constantFrom("strip", "strict", "loose", "catchall");
  return fc
    .tuple(properties(depth), variant, fc.dictionary(fc.constantFrom("x", "y"), text))
    .map(([samples, kind, extra]) => {
      const base = z.object(shape(samples));
      const readBack = (output: unknown): unknown => readBackProperties(samples, output, false);
      const input = objectInput(samples);
      if (kind === "strip") return sample(base, input, readBack);
      if (kind === "strict") return sample(base.strict(), input, readBack);
      const open = kind === "loose" ? base.loose() : base.catchall(z.string());
      return sample(
        open,
        input.map((value) => ({ ...extra, ...value })),
        readBack,
      );
    });
}

/** Every kind of schema that can stand anywhere: it never gives out undefined. */
export function anything(depth: number): Recipe {
  if (depth <= 0) return leaf;
  const inner = anything(depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 3, arbitrary: objects(depth - 1) },
    inner.map(({ schema, input, readBack }) =>
      sample(z.array(schema), fc.array(input, { maxLength: 3 }), mapped(readBack)),
    ),
    fc.tuple(inner, inner, inner).map(([first, second, rest]) =>
      sample(
        z.tuple([first.schema, second.schema], rest.schema),
        fc
          .tuple(first.input, second.input, fc.array(rest.input, { maxLength: 2 }))
          .map(([a, b, others]) => [a, b, ...others]),
        (output) =>
          // a tuple schema's output
          (output as unknown[]).map((value, index) =>
            ([first, second][index] ?? rest).readBack(value),
          ),
      ),
    ),
    inner.map(({ schema, input, readBack }) =>
      sample(
        z.record(z.string(), schema),
        fc.dictionary(name, input, { maxKeys: 3, noNullPrototype: true }),
        values(readBack),
      ),
    ),
    inner.map(({ schema, input, readBack }) =>
      sample(
        z.partialRecord(z.enum(["k1", "k2"]), schema),
        fc.dictionary(fc.constantFrom("k1", "k2"), input),
        values(readBack),
      ),
    ),
    fc.tuple(fc.constantFrom(...mapKeys), inner).map(([key, { schema, input, readBack }]) =>
      sample(
        z.map(key.schema, schema),
        fc.array(fc.tuple(key.input, input), { maxLength: 3 }).map((entries) => new Map(entries)),
        (output) =>
          // a map schema's output
          new Map([...(output as Map<unknown, unknown>)].map(([k, v]) => [k, readBack(v)])),
      ),
    ),
    fc.constantFrom(...members).map(({ schema, input }) =>
      sample(
        z.set(schema),
        fc.array(input, { maxLength: 4 }).map((all) => new Set(all)),
      ),
    ),
    inner.map(({ schema, input, readBack }) =>
      sample(schema.nullable(), fc.option(input), (output) =>
        output === null ? null : readBack(output),
      ),
    ),
    objects(depth - 1).map((it) => sample(it.schema.readonly(), it.input, it.readBack)),
    inner.map((it) =>
      sample(
        z.lazy(() => it.schema),
        it.input,
        it.readBack,
      ),
    ),
    fc
      .shuffledSubarray([...distinct], { minLength: 2 })
      .map((options) =>
        sample(
          z.union(options.map(({ schema }) => schema)),
          fc.oneof(...options.map(({ input }) => input)),
          zeroed,
        ),
      ),
    fc.tuple(inner, inner).map(([one, two]) =>
      sample(
        z.discriminatedUnion("kind", [
          z.object({ kind: z.literal("one"), value: one.schema }),
          z.object({ kind: z.literal(2), value: two.schema }),
        ]),
        fc.oneof(
          fc.record({ kind: fc.constant("one"), value: one.input }),
          fc.record({ kind: fc.constant(2), value: two.input }),
        ),
        (output) => {
          const { kind, value } = output as { kind: unknown; value: unknown }; // as declared above
          return { kind, value: (kind === 2 ? two : one).readBack(value) };
        },
      ),
    ),
    fc
      .tuple(inner, inner)
      .map(([left, right]) =>
        sample(
          z.object({ left: left.schema }).and(z.object({ right: right.schema })),
          fc.record({ left: left.input, right: right.input }),
          (output) => readBackProperties({ left, right }, output, false),
        ),
      ),
  );
}

/** Every kind of schema that can be a property of an object: it may be left out, or defaulted. */
export function property(depth: number): Recipe {
  const inner = anything(depth);
  return fc.oneof(
    { weight: 4, arbitrary: inner },
    inner.map((it) => ({
      ...it,
      schema: it.schema.optional(),
      input: fc.option(it.input, { nil: undefined }),
      optional: true,
    })),
    inner.map((it) => ({
      ...it,
      schema: it.schema.nullish(),
      input: fc.oneof(it.input, fc.constantFrom(null, undefined)),
      optional: true,
      readBack: (output: unknown) => (output === null ? null : it.readBack(output)),
    })),
    inner.map((it) => sample(it.schema.optional().nonoptional(), it.input, it.readBack)),
    fc.constantFrom(
      sample(z.string().default("d"), fc.option(text, { nil: undefined })),
      sample(z.set(z.string()).default(new Set(["d"])), fc.constantFrom(undefined, new Set())),
      sample(z.number().nullable().default(1), fc.constantFrom(undefined, null, 2)),
      sample(z.string().toUpperCase().prefault("d"), fc.constantFrom(undefined, "x")),
      sample(z.date().catch(new Date(0)), fc.oneof(date, fc.constant("no date"))),
    ),
  );
}

function mapped(readBack: Sample["readBack"]): Sample["readBack"] {
  return (output) => (output as unknown[]).map(readBack); // an array schema's output
}

function values(readBack: Sample["readBack"]): Sample["readBack"] {
  return (output) =>
    Object.fromEntries(
      // a record schema's output
      Object.entries(output as object).map(([key, value]) => [key, readBack(value)]),
    );
}
