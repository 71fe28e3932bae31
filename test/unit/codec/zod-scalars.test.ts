import { expect, test } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { day, dayText, expectStored, type Kind } from "../../support/stored-value.js";

enum Level {
  Low = 0,
  High = 1,
}

const kinds: Kind[] = [
  { name: "string", schema: z.string().min(1), value: "ü", stored: { S: "ü" } },
  { name: "empty string", schema: z.string(), value: "", stored: { S: "" } },
  { name: "email", schema: z.email(), value: "a@b.co", stored: { S: "a@b.co" } },
  {
    name: "template",
    schema: z.templateLiteral(["id-", z.number()]),
    value: "id-1",
    stored: { S: "id-1" },
  },
  { name: "number", schema: z.number(), value: -1.5, stored: { N: "-1.5" } },
  { name: "negative zero", schema: z.number(), value: 0, stored: { N: "0" } },
  { name: "int", schema: z.int(), value: 7, stored: { N: "7" } },
  {
    name: "bigint",
    schema: z.bigint(),
    value: 2n ** 100n,
    stored: { N: "1267650600228229401496703205376" },
  },
  {
    name: "decimal text",
    schema: z.string().meta({ dynamodb: "number" }),
    value: "0.10000000000000000000000000000000000001",
    stored: { N: "0.10000000000000000000000000000000000001" },
  },
  { name: "boolean", schema: z.boolean(), value: false, stored: { BOOL: false } },
  { name: "date", schema: z.date(), value: day, stored: { S: dayText } },
  {
    name: "bytes",
    schema: z.instanceof(Uint8Array),
    value: new Uint8Array([1, 2]),
    stored: { B: "AQI=" },
  },
  {
    name: "buffer",
    schema: z.instanceof(Buffer),
    value: Buffer.from([1, 2]),
    stored: { B: "AQI=" },
  },
  { name: "literal", schema: z.literal(["a", 1, 2n, true, null]), value: 2n, stored: { N: "2" } },
  { name: "enum", schema: z.enum(["up", "down"]), value: "up", stored: { S: "up" } },
  { name: "numeric enum", schema: z.enum(Level), value: Level.High, stored: { N: "1" } },
  {
    name: "any",
    schema: z.any(),
    value: { a: [1, null, new Set(["x"])] },
    stored: { M: { a: { L: [{ N: "1" }, { NULL: true }, { SS: ["x"] }] } } },
  },
  { name: "unknown", schema: z.unknown(), value: "x", stored: { S: "x" } },
  { name: "custom", schema: z.custom<string>(() => true), value: "x", stored: { S: "x" } },
  { name: "coerced", schema: z.coerce.number(), value: 5, stored: { N: "5" } },
  { name: "branded", schema: z.string().brand("Id"), value: "x", stored: { S: "x" } },
  { name: "mini string", schema: mini.string(), value: "x", stored: { S: "x" } },
  {
    name: "mini decimal",
    schema: mini.string().register(z.globalRegistry, { dynamodb: "number" }),
    value: "1.5",
    stored: { N: "1.5" },
  },
];

test.each(kinds)("$name: stored as its type and read back", expectStored);

test("bytes are read back as a Uint8Array of their own, also for a Buffer", () => {
  const codec = compileSchema(z.object({ value: z.instanceof(Uint8Array) }));
  const item = codec.encodeAttributes({ value: Buffer.from([1, 2]) });
  expect(codec.decodeAttributes(item, new Set())).toStrictEqual({ value: new Uint8Array([1, 2]) });
});

test("negative zero is stored, and read, as zero", () => {
  const codec = compileSchema(z.object({ value: z.number() }));
  const item = codec.encodeAttributes({ value: -0 });
  expect(item).toStrictEqual({ value: { N: "0" } });
  expect(codec.decodeAttributes({ value: { N: "-0" } }, new Set())).toStrictEqual({ value: 0 });
});
