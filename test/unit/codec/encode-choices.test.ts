import { expect, test } from "vitest";
import { z } from "zod";
import { type Refusal, refusal } from "../../support/stored-value.js";

const AMBIGUOUS =
  "is ambiguous: another option of the union would read it back. " +
  "Put the narrower option first, or use z.discriminatedUnion().";

const refusals: readonly Refusal[] = [
  [
    "an option that another would read",
    z.union([z.string(), z.date()]),
    new Date(0),
    "value",
    AMBIGUOUS,
  ],
  [
    "a date's text beside dates",
    z.union([z.date(), z.string()]),
    "1970-01-01T00:00:00.000Z",
    "value",
    AMBIGUOUS,
  ],
  ["a bigint beside numbers", z.union([z.number(), z.bigint()]), 5n, "value", AMBIGUOUS],
  [
    "1 and 1n in one set",
    z.set(z.union([z.number(), z.bigint()])),
    new Set([1, 1n]),
    "value[1]",
    AMBIGUOUS,
  ],
  [
    "a discriminator that is stored like another",
    z.discriminatedUnion("k", [z.object({ k: z.literal(1) }), z.object({ k: z.literal(1n) })]),
    { k: 1n },
    "value",
    AMBIGUOUS,
  ],
  [
    "what fits no option",
    z.union([z.string(), z.number()]),
    true,
    "value",
    "expected one of the schema's options, got a boolean.",
  ],
  [
    "what fits one option outside only",
    z.union([z.string(), z.array(z.string())]),
    [1],
    "value[0]",
    "expected a string, got a number.",
  ],
  [
    "what fits no option inside",
    z.union([z.array(z.string()), z.array(z.number())]),
    ["a", 1],
    "value",
    "fits none of the options of the schema's union.",
  ],
  [
    "an unknown discriminator",
    z.discriminatedUnion("k", [z.object({ k: z.literal("a") })]),
    { k: "b" },
    "value",
    "has no option for its k.",
  ],
  [
    "sides that store differently",
    z.codec(z.number(), z.string(), { decode: String, encode: Number }).and(z.string()),
    "5",
    "value",
    "is stored differently by the two sides of the schema's intersection.",
  ],
  [
    "a codec of another type",
    z.codec(z.string(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    }),
    "2026",
    "value",
    "the schema's codec could not encode the value.",
  ],
  [
    "a codec that finds issues",
    z.codec(z.string(), z.string(), {
      decode: String,
      encode: (value, context) => {
        context.issues.push({ code: "custom", input: value, message: value });
        return value;
      },
    }),
    "secret",
    "value",
    "the schema's codec could not encode the value.",
  ],
  [
    "an async codec",
    z.codec(z.string(), z.string(), {
      decode: String,
      encode: async () => {
        throw new Error("late");
      },
    }),
    "a",
    "value",
    "the schema's codec is async; encode in the calling thread.",
  ],
  [
    "a codec that leaves an optional value out",
    z
      .codec(z.string().optional(), z.string(), { decode: String, encode: () => undefined })
      .optional(),
    "a",
    "value",
    "is encoded as undefined by the schema, and would be read back as undefined.",
  ],
  [
    "a codec that throws",
    z.codec(z.string(), z.custom<URL>(), {
      decode: (text) => new URL(text),
      encode: (url) => url.href.trim(),
    }),
    {},
    "value",
    "the schema's codec failed to encode the value (TypeError).",
  ],
];

test.each(refusals)(
  "%s is refused, and the error names where",
  (_, schema, value, path, reason) => {
    expect(refusal(schema, value)).toStrictEqual({ path, reason });
  },
);
