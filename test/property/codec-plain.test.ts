import { isDeepStrictEqual } from "node:util";
import { type } from "arktype";
import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../src/codec/compile-schema.js";
import type { EntityCodec } from "../../src/codec/entity-codec.js";
import { EncodeError } from "../../src/errors/errors.js";
import type { StandardSchema } from "../../src/model/standard-schema.js";
import { POLLUTION_NAMES } from "../support/scalar-samples.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const RUNS = DEEP ? 100_000 : 3000;
const NO_NAMES: ReadonlySet<string> = new Set();

class Custom {
  field = 1;
}

/** What fast-check's own arbitrary of anything leaves out. */
const oddities = fc.constantFrom<unknown>(
  Symbol("s"),
  { [Symbol("key")]: 1 },
  () => 1,
  new Custom(),
  Buffer.from("bytes"),
  new Date(Number.NaN),
  new Date("+010000-01-01T00:00:00.000Z"),
  "\ud800",
  { "\udc00": 1 },
  { "": 1 },
  Object.assign([1], { named: 1 }),
  new Set(["a", "b"]),
  new Set([2, 3]),
  new Set([1, 1n]),
  new Map([["a", 1]]),
  2n ** 60n,
  2n ** 60n + 1n,
  10n ** 38n,
  1e300,
  Number.MIN_VALUE,
  new Uint8Array([1, 2]),
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["level 32"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],
);

const names = fc.oneof(fc.string(), fc.constantFrom(...POLLUTION_NAMES));

const anything = fc.anything({
  key: names,
  values: [
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.string({ unit: "binary" }),
    fc.constantFrom(null, undefined),
    oddities,
  ],
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withTypedArray: true,
  withSparseArray: true,
  withBoxedValues: true,
  withObjectString: true,
});

/** What is read back of a value that was stored: the documented changes, and nothing else. */
function readBack(value: unknown, lenient: boolean): unknown {
  const inner = (part: unknown): unknown => readBack(part, lenient);
  if (value === 0) return 0;
  if (typeof value !== "object" || value === null) {
    if (typeof value !== "bigint" || !lenient) return value;
    return BigInt(Number(value)) === value || canBeNumber(value) ? Number(value) : value;
  }
  if (Array.isArray(value)) return value.map((part) => (isEmptySet(part) ? [] : inner(part)));
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Set) return new Set([...value].map(inner));
  const result: Record<string, unknown> = {};
  for (const [name, part] of value instanceof Map ? value : Object.entries(value)) {
    if (part === undefined || isEmptySet(part)) continue;
    Object.defineProperty(result, name, {
      value: inner(part),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return result;
}

function isEmptySet(value: unknown): boolean {
  return value instanceof Set && value.size === 0;
}

/** Whether a number's shortest text is the integer: 1e+22 is, and so is 1152921504606847000. */
function canBeNumber(value: bigint): boolean {
  const [digits = "", exponent = "0"] = String(Number(value)).split("e+");
  const [whole = "", fraction = ""] = digits.split(".");
  return BigInt(whole + fraction.padEnd(Number(exponent), "0")) === value;
}

function stored(codec: EntityCodec, value: unknown): Record<string, unknown> | undefined {
  try {
    const item = codec.encodeAttributes({ value });
    return codec.decodeAttributes(JSON.parse(JSON.stringify(item)), NO_NAMES);
  } catch (error) {
    if (error instanceof EncodeError) return undefined;
    throw error;
  }
}

function check(schema: StandardSchema, expected: (value: unknown) => object): number {
  const codec = compileSchema(schema);
  let kept = 0;
  fc.assert(
    fc.property(anything, (value) => {
      const read = stored(codec, value);
      if (read === undefined) return;
      kept += 1;
      const wanted = expected(value);
      if (!isDeepStrictEqual(read, wanted)) expect(read).toStrictEqual(wanted);
      expect(isDeepStrictEqual(read, wanted)).toBe(true);
    }),
    { seed: 8, numRuns: RUNS },
  );
  return kept;
}

test("a value of z.any() is refused or read back as it was", () => {
  const kept = check(z.object({ value: z.any() }), (value) => ({
    value: value === undefined ? null : readBack(value, false),
  }));
  expect(kept).toBeGreaterThan(RUNS / 5);
});

test.each([
  ["valibot", v.object({ value: v.any() })],
  ["arktype", type({ value: "unknown" })],
])("a value of a %s schema is refused or read back as the documented plain value", (_, schema) => {
  const kept = check(schema, (value) =>
    value === null || value === undefined || isEmptySet(value) || typeof value === "function"
      ? {}
      : { value: readBack(value, true) },
  );
  expect(kept).toBeGreaterThan(RUNS / 4);
});

test("names that objects inherit are attributes and keys like any other", () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort();
  const part = fc.dictionary(fc.constantFrom(...POLLUTION_NAMES), fc.integer(), {
    noNullPrototype: true,
  });
  const plain = compileSchema(v.looseObject({}));
  const exact = compileSchema(
    z.object({
      any: z.any(),
      record: z.record(z.string(), z.int()),
      map: z.map(z.string(), z.int()),
    }),
  );
  const declared = compileSchema(
    z.object(Object.fromEntries(POLLUTION_NAMES.map((name) => [name, z.int().optional()]))),
  );
  fc.assert(
    fc.property(part, part, part, (any, record, map) => {
      const entity = { any, record, map: new Map(Object.entries(map)) };
      const through = (codec: EntityCodec, value: object): unknown =>
        codec.decodeAttributes(JSON.parse(JSON.stringify(codec.encodeAttributes(value))), NO_NAMES);
      expect(isDeepStrictEqual(through(exact, entity), entity)).toBe(true);
      expect(isDeepStrictEqual(through(plain, any), any)).toBe(true);
      expect(isDeepStrictEqual(through(declared, any), any)).toBe(true);
    }),
    { seed: 5, numRuns: DEEP ? 10_000 : 1000 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toStrictEqual(before);
});
