import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { type Refusal, refusal } from "../../support/stored-value.js";

const tree: z.ZodType = z.lazy(() => z.object({ children: z.array(tree) }));
const either: z.ZodType = z.lazy(() =>
  z.union([z.object({ a: either }), z.object({ a: either, b: z.string().optional() })]),
);
const cyclic: unknown[] = [];
cyclic.push(cyclic);

const LONE = "holds half of a surrogate pair, which UTF-8 cannot express.";
const DEEP =
  "is nested more than 32 levels deep, or contains itself; DynamoDB stores up to 32 levels.";
const RANGE = "is outside the range of DynamoDB's numbers (1E-130 to 9.99E+125, either sign).";
const YEAR = "is a date outside the years 0000 to 9999, whose text would not sort by time.";
const DECIMAL =
  'expected a number in plain decimal text, such as "-12.5", of up to 38 digits, ' +
  "without an exponent and without superfluous zeros: that is how it is read back.";

const refusals: readonly Refusal[] = [
  ["NaN", z.number(), Number.NaN, "value", "is NaN, which DynamoDB cannot store."],
  ["infinity", z.number(), -Infinity, "value", "is infinite, which DynamoDB cannot store."],
  ["a number that is too large", z.number(), 1e126, "value", RANGE],
  ["a number that is too small", z.number(), -9.9e-131, "value", RANGE],
  [
    "a bigint of 39 digits",
    z.bigint(),
    -(10n ** 38n),
    "value",
    "has 39 digits; DynamoDB's numbers have up to 38.",
  ],
  ["an invalid date", z.date(), new Date(Number.NaN), "value", "is an invalid date."],
  ["a date before the year 0", z.date(), new Date("-000001-12-31T00:00:00Z"), "value", YEAR],
  ["a date after the year 9999", z.date(), new Date("+010000-01-01T00:00:00Z"), "value", YEAR],
  ["half of a surrogate pair", z.string(), "a\ud800", "value", LONE],
  ["half of a pair in a set", z.set(z.string()), new Set(["a", "\udc00"]), "value[1]", LONE],
  ["half of a pair in a name", z.record(z.string(), z.int()), { "\ud800": 1 }, "value[*]", LONE],
  [
    "half of a pair in a name of anything",
    z.any(),
    { "\ud800": 1 },
    "value[*]",
    "has a name with half of a surrogate pair, which UTF-8 cannot express.",
  ],
  [
    "an empty name",
    z.record(z.string(), z.int()),
    { "": 1 },
    "value[*]",
    "has an empty name; DynamoDB's names have at least one character.",
  ],
  [
    "an empty key of a map",
    z.map(z.string(), z.int()),
    new Map([["", 1]]),
    "value[*]",
    "has an empty name; DynamoDB's names have at least one character.",
  ],
  [
    "a name that is too long",
    z.record(z.string(), z.int()),
    { ["ü".repeat(32_768)]: 1 },
    "value[*]",
    "has a name of 65536 bytes; DynamoDB allows 65535.",
  ],
  [
    "a key that is no number",
    z.record(z.number(), z.int()),
    { "1e3": 1 },
    "value[*]",
    "is not one of the schema's keys.",
  ],
  [
    "a key that is not in the enum",
    z.partialRecord(z.enum(["a"]), z.int()),
    { b: 1 },
    "value[*]",
    "is not one of the schema's keys.",
  ],
  [
    "two dates that are the same key",
    z.map(z.date(), z.int()),
    new Map([
      [new Date(0), 1],
      [new Date(0), 2],
    ]),
    "value[*]",
    "is the stored name of two keys.",
  ],
  [
    "two dates that are the same member",
    z.set(z.date()),
    new Set([new Date(0), new Date(0)]),
    "value",
    "holds two members that are stored alike, which a DynamoDB set cannot.",
  ],
  [
    "equal bytes twice",
    z.set(z.instanceof(Uint8Array)),
    new Set([new Uint8Array(1), new Uint8Array(1)]),
    "value",
    "holds two members that are stored alike, which a DynamoDB set cannot.",
  ],
  ["a cycle of anything", z.any(), cyclic, `value${"[0]".repeat(31)}`, DEEP],
  [
    "a list at level 32",
    z.any(),
    [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],
    `value${"[0]".repeat(31)}`,
    DEEP,
  ],
  [
    "decimal text that is too small",
    z.string().meta({ dynamodb: "number" }),
    `0.${"0".repeat(130)}1`,
    "value",
    DECIMAL,
  ],
  [
    "two keys that are stored alike",
    z.record(
      z.codec(z.string(), z.string(), { decode: String, encode: (key) => key.toLowerCase() }),
      z.int(),
    ),
    { A: 1, a: 2 },
    "value[*]",
    "is stored under the same name as another key.",
  ],
  [
    "decimal text with an exponent",
    z.string().meta({ dynamodb: "number" }),
    "1e5",
    "value",
    DECIMAL,
  ],
  [
    "decimal text with superfluous zeros",
    z.string().meta({ dynamodb: "number" }),
    "1.50",
    "value",
    DECIMAL,
  ],
  [
    "decimal text of 39 digits",
    z.string().meta({ dynamodb: "number" }),
    "1".repeat(39),
    "value",
    DECIMAL,
  ],
];

test.each(refusals)(
  "%s is refused, and the error names where",
  (_, schema, value, path, reason) => {
    expect(refusal(schema, value)).toStrictEqual({ path, reason });
  },
);

test("a value at level 32 is stored, also inside a recursive schema", () => {
  const nested = JSON.parse(`${"[".repeat(31)}1${"]".repeat(31)}`);
  const codec = compileSchema(z.object({ value: z.any(), tree }));
  let branch: unknown = { children: [] };
  for (let level = 0; level < 14; level++) branch = { children: [branch] };
  const item = codec.encodeAttributes({ value: nested, tree: branch });
  expect(codec.decodeAttributes(item, new Set())).toStrictEqual({ value: nested, tree: branch });
});

test("a million levels and endless recursion are refused at once, with no stack overflow", () => {
  let endless: unknown[] = [];
  for (let level = 0; level < 1_000_000; level++) endless = [endless];
  const loop: { children: unknown[] } = { children: [] };
  loop.children.push(loop);
  const started = performance.now();
  expect(refusal(z.any(), endless).reason).toBe(DEEP);
  expect(refusal(z.array(z.any()), endless).reason).toBe(DEEP);
  expect(refusal(z.json(), endless).reason).toBe(DEEP);
  let chain: unknown = {};
  for (let level = 0; level < 40; level++) chain = { a: chain };
  // Trying both options at each level would take 2 to the 32 attempts.
  expect(refusal(either, chain).reason).toBe(DEEP);
  expect(refusal(tree, loop)).toStrictEqual({
    path: `value${".children[0]".repeat(15)}.children`,
    reason: DEEP,
  });
  // Far above what it takes (about a millisecond each), far below what a walk would.
  expect(performance.now() - started).toBeLessThan(2000);
});
