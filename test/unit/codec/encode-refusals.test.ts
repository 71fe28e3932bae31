import { expect, test } from "vitest";
import { z } from "zod";
import { type Refusal, refusal } from "../../support/stored-value.js";

const address = z.object({ lines: z.array(z.string()) });
const HOLE = "is undefined or a hole, which a list cannot hold; use null.";

const refusals: readonly Refusal[] = [
  ["a number as text", z.string(), 5, "value", "expected a string, got a number."],
  ["text as a number", z.number(), "5", "value", "expected a number, got a string."],
  ["a number as a bigint", z.bigint(), 5, "value", "expected a bigint, got a number."],
  ["text as a date", z.date(), "2026", "value", "expected a Date, got a string."],
  [
    "an array as bytes",
    z.instanceof(Uint8Array),
    [1],
    "value",
    "expected a Uint8Array, got an array.",
  ],
  ["null where it is not taken", z.string(), null, "value", "expected a string, got null."],
  ["a missing attribute", z.string(), undefined, "value", "expected a string, got undefined."],
  [
    "undefined for a default",
    z.string().default("a"),
    undefined,
    "value",
    "expected a value, got undefined.",
  ],
  [
    "another literal",
    z.literal("a"),
    "b",
    "value",
    "is not one of the values that the schema allows.",
  ],
  [
    "another member of an enum",
    z.enum(["a"]),
    "b",
    "value",
    "is not one of the values that the schema allows.",
  ],
  [
    "a value of the wrong kind deep inside",
    z.object({ address }),
    { address: { lines: ["a", "b", 3] } },
    "value.address.lines[2]",
    "expected a string, got a number.",
  ],
  ["a date as an object", z.object({}), new Date(), "value", "expected an object, got a Date."],
  ["a map as an object", z.object({}), new Map(), "value", "expected an object, got a Map."],
  [
    "an object as a map",
    z.map(z.string(), z.string()),
    {},
    "value",
    "expected a Map, got an object.",
  ],
  ["an array as a set", z.set(z.string()), [], "value", "expected a Set, got an array."],
  ["an object as an array", z.array(z.string()), {}, "value", "expected an array, got an object."],
  ["an object as a tuple", z.tuple([]), {}, "value", "expected an array, got an object."],
  [
    "text as a record",
    z.record(z.string(), z.string()),
    "a",
    "value",
    "expected an object, got a string.",
  ],
  [
    "a property that the schema does not have",
    z.object({ a: z.string() }),
    { a: "a", "b c": 1 },
    'value["b c"]',
    "is not part of the schema and would be lost; add it, or use z.looseObject().",
  ],
  ["a hole", z.array(z.string().optional()), new Array(1), "value[0]", HOLE],
  ["undefined in a list", z.array(z.string().optional()), ["a", undefined], "value[1]", HOLE],
  [
    "undefined in a map",
    z.map(z.string(), z.string().optional()),
    new Map([["a", undefined]]),
    "value[*]",
    HOLE,
  ],
  [
    "a tuple that is too short",
    z.tuple([z.string(), z.string()]),
    ["a"],
    "value[1]",
    "is missing from the tuple.",
  ],
  [
    "a tuple that is too long",
    z.tuple([z.string()]),
    ["a", "b"],
    "value[1]",
    "is not part of the tuple.",
  ],
];

test.each(refusals)(
  "%s is refused, and the error names where",
  (_, schema, value, path, reason) => {
    expect(refusal(schema, value)).toStrictEqual({ path, reason });
  },
);
