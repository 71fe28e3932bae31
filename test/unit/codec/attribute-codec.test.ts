import * as v from "valibot";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { EncodeError } from "../../../src/errors/errors.js";

const codec = compileSchema(
  z.object({
    seq: z.number(),
    when: z.date().nullable().optional(),
    tags: z.set(z.string()),
    kept: z.set(z.string()).nullable(),
    address: z.object({
      city: z.string().nullable(),
      lines: z.array(z.date()),
      set: z.set(z.int()),
    }),
    prices: z.record(z.string(), z.bigint()),
    counts: z.map(z.string(), z.int()),
    groups: z.array(z.set(z.string())),
    choice: z.discriminatedUnion("k", [
      z.object({ k: z.literal("a"), x: z.int() }),
      z.object({ k: z.literal("b"), x: z.date() }),
    ]),
  }),
);

const encode = (name: string, value: unknown): unknown =>
  codec.attribute(name)?.encode(value, name);

test("an attribute's value is encoded by itself, as operand of a condition or an update", () => {
  expect(encode("seq", 5)).toStrictEqual({ N: "5" });
  expect(encode("when", new Date(0))).toStrictEqual({ S: "1970-01-01T00:00:00.000Z" });
  expect(encode("tags", new Set(["a"]))).toStrictEqual({ SS: ["a"] });
  expect(codec.attribute("other")).toBeUndefined();
});

test("a value that is stored by leaving the attribute out is undefined", () => {
  expect(encode("when", null)).toBeUndefined();
  expect(encode("when", undefined)).toBeUndefined();
  expect(encode("tags", new Set())).toBeUndefined();
  expect(encode("kept", new Set())).toStrictEqual({ L: [] });
});

test("parts of attributes have codecs too, by name and for elements", () => {
  const address = codec.attribute("address");
  expect(address?.property("city")?.encode(null, "address.city")).toStrictEqual({ NULL: true });
  expect(address?.property("set")?.encode(new Set(), "address.set")).toBeUndefined();
  const line = address?.property("lines")?.element();
  expect(line?.encode(new Date(0), "address.lines[0]")).toStrictEqual({
    S: "1970-01-01T00:00:00.000Z",
  });
  expect(line?.kind).toBe("date");
  expect(address?.property("zip")).toBeUndefined();
  expect(codec.attribute("prices")?.property("eur")?.encode(5n, "prices.eur")).toStrictEqual({
    N: "5",
  });
  expect(codec.attribute("counts")?.property("a")?.kind).toBe("number");
  expect(codec.attribute("tags")?.element()?.encode("a", "tags")).toStrictEqual({ S: "a" });
  const group = codec.attribute("groups")?.element();
  expect(group?.encode(new Set(), "groups[0]")).toStrictEqual({ L: [] });
  expect(codec.attribute("seq")?.element()).toBeUndefined();
  const x = codec.attribute("choice")?.property("x");
  expect(x?.encode(new Date(0), "choice.x")).toStrictEqual({ S: "1970-01-01T00:00:00.000Z" });
  expect(x?.encode(1, "choice.x")).toStrictEqual({ N: "1" });
  expect(x?.decode({ N: "1" }, "choice.x")).toBe(1);
});

test("errors go on from the path that is given", () => {
  const lines = codec.attribute("address")?.property("lines");
  expect(() => lines?.encode(["a"], "address.lines")).toThrow(
    new EncodeError("address.lines[0]", "expected a Date, got a string."),
  );
});

test("with a schema of another library every attribute has the codec of plain values", () => {
  const plain = compileSchema(v.object({ a: v.string() }));
  expect(plain.attribute("any")?.encode(new Date(0), "any")).toStrictEqual({
    S: "1970-01-01T00:00:00.000Z",
  });
  expect(plain.attribute("any")?.encode(null, "any")).toBeUndefined();
  expect(plain.attribute("any")?.property("x")?.element()?.encode(1, "any.x")).toStrictEqual({
    N: "1",
  });
});
