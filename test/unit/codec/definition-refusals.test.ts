import { expect, test } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { DefinitionError } from "../../../src/errors/errors.js";

const undefinable: [string, z.core.$ZodType, string][] = [
  ["z.promise()", z.array(z.promise(z.string())), "value[]: a zod promise"],
  ["z.function()", z.tuple([z.object({ "a b": z.function() })]), 'value[0]["a b"]: a zod function'],
  ["z.symbol()", z.record(z.string(), z.symbol()), "value[*]: a zod symbol"],
  ["z.nan()", z.map(z.string(), z.nan()), "value(value): a zod nan"],
  ["z.void()", z.map(z.void(), z.string()), "value(key): a zod void"],
  ["z.undefined()", z.undefined(), "value: a zod undefined"],
  ["z.never()", z.set(z.never()), "value[]: a zod never"],
  ["z.success()", z.lazy(() => z.success(z.string())), "value: a zod success"],
  ["z.file()", z.file().optional(), "value: a zod file"],
  [
    "a union of nothing",
    z.union([z.undefined(), z.never()]),
    "value: a zod union without any value",
  ],
];

test.each(undefinable)("%s is refused where the schema is compiled", (_, schema, start) => {
  expect(() => compileSchema(mini.object({ value: schema }))).toThrow(
    new DefinitionError(
      `${start} cannot be stored; store plain values, or use z.codec() to convert it.`,
    ),
  );
});

test("undefined, void and never may be options of a union", () => {
  const option = z.union([z.undefined(), z.void(), z.never(), z.string()]);
  const codec = compileSchema(z.object({ value: option }));
  expect(codec.encodeAttributes({ value: undefined })).toStrictEqual({});
  expect(codec.encodeAttributes({ value: "a" })).toStrictEqual({ value: { S: "a" } });
});

test.each([
  [
    "literals that are stored alike",
    z.literal([1, 1n]),
    "value: the schema's literals cannot be stored: two values would be stored alike",
  ],
  [
    "a literal that cannot be stored",
    z.literal(1e200),
    "value: the schema's literals cannot be stored: is outside the range of DynamoDB's numbers (1E-130 to 9.99E+125, either sign).",
  ],
  [
    "an empty name",
    z.object({ "": z.string() }),
    'value[""]: has an empty name; DynamoDB\'s names have at least one character.',
  ],
  [
    "an unknown mark",
    z.string().meta({ dynamodb: "set" }),
    'value: the metadata "dynamodb" can only be "number", on a string schema itself: z.string().meta({ dynamodb: "number" }).',
  ],
  [
    "a mark on another kind",
    z.number().meta({ dynamodb: "number" }),
    'value: the metadata "dynamodb" can only be "number", on a string schema itself: z.string().meta({ dynamodb: "number" }).',
  ],
])("%s: refused where the schema is compiled", (_, schema, message) => {
  expect(() => compileSchema(mini.object({ value: schema }))).toThrow(new DefinitionError(message));
});

test.each([
  ["a string", z.string(), "string"],
  ["a union", z.union([z.object({}), z.object({})]), "union"],
  ["a transform", z.object({}).transform(() => 1), "pipe"],
])("a whole schema that is %s is refused", (_, schema, kind) => {
  expect(() => compileSchema(schema)).toThrow(
    new DefinitionError(
      `A model's schema has to give out an object, not a ${kind}; use z.object({ ... }).`,
    ),
  );
});
