import { test } from "vitest";
import { z } from "zod";
import { day, dayText, expectStored, type Kind } from "../../support/stored-value.js";

const kinds: Kind[] = [
  {
    name: "object",
    schema: z.object({ a: z.string(), b: z.number().optional() }),
    value: { a: "x" },
    stored: { M: { a: { S: "x" } } },
  },
  {
    name: "strict object",
    schema: z.strictObject({ a: z.string() }),
    value: { a: "x" },
    stored: { M: { a: { S: "x" } } },
  },
  {
    name: "loose object",
    schema: z.looseObject({ a: z.string() }),
    value: { a: "x", b: 1 },
    stored: { M: { a: { S: "x" }, b: { N: "1" } } },
  },
  {
    name: "catchall",
    schema: z.object({}).catchall(z.date()),
    value: { b: day },
    stored: { M: { b: { S: dayText } } },
  },
  {
    name: "nested null",
    schema: z.object({ a: z.string().nullable() }),
    value: { a: null },
    stored: { M: { a: { NULL: true } } },
  },
  { name: "array", schema: z.array(z.date()), value: [day], stored: { L: [{ S: dayText }] } },
  {
    name: "tuple",
    schema: z.tuple([z.string(), z.number().optional()], z.boolean()),
    value: ["x", 1, true],
    stored: { L: [{ S: "x" }, { N: "1" }, { BOOL: true }] },
  },
  {
    name: "short tuple",
    schema: z.tuple([z.string(), z.number().optional()]),
    value: ["x"],
    stored: { L: [{ S: "x" }] },
  },
  {
    name: "record",
    schema: z.record(z.string(), z.bigint()),
    value: { a: 1n },
    stored: { M: { a: { N: "1" } } },
  },
  {
    name: "number record",
    schema: z.record(z.number(), z.string()),
    value: { 5: "x" },
    stored: { M: { 5: { S: "x" } } },
  },
  {
    name: "enum record",
    schema: z.record(z.enum(["a", "b"]), z.int()),
    value: { a: 1, b: 2 },
    stored: { M: { a: { N: "1" }, b: { N: "2" } } },
  },
  {
    name: "partial record",
    schema: z.partialRecord(z.enum(["a", "b"]), z.int()),
    value: { b: 2 },
    stored: { M: { b: { N: "2" } } },
  },
  {
    name: "loose record",
    schema: z.looseRecord(z.string().regex(/^d/), z.date()),
    value: { d1: day, x: "any" },
    stored: { M: { d1: { S: dayText }, x: { S: "any" } } },
  },
  {
    name: "map",
    schema: z.map(z.string(), z.int()),
    value: new Map([["__proto__", 1]]),
    stored: JSON.parse('{"M":{"__proto__":{"N":"1"}}}'),
  },
  {
    name: "date map",
    schema: z.map(z.date(), z.int()),
    value: new Map([[day, 1]]),
    stored: { M: { [dayText]: { N: "1" } } },
  },
  {
    name: "number map",
    schema: z.map(z.number(), z.int()),
    value: new Map([[5, 1]]),
    stored: { L: [{ L: [{ N: "5" }, { N: "1" }] }] },
  },
  {
    name: "string set",
    schema: z.set(z.string()),
    value: new Set(["a", ""]),
    stored: { SS: ["a", ""] },
  },
  {
    name: "enum set",
    schema: z.set(z.enum(["a", "b"])),
    value: new Set(["b"]),
    stored: { SS: ["b"] },
  },
  { name: "date set", schema: z.set(z.date()), value: new Set([day]), stored: { SS: [dayText] } },
  {
    name: "number set",
    schema: z.set(z.number()),
    value: new Set([1, 2]),
    stored: { NS: ["1", "2"] },
  },
  { name: "bigint set", schema: z.set(z.bigint()), value: new Set([1n]), stored: { NS: ["1"] } },
  {
    name: "bytes set",
    schema: z.set(z.instanceof(Uint8Array)),
    value: new Set([new Uint8Array([1])]),
    stored: { BS: ["AQ=="] },
  },
  {
    name: "object set",
    schema: z.set(z.object({ a: z.int() })),
    value: new Set([{ a: 1 }]),
    stored: { L: [{ M: { a: { N: "1" } } }] },
  },
  {
    name: "mixed set",
    schema: z.set(z.union([z.string(), z.int()])),
    value: new Set(["a", 1]),
    stored: { L: [{ S: "a" }, { N: "1" }] },
  },
];

test.each(kinds)("$name: stored as its type and read back", expectStored);
