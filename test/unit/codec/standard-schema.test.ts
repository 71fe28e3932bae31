import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";
import { type } from "arktype";
import * as v from "valibot";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { UnsupportedError, ValidationError } from "../../../src/errors/errors.js";
import { attributeNames } from "../../../src/model/attribute-names.js";
import { formatPath } from "../../../src/model/attribute-path.js";
import type {
  InferInput,
  InferOutput,
  StandardSchema,
} from "../../../src/model/standard-schema.js";
import { validate } from "../../../src/model/validate.js";

function failure(schema: StandardSchema, value: unknown): ValidationError {
  try {
    validate(schema, value, "Device", formatPath);
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  throw new Error("The value is valid.");
}

test("a valid value comes out as the schema makes it", () => {
  const schema = z.object({ a: z.string().default("d"), b: z.coerce.number() });
  expect(validate(schema, { b: "5" }, "Device", formatPath)).toStrictEqual({ a: "d", b: 5 });
});

test("the types of a schema are known from its structure", () => {
  const schema = z.object({ a: z.string().default("d") });
  expectTypeOf<InferInput<typeof schema>>().toEqualTypeOf<{ a?: string | undefined }>();
  expectTypeOf<InferOutput<typeof schema>>().toEqualTypeOf<{ a: string }>();
  const other = v.object({ a: v.optional(v.string(), "d") });
  expectTypeOf<InferOutput<typeof other>>().toEqualTypeOf<{ a: string }>();
});

test("zod's issues are told by path and message", () => {
  const schema = z.object({ a: z.object({ "b c": z.array(z.string()) }), d: z.enum(["x", "y"]) });
  const error = failure(schema, { a: { "b c": ["", 5] }, d: "secret" });
  expect(error.issues).toStrictEqual([
    { path: 'a["b c"][1]', message: "Invalid input: expected string, received number" },
    { path: "d", message: 'Invalid option: expected one of "x"|"y"' },
  ]);
  expect(error.model).toBe("Device");
});

test.each([
  ["valibot", v.object({ a: v.object({ b: v.number() }) }), "a.b"],
  ["arktype", type({ a: { b: "number" } }), "a.b"],
])("%s's messages may quote the value, so they are kept out of sight", (_, schema, path) => {
  const error = failure(schema, { a: { b: "secret" } });
  expect(error.issues).toStrictEqual([{ path, message: "is not valid" }]);
  expect(error.details).toHaveLength(1);
  expect(inspect(error) + JSON.stringify(error)).not.toContain("secret");
});

test("an async schema is refused, and its failure does not end the process", async () => {
  const schema = z.object({ a: z.string().refine(async () => true) });
  expect(() => validate(schema, { a: "x" }, "Device", formatPath)).toThrow(
    new UnsupportedError(
      "Device: the schema answers a promise, and entities are validated in the calling thread. " +
        "Use a schema without async checks and transforms, and do those before. " +
        "Zod also does that when a transform or codec throws: add an issue.",
    ),
  );
  const failing: StandardSchema = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: () => Promise.reject(new Error("An unhandled rejection fails this test run.")),
    },
  };
  expect(() => validate(failing, {}, "Device", formatPath)).toThrow(UnsupportedError);
  await setImmediate();
});

const Named = z.object({
  a: z.string(),
  get self() {
    return Named.optional();
  },
});

test.each([
  ["a zod object", z.object({ a: z.string(), b: z.number() }), ["a", "b"]],
  ["zod/mini", mini.object({ a: mini.string() }), ["a"]],
  ["a recursive object", Named, ["a", "self"]],
  [
    "refinements and wrappers",
    z
      .object({ a: z.string() })
      .refine(() => true)
      .readonly()
      .default({ a: "" }),
    ["a"],
  ],
  ["a lazy schema", z.lazy(() => z.object({ a: z.string() })), ["a"]],
  ["a pipe", z.unknown().pipe(z.object({ b: z.string() })), ["b"]],
  [
    "a codec",
    z.codec(z.object({ a: z.string() }), z.object({ b: z.string() }), {
      decode: ({ a }) => ({ b: a }),
      encode: ({ b }) => ({ a: b }),
    }),
    ["b"],
  ],
  [
    "an intersection",
    z.object({ a: z.string() }).and(z.object({ a: z.string(), b: z.string() })),
    ["a", "b"],
  ],
  ["valibot", v.object({ a: v.string(), b: v.optional(v.number()) }), ["a", "b"]],
  [
    "a checked valibot object",
    v.pipe(
      v.object({ a: v.string() }),
      v.check(() => true),
      v.readonly(),
    ),
    ["a"],
  ],
  [
    "a transformed valibot object",
    v.pipe(
      v.object({ a: v.string() }),
      v.transform(() => ({ b: 1 })),
    ),
    undefined,
  ],
  ["a valibot string", v.string(), undefined],
  ["arktype", type({ a: "string", "b?": "number" }), ["a", "b"]],
  ["a transformed arktype", type({ a: "string" }).pipe(() => 1), undefined],
])("the attributes of %s are known as far as it tells", (_, schema, names) => {
  expect(attributeNames(schema)).toStrictEqual(names);
});

test("a zod schema that gives out no object is refused", () => {
  expect(() => attributeNames(z.string())).toThrow(
    "A model's schema has to give out an object, not a string; use z.object({ ... }).",
  );
});
