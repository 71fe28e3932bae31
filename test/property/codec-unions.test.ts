import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../src/codec/compile-schema.js";
import { EncodeError } from "../../src/errors/errors.js";
import { anything } from "../support/entity-arbitraries.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const RUNS = DEEP ? 30_000 : 1500;

/** Leaves out what is not stored: an object's undefined and empty sets, prototypes, signs of zero. */
function normal(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(normal);
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [key, normal(part)]));
  if (value instanceof Set) return new Set([...value].map(normal));
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (typeof value !== "object" || value === null) return value;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) return value;
  const entries = Object.entries(value).filter(
    ([, part]) => part !== undefined && !(part instanceof Set && part.size === 0),
  );
  return Object.fromEntries(entries.map(([name, part]) => [name, normal(part)]));
}

test("a value of a union of any kinds is refused or read back as it was", () => {
  const option = anything(2);
  let kept = 0;
  fc.assert(
    fc.property(
      fc.tuple(option, option, option).chain((options) =>
        fc.record({
          options: fc.constant(options),
          input: fc.oneof(...options.map(({ input }) => input)),
        }),
      ),
      ({ options, input }) => {
        const schema = z.object({ value: z.union(options.map((it) => it.schema)) });
        const codec = compileSchema(schema);
        const output = schema.parse({ value: input });
        let item: unknown;
        try {
          item = codec.encodeAttributes(output);
        } catch (error) {
          if (error instanceof EncodeError) return;
          throw error;
        }
        kept += 1;
        const read = codec.decodeAttributes(JSON.parse(JSON.stringify(item)), new Set());
        const wanted = normal(output);
        if (!isDeepStrictEqual(normal(read), wanted)) expect(read).toStrictEqual(wanted);
        expect(isDeepStrictEqual(normal(read), wanted)).toBe(true);
      },
    ),
    { seed: 12, numRuns: RUNS },
  );
  expect(kept).toBeGreaterThan(RUNS / 2);
});
