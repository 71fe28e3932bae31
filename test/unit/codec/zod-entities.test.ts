import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { day, dayText } from "../../support/stored-value.js";

enum Level {
  Low = 0,
  High = 1,
}

const isoDate = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
test("a lazy schema may name what is declared further down", () => {
  const codec = compileSchema(z.object({ value: z.lazy(() => later) }));
  const later = z.date();
  expect(codec.encodeAttributes({ value: day })).toStrictEqual({ value: { S: dayText } });
});

test("a whole schema may be an intersection, wrapped or a pipe", () => {
  const schema = z
    .object({ a: z.string() })
    .and(z.object({ b: z.date() }))
    .readonly();
  const codec = compileSchema(z.unknown().pipe(schema));
  expect(codec.encodeAttributes({ a: "x", b: day, unknown: 1 })).toStrictEqual({
    a: { S: "x" },
    b: { S: dayText },
  });
});

test("a whole loose object keeps what the schema does not name, but not the table's names", () => {
  const codec = compileSchema(z.looseObject({ a: z.string() }));
  const item = codec.encodeAttributes({ a: "x", b: 1, c: null, d: undefined });
  expect(item).toStrictEqual({ a: { S: "x" }, b: { N: "1" } });
  expect(codec.decodeAttributes({ ...item, PK: { S: "k" } }, new Set(["PK"]))).toStrictEqual({
    a: "x",
    b: 1,
  });
});

test("the kind of an attribute is that of the entity's value", () => {
  const codec = compileSchema(
    z.object({
      text: z.string().optional(),
      amount: z.number().nullable().default(1),
      id: z.bigint().readonly(),
      when: isoDate,
      flag: z.stringbool(),
      state: z.enum(["a"]).nullish(),
      level: z.enum(Level),
      exact: z.string().meta({ dynamodb: "number" }),
      either: z.union([z.string(), z.null()]),
      mixed: z.literal(["a", 1]),
      list: z.array(z.string()),
      what: z.any(),
    }),
  );
  const names = ["text", "amount", "id", "when", "flag", "state", "level", "exact", "either"];
  expect(
    [...names, "mixed", "list", "what", "other"].map((name) => codec.kind(name)),
  ).toStrictEqual([
    "string",
    "number",
    "bigint",
    "date",
    "boolean",
    "string",
    "number",
    "string",
    "string",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
