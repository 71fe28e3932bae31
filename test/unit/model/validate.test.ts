import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { UnsupportedError, ValidationError } from "../../../src/errors/errors.js";
import { validate } from "../../../src/model/validate.js";

/** A new one each time: what is tested is the first use of a schema. */
const makeSchema = () =>
  z.object({
    id: z.string().min(1),
    count: z.number().int().default(0),
    note: z.string().trim().optional(),
    address: z.strictObject({ city: z.string(), zip: z.string().nullable() }),
    lines: z.array(z.looseObject({ sku: z.string(), price: z.number().nonnegative() })),
    kind: z.discriminatedUnion("type", [
      z.object({ type: z.literal("a"), a: z.string() }),
      z.object({ type: z.literal("b"), b: z.number() }),
    ]),
  });

/** Values of which about half are valid: each member is right, wrong or missing. */
const values = fc.record(
  {
    id: fc.constantFrom("", "x"),
    count: fc.constantFrom(1, 1.5),
    note: fc.constantFrom(" n ", 7),
    address: fc.constantFrom(
      { city: "c", zip: null },
      { city: "c", zip: "1", more: 1 },
      { zip: "1" },
    ),
    lines: fc.constantFrom([], [{ sku: "s", price: 1, more: 2 }], [{ sku: "s", price: -1 }]),
    kind: fc.constantFrom({ type: "a", a: "" }, { type: "b", b: 1 }, { type: "b" }, { type: "c" }),
    other: fc.constant(1),
  },
  { requiredKeys: ["id", "address", "lines", "kind"] },
);

function outcome(schema: z.ZodType, value: unknown): unknown {
  try {
    return { text: JSON.stringify(validate(schema, value, "Model", (path) => path.join("."))) };
  } catch (error) {
    return error instanceof ValidationError ? error.issues : error;
  }
}

test("the first value that a schema meets is validated as all later ones are", () => {
  fc.assert(
    fc.property(values, (value) => {
      const schema = makeSchema();
      const first = outcome(schema, value);
      expect(first).toEqual(outcome(schema, value));
      expect(first).toEqual(outcome(schema, value));
    }),
  );
});

test("an async schema is refused at its first value too", () => {
  const schema = z.object({ id: z.string().refine(async () => true) });
  const act = () => validate(schema, { id: "x" }, "Model", String);
  expect(act).toThrow(UnsupportedError);
  expect(act).toThrow(UnsupportedError);
});
