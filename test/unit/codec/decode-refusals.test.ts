import { expect, test } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { DecodeError } from "../../../src/errors/stored-errors.js";

const BEYOND =
  "holds a number that a JavaScript number cannot express; use z.bigint(), or " +
  'z.string().meta({ dynamodb: "number" }) for the decimal text.';
const NOT_A_DATE = 'expected a date as UTC text, such as "2026-01-31T00:00:00.000Z".';

const upper = z.codec(z.string(), z.string(), {
  decode: (text) => {
    if (text === "bad") throw new TypeError(text);
    return text.toUpperCase();
  },
  encode: String,
});

const unreadable: [string, z.core.$ZodType, string, string, string][] = [
  [
    "a number as text",
    z.string(),
    '{"N":"1"}',
    "value",
    "expected a string (S), found a stored value of type N.",
  ],
  [
    "text as a number",
    z.number(),
    '{"S":"1"}',
    "value",
    "expected a number (N), found a stored value of type S.",
  ],
  [
    "text as a boolean",
    z.boolean(),
    '{"S":"1"}',
    "value",
    "expected a boolean (BOOL), found a stored value of type S.",
  ],
  [
    "text as null",
    z.null(),
    '{"S":"1"}',
    "value",
    "expected null (NULL), found a stored value of type S.",
  ],
  [
    "null as text",
    z.string().optional(),
    '{"NULL":true}',
    "value",
    "expected a string (S), found a stored value of type NULL.",
  ],
  [
    "text as bytes",
    z.instanceof(Uint8Array),
    '{"S":"1"}',
    "value",
    "expected a Uint8Array (B), found a stored value of type S.",
  ],
  ["damaged base64", z.instanceof(Uint8Array), '{"B":"a?"}', "value", "is not base64 text."],
  [
    "a list as an object",
    z.object({}),
    '{"L":[]}',
    "value",
    "expected a map (M), found a stored value of type L.",
  ],
  [
    "a map as a list",
    z.array(z.string()),
    '{"M":{}}',
    "value",
    "expected a list (L), found a stored value of type M.",
  ],
  [
    "text as a set",
    z.set(z.string()),
    '{"S":"1"}',
    "value",
    "expected a set (SS, NS, BS), found a stored value of type S.",
  ],
  [
    "a set of numbers as one of text",
    z.set(z.string()),
    '{"NS":["1"]}',
    "value[0]",
    "expected a string (S), found a stored value of type N.",
  ],
  [
    "another literal",
    z.literal(["a", 1]),
    '{"N":"2"}',
    "value",
    "is not one of the values that the schema allows.",
  ],
  [
    "another type than the literals'",
    z.literal(["a"]),
    '{"N":"2"}',
    "value",
    "expected one of the schema's values, found a stored value of type N.",
  ],
  [
    "a value deep inside",
    z.array(z.object({ "a b": z.map(z.int(), z.string()) })),
    '{"L":[{"M":{"a b":{"L":[{"L":[{"N":"1"},{"BOOL":true}]}]}}}]}',
    'value[0]["a b"][0][1]',
    "expected a string (S), found a stored value of type BOOL.",
  ],
  [
    "half a pair of a map",
    z.map(z.int(), z.string()),
    '{"L":[{"L":[{"N":"1"}]}]}',
    "value[0]",
    "is not a pair.",
  ],
  [
    "too many elements",
    z.tuple([z.string()]),
    '{"L":[{"S":"a"},{"S":"b"}]}',
    "value[1]",
    "is not part of the tuple.",
  ],
  [
    "too few elements",
    z.tuple([z.string()]),
    '{"L":[]}',
    "value[0]",
    "is required by the schema and is not stored.",
  ],
  [
    "a name that is no number",
    z.record(z.number(), z.string()),
    '{"M":{"a":{"S":"a"}}}',
    "value[*]",
    "is not one of the schema's keys.",
  ],
  [
    "an unknown discriminator",
    z.discriminatedUnion("k", [z.object({ k: z.literal("a") })]),
    '{"M":{"k":{"S":"b"}}}',
    "value",
    "has no option for the stored k.",
  ],
  [
    "what fits no option",
    z.union([z.string(), z.int()]),
    '{"BOOL":true}',
    "value",
    "expected one of the schema's options, found a stored value of type BOOL.",
  ],
  [
    "what fits no option inside",
    z.union([z.array(z.string()), z.array(z.int())]),
    '{"L":[{"BOOL":true}]}',
    "value",
    "fits none of the options of the schema's union.",
  ],
  ["a date without milliseconds", z.date(), '{"S":"2026-01-31T00:00:00Z"}', "value", NOT_A_DATE],
  ["no date at all", z.date(), '{"S":"soon"}', "value", NOT_A_DATE],
  ["an integer beyond 2^53", z.number(), '{"N":"9007199254740993"}', "value", BEYOND],
  [
    "a fraction of 37 digits",
    z.number(),
    '{"N":"0.1234567890123456789012345678901234567"}',
    "value",
    BEYOND,
  ],
  [
    "a fraction as a bigint",
    z.bigint(),
    '{"N":"1.5"}',
    "value",
    "expected an integer, found another number; use z.number().",
  ],
  [
    "an absurd exponent",
    z.bigint(),
    '{"N":"1e9999"}',
    "value",
    "expected an integer, found another number; use z.number().",
  ],
  [
    "no number at all",
    z.string().meta({ dynamodb: "number" }),
    '{"N":"0x1F"}',
    "value",
    "is not a stored number.",
  ],
  [
    "a fraction as anything",
    z.any(),
    '{"N":"0.1234567890123456789012345678901234567"}',
    "value",
    "holds a number that no JavaScript number or bigint can express.",
  ],
  [
    "an unknown type as anything",
    z.any(),
    '{"X":1}',
    "value",
    "expected a stored value, found a stored value of type X.",
  ],
  [
    "what a codec fails to decode",
    upper,
    '{"S":"bad"}',
    "value",
    "the schema's codec failed to decode the value (TypeError).",
  ],
  [
    "more than 32 levels",
    z.any(),
    `${'{"L":['.repeat(33)}${"]}".repeat(33)}`,
    `value${"[0]".repeat(31)}`,
    "is nested more than 32 levels deep, or contains itself; DynamoDB stores up to 32 levels.",
  ],
];

test.each(unreadable)(
  "reading %s is refused, and the error names where",
  (_, schema, json, path, reason) => {
    const codec = compileSchema(mini.object({ value: schema }));
    const item = { value: JSON.parse(json) };
    expect(() => codec.decodeAttributes(item, new Set())).toThrow(new DecodeError(path, reason));
  },
);

test("numbers are read whatever their form", () => {
  const codec = compileSchema(
    z.object({
      a: z.number(),
      b: z.bigint(),
      c: z.string().meta({ dynamodb: "number" }),
      d: z.literal(100),
    }),
  );
  const item = { a: { N: "1.50e2" }, b: { N: "1.20E+3" }, c: { N: "+01.50e-3" }, d: { N: "1e2" } };
  expect(codec.decodeAttributes(item, new Set())).toStrictEqual({
    a: 150,
    b: 1200n,
    c: "0.0015",
    d: 100,
  });
});
