import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../src/codec/compile-schema.js";
import {
  objectInput,
  properties,
  readBackProperties,
  shape,
} from "../support/entity-arbitraries.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const ENTITIES_PER_SCHEMA = 10;
const SCHEMAS = DEEP ? 10_000 : 300;
const NO_NAMES: ReadonlySet<string> = new Set();

test("what a zod schema gives out is read back equal, through the JSON of the wire", () => {
  let entities = 0;
  fc.assert(
    fc.property(
      properties(3).chain((samples) =>
        fc.record({
          samples: fc.constant(samples),
          inputs: fc.array(objectInput(samples), {
            minLength: ENTITIES_PER_SCHEMA,
            maxLength: ENTITIES_PER_SCHEMA,
          }),
        }),
      ),
      ({ samples, inputs }) => {
        const schema = z.object(shape(samples));
        const codec = compileSchema(schema);
        for (const input of inputs) {
          const output = schema.parse(input);
          const item = JSON.parse(JSON.stringify(codec.encodeAttributes(output)));
          const read = codec.decodeAttributes(item, NO_NAMES);
          const wanted = readBackProperties(samples, output, true);
          if (!isDeepStrictEqual(read, wanted)) expect(read).toStrictEqual(wanted);
          expect(isDeepStrictEqual(read, wanted)).toBe(true);
          for (const stored of Object.values(item)) expect(stored).not.toHaveProperty("NULL");
          entities += 1;
        }
      },
    ),
    { seed: 4, numRuns: SCHEMAS },
  );
  expect(entities).toBe(SCHEMAS * ENTITIES_PER_SCHEMA);
});
