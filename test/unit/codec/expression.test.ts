import { describe, expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { ExpressionBuilder } from "../../../src/codec/expression.js";
import {
  ArgumentError,
  add,
  and,
  attribute,
  beginsWith,
  between,
  contains,
  EncodeError,
  eq,
  exists,
  gte,
  lt,
  missing,
  ne,
  not,
  ofType,
  oneOf,
  or,
  size,
} from "../../../src/index.js";

const codec = compileSchema(
  z.object({
    name: z.string().nullable(),
    seq: z.number(),
    seenAt: z.date().optional(),
    tags: z.set(z.string()).optional(),
  }),
);

/** A condition as it is sent, with its placeholders filled in as a reader would. */
function sent(condition: unknown): string | undefined {
  const builder = new ExpressionBuilder(codec);
  const expression = builder.condition(condition);
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } =
    builder.placeholders() as Record<string, Record<string, unknown>>; // its two documented parts
  return expression?.replace(/[#:][nv]\d+/g, (placeholder) =>
    placeholder.startsWith("#")
      ? String(names?.[placeholder])
      : JSON.stringify(values?.[placeholder]),
  );
}

describe("a condition", () => {
  test.each([
    ["a value", { seq: 1 }, 'seq = {"N":"1"}'],
    ["a comparison", { seq: lt(5) }, 'seq < {"N":"5"}'],
    ["ne", { seq: ne(5) }, 'seq <> {"N":"5"}'],
    ["between", { seq: between(1, 2) }, 'seq BETWEEN {"N":"1"} AND {"N":"2"}'],
    ["beginsWith", { name: beginsWith("a") }, 'begins_with(name, {"S":"a"})'],
    ["oneOf", { seq: oneOf(1, 2) }, 'seq IN ({"N":"1"}, {"N":"2"})'],
    ["exists", { name: exists() }, "attribute_exists(name)"],
    ["missing", { name: missing() }, "attribute_not_exists(name)"],
    ["a date", { seenAt: gte(new Date(0)) }, 'seenAt >= {"S":"1970-01-01T00:00:00.000Z"}'],
    ["a set", { tags: eq(new Set(["a"])) }, 'tags = {"SS":["a"]}'],
    ["several", { seq: 1, name: "a" }, '(seq = {"N":"1"}) AND (name = {"S":"a"})'],
    [
      "combinations",
      or<object>({ seq: 1 }, and<object>({ seq: 2 }, not({ name: "a" }))),
      '(seq = {"N":"1"}) OR ((seq = {"N":"2"}) AND (NOT (name = {"S":"a"})))',
    ],
    ["a single alternative", or({ seq: 1 }), 'seq = {"N":"1"}'],
    ["nothing", {}, undefined],
    ["all of nothing", and(), undefined],
    ["all of something and nothing", and({}, { seq: 1 }), 'seq = {"N":"1"}'],
  ])("of %s is an expression of placeholders", (_name, condition, expected) => {
    expect(sent(condition)).toBe(expected);
  });

  test.each([
    ["no object", 7, /A condition is an object/],
    ["null", null, /A condition is an object/],
    ["an unknown attribute", { colour: "red" }, /colour is not an attribute/],
    ["an inherited name", { toString: "x" }, /toString is not an attribute/],
    ["undefined", { seq: undefined }, /seq: undefined is no value; use missing\(\)/],
    ["null for an attribute", { name: null }, /name: null, .* not stored; use missing\(\)/],
    ["an empty set", { tags: new Set() }, /tags: .*use missing\(\)/],
    ["a change", { seq: add(1) }, /seq: add\(\) is not a comparison/],
    ["an operator without its attribute", lt(5), /write \{ attribute: lt\(\.\.\.\) \}/],
    ["no alternatives", or(), /or\(\) needs conditions that ask for something/],
    ["an alternative that asks for nothing", or({ seq: 1 }, {}), /or\(\) needs conditions/],
    ["the opposite of nothing", not({}), /not\(\) needs conditions/],
    ["no values", { seq: oneOf() }, /oneOf\(\) takes at least one value/],
    ["a size that is none", { tags: size(-1) }, /a size is a whole number from 0/],
    ["a type that is none", { seq: ofType("X" as never) }, /one of DynamoDB's types: S, N/],
    ["a part of a number", { seq: contains(1) }, /contains\(\) takes a part of a text/],
    ["another attribute that there is not", { seq: lt(attribute("x")) }, /x is not an attribute/],
    ["a change to compare with", { seq: lt(add(1)) }, /add\(\) is no value to compare with/],
    ["a prefix that is no text", { name: beginsWith(7 as never) }, /beginsWith\(\) takes text/],
  ])("of %s is refused", (_name, condition, message) => {
    expect(() => sent(condition)).toThrow(ArgumentError);
    expect(() => sent(condition)).toThrow(message);
  });

  test("with a value of a wrong kind is refused by the attribute's codec", () => {
    expect(() => sent({ seq: "1" })).toThrow(EncodeError);
    expect(() => sent({ seq: lt("1") })).toThrow(EncodeError);
  });
});

test("no text from outside is ever part of an expression", () => {
  const hostile = compileSchema(z.object({ "a = :v0 OR #x": z.string() }));
  const builder = new ExpressionBuilder(hostile);
  expect(builder.condition({ "a = :v0 OR #x": "b) OR (c" })).toBe("#n0 = :v0");
  expect(builder.placeholders()).toEqual({
    ExpressionAttributeNames: { "#n0": "a = :v0 OR #x" },
    ExpressionAttributeValues: { ":v0": { S: "b) OR (c" } },
  });
});
