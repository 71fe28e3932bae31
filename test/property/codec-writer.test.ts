import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../src/codec/compile-schema.js";
import type { EntityCodec } from "../../src/codec/entity-codec.js";
import { writeJson } from "../../src/codec/json-sink.js";
import { EncodeError } from "../../src/errors/errors.js";
import { objectInput, properties, shape } from "../support/entity-arbitraries.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const SCHEMAS = DEEP ? 10_000 : 300;

/** Values that no schema of the samples stores everywhere, and some that it does. */
const WRONG = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e127,
  -0,
  "\ud800",
  'a "quoted" \u0000 line\n',
  new Date(Number.NaN),
  new Date(-1),
  new Date(8.64e15),
  10n ** 40n,
  Symbol("none"),
  () => undefined,
  null,
  undefined,
  new Set(),
  new Map([["__proto__", 1]]),
  [undefined],
  { __proto__: null, extra: 1 },
] as const;

/** What a codec does with an object, as text. */
function outcome(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof EncodeError) return `${error.path}: ${error.reason}`;
    return String(error);
  }
}

/** The attributes of an entity as they are written; `undefined` where the codec leaves that to others. */
function written(codec: EntityCodec, attributes: object): string | undefined {
  let isWritten = false;
  const json = writeJson((sink) => {
    isWritten = codec.writeAttributes(attributes, sink);
    sink.enclose(0, "{", "}");
  });
  return isWritten ? json.toString() : undefined;
}

/** Puts a value at some place inside of another. */
function corrupt(target: unknown, choices: readonly number[], wrong: unknown): void {
  let holder = target;
  for (const [depth, choice] of choices.entries()) {
    if (typeof holder !== "object" || holder === null || ArrayBuffer.isView(holder)) return;
    const names = Object.keys(holder);
    const name = names[choice % Math.max(names.length, 1)] ?? "more";
    const inner: unknown = Reflect.get(holder, name);
    const isLast = depth === choices.length - 1 || typeof inner !== "object" || inner === null;
    if (isLast) {
      Reflect.set(holder, name, wrong);
      return;
    }
    holder = inner;
  }
}

test("what is written as text is what the codec encodes, errors too", () => {
  let refused = 0;
  fc.assert(
    fc.property(
      properties(3).chain((samples) =>
        fc.record({
          samples: fc.constant(samples),
          inputs: fc.array(objectInput(samples), { minLength: 5, maxLength: 5 }),
        }),
      ),
      fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...WRONG),
      ({ samples, inputs }, choices, wrong) => {
        const schema = z.object(shape(samples));
        const codec = compileSchema(schema);
        for (const [index, input] of inputs.entries()) {
          const output = schema.parse(input);
          if (index > 0) corrupt(output, choices, wrong);
          const encoded = outcome(() => JSON.stringify(codec.encodeAttributes(output)));
          const asWritten = outcome(() => JSON.stringify(JSON.parse(written(codec, output) ?? "")));
          expect(asWritten).toBe(encoded);
          if (!encoded.startsWith("{")) refused += 1;
        }
      },
    ),
    { seed: 5, numRuns: SCHEMAS },
  );
  expect(refused).toBeGreaterThan(SCHEMAS / 10);
});

test("schemas that are open to any attribute are not written as text", () => {
  const codec = compileSchema(z.looseObject({ id: z.string() }));
  expect(written(codec, { id: "1", more: 1 })).toBeUndefined();
});
