import { type } from "arktype";
import * as v from "valibot";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { EncodeError } from "../../../src/errors/errors.js";
import { type Refusal, refusal } from "../../support/stored-value.js";

class Point {
  x = 1;
}

class Tags extends Set<string> {}

const ADVICE =
  "which would not be read back as one here; give the attribute its own schema " +
  "(z.date(), z.map(), z.set(), z.bigint(), z.instanceof(Buffer), z.codec(), ...).";

const refusals: readonly Refusal[] = [
  ["a date", z.any(), [new Date(0)], "value[0]", `is a Date, ${ADVICE}`],
  ["a map", z.unknown(), { a: new Map() }, "value[*]", `is a Map, ${ADVICE}`],
  ["an empty set", z.any(), new Set(), "value", `is an empty set, ${ADVICE}`],
  ["an instance of a class", z.custom(), new Point(), "value", `is a Point, ${ADVICE}`],
  ["a set with a class", z.any(), new Tags(["a"]), "value", `is a Tags, ${ADVICE}`],
  ["a buffer", z.any(), Buffer.from("a"), "value", `is a Buffer, ${ADVICE}`],
  ["another typed array", z.any(), new Uint16Array(1), "value", `is a Uint16Array, ${ADVICE}`],
  [
    "what a transform makes",
    z.string().transform(() => new Date()),
    new Date(),
    "value",
    `is a Date, ${ADVICE}`,
  ],
  [
    "a small bigint",
    z.any(),
    5n,
    "value",
    "is a bigint that would be read back as a number; use z.bigint() or a number.",
  ],
  [
    "a mixed set",
    z.any(),
    new Set(["a", 1]),
    "value",
    "is a set whose members are not all text, all numbers or all bytes.",
  ],
  [
    "a set of objects",
    z.any(),
    new Set([{}]),
    "value",
    "is a set whose members are not all text, all numbers or all bytes.",
  ],
  [
    "undefined in a set",
    z.any(),
    new Set([undefined]),
    "value[0]",
    "is undefined, which a set cannot hold.",
  ],
  [
    "a hole",
    z.any(),
    new Array(1),
    "value[0]",
    "is undefined or a hole, which a list cannot hold; use null.",
  ],
  ["a function", z.any(), { a: () => 1 }, "value[*]", "is a function, which cannot be stored."],
  ["a symbol", z.any(), Symbol("a"), "value", "is a symbol, which cannot be stored."],
  [
    "a symbol as a name",
    z.any(),
    { [Symbol("a")]: 1 },
    "value",
    "has a symbol as a property, which would be lost.",
  ],
  [
    "named properties of an array",
    z.any(),
    Object.assign([1], { a: 1 }),
    "value",
    "is an array with named properties, which would be lost.",
  ],
];

test.each(refusals)("%s is no value of z.any() and its like", (_, schema, value, path, reason) => {
  expect(refusal(schema, value)).toStrictEqual({ path, reason });
});

const attributes = {
  text: "a",
  number: 1.5,
  small: 5n,
  large: 2n ** 64n + 1n,
  flag: true,
  gone: null,
  missing: undefined,
  method: () => 1,
  date: new Date(0),
  bytes: Buffer.from([1]),
  map: new Map<string, unknown>([
    ["a", new Date(0)],
    ["b", undefined],
  ]),
  set: new Set([1n, 2]),
  none: new Set(),
  list: [null, new Set(), { inner: new Set(), nothing: null }],
};

test.each([
  ["valibot", v.looseObject({})],
  ["arktype", type({ "text?": "string" })],
])("what a %s schema gives out is stored as plain values", (_, schema) => {
  const codec = compileSchema(schema);
  const item = codec.encodeAttributes(attributes);
  expect(JSON.parse(JSON.stringify(item))).toStrictEqual({
    text: { S: "a" },
    number: { N: "1.5" },
    small: { N: "5" },
    large: { N: "18446744073709551617" },
    flag: { BOOL: true },
    date: { S: "1970-01-01T00:00:00.000Z" },
    bytes: { B: "AQ==" },
    map: { M: { a: { S: "1970-01-01T00:00:00.000Z" } } },
    set: { NS: ["1", "2"] },
    list: { L: [{ NULL: true }, { L: [] }, { M: { nothing: { NULL: true } } }] },
  });
  const stored = { ...item, PK: { S: "key" } };
  expect(codec.decodeAttributes(stored, new Set(["PK"]))).toStrictEqual({
    text: "a",
    number: 1.5,
    small: 5,
    large: 2n ** 64n + 1n,
    flag: true,
    date: "1970-01-01T00:00:00.000Z",
    bytes: new Uint8Array([1]),
    map: { a: "1970-01-01T00:00:00.000Z" },
    set: new Set([1, 2]),
    list: [null, [], { nothing: null }],
  });
  expect(codec.kind("text")).toBeUndefined();
});

test.each([
  [
    "an instance of a class",
    { a: new Point() },
    "a",
    "is a Point, which cannot be stored; use plain objects and arrays.",
  ],
  [
    "a map with other keys than text",
    { a: new Map([[1, 1]]) },
    "a",
    "is a Map with keys that are not text.",
  ],
  [
    "1 and 1n in a set",
    { a: new Set([1, 1n]) },
    "a",
    "holds two members that are stored alike, which a DynamoDB set cannot.",
  ],
  [
    "one number in two forms in a set",
    { a: new Set([1e21, 10n ** 21n]) },
    "a",
    "holds two members that are stored alike, which a DynamoDB set cannot.",
  ],
  ["an invalid date", { a: [new Date(Number.NaN)] }, "a[0]", "is an invalid date."],
])("%s is refused with a schema of another library", (_, value, path, reason) => {
  const codec = compileSchema(v.looseObject({}));
  expect(() => codec.encodeAttributes(value)).toThrow(new EncodeError(path, reason));
});
