import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { DecodeError } from "../../../src/errors/stored-errors.js";

const NONE: ReadonlySet<string> = new Set();

test("an attribute's null is left out and restored; nulls in maps and lists are data", () => {
  const codec = compileSchema(
    z.object({
      gone: z.string().nullable(),
      either: z.union([z.string(), z.null()]),
      anything: z.any(),
      map: z.object({ inner: z.string().nullable() }),
      list: z.array(z.null()),
    }),
  );
  const entity = { gone: null, either: null, anything: null, map: { inner: null }, list: [null] };
  const item = codec.encodeAttributes(entity);
  expect(item).toStrictEqual({
    map: { M: { inner: { NULL: true } } },
    list: { L: [{ NULL: true }] },
  });
  expect(codec.decodeAttributes(item, NONE)).toStrictEqual(entity);
});

test("undefined is left out at every depth, and stays out", () => {
  const codec = compileSchema(
    z.object({
      gone: z.string().optional(),
      map: z.object({ inner: z.string().optional() }),
      record: z.record(z.string(), z.string().optional()),
      any: z.any(),
    }),
  );
  const item = codec.encodeAttributes({
    gone: undefined,
    map: { inner: undefined },
    record: { a: undefined },
    any: { a: [{ b: undefined }] },
  });
  expect(item).toStrictEqual({
    map: { M: {} },
    record: { M: {} },
    any: { M: { a: { L: [{ M: {} }] } } },
  });
  expect(codec.decodeAttributes(item, NONE)).toStrictEqual({
    map: {},
    record: {},
    any: { a: [{}] },
  });
});

test("an attribute of any kind that is not stored is null; a property of a map is left out", () => {
  const codec = compileSchema(
    z.object({ any: z.any(), map: z.object({ any: z.any(), text: z.string().nullable() }) }),
  );
  expect(codec.decodeAttributes({ map: { M: {} } }, NONE)).toStrictEqual({
    any: null,
    map: { text: null },
  });
});

test("an object's empty set is left out and restored; elsewhere it is stored as an empty list", () => {
  const set = z.set(z.string());
  const codec = compileSchema(
    z.object({
      top: set,
      defaulted: set.default(new Set(["d"])),
      object: z.object({ inner: set }),
      list: z.array(set),
      tuple: z.tuple([set]),
      record: z.record(z.string(), set),
      map: z.map(z.string(), set),
      rest: z.object({}).catchall(set),
      nullable: set.nullable(),
    }),
  );
  const empty = new Set<string>();
  const entity = {
    top: empty,
    defaulted: empty,
    object: { inner: empty },
    list: [empty],
    tuple: [empty],
    record: { a: empty },
    map: new Map([["a", empty]]),
    rest: { a: empty },
    // Being absent means null here.
    nullable: empty,
  };
  const item = codec.encodeAttributes(entity);
  expect(JSON.parse(JSON.stringify(item))).toStrictEqual({
    object: { M: {} },
    list: { L: [{ L: [] }] },
    tuple: { L: [{ L: [] }] },
    record: { M: { a: { L: [] } } },
    map: { M: { a: { L: [] } } },
    rest: { M: { a: { L: [] } } },
    nullable: { L: [] },
  });
  expect(codec.decodeAttributes(item, NONE)).toStrictEqual(entity);
});

test("what the schema does not require is not restored", () => {
  const codec = compileSchema(
    z.object({
      nullish: z.string().nullish(),
      set: z.set(z.string()).optional(),
      defaulted: z.string().default("d").optional(),
    }),
  );
  const item = codec.encodeAttributes({ nullish: null, set: new Set() });
  expect(item).toStrictEqual({});
  expect(codec.decodeAttributes(item, NONE)).toStrictEqual({});
});

test("a default is restored, made anew for each entity, after null and the empty set", () => {
  const codec = compileSchema(
    z.object({
      text: z.string().default("d"),
      list: z.array(z.string()).default(() => ["d"]),
      upper: z.string().toUpperCase().prefault("d"),
      nullable: z.string().nullable().default("d"),
      nested: z.object({ list: z.array(z.string()).default(["d"]) }),
    }),
  );
  const read = codec.decodeAttributes({ nested: { M: {} } }, NONE);
  expect(read).toStrictEqual({
    text: "d",
    list: ["d"],
    upper: "D",
    nullable: null,
    nested: { list: ["d"] },
  });
  const again = codec.decodeAttributes({ nested: { M: {} } }, NONE);
  expect(again.list).not.toBe(read.list);
});

test("a required attribute that is not stored is an error that names it", () => {
  const codec = compileSchema(z.object({ a: z.object({ b: z.array(z.object({ c: z.date() })) }) }));
  const stored = { a: { M: { b: { L: [{ M: {} }] } } } };
  expect(() => codec.decodeAttributes(stored, NONE)).toThrow(
    new DecodeError("a.b[0].c", "is required by the schema and is not stored."),
  );
});

test("names that an object inherits are not taken for stored attributes", () => {
  const codec = compileSchema(z.object({ constructor: z.string().optional(), toString: z.any() }));
  const item = codec.encodeAttributes({});
  expect(item).toStrictEqual({});
  const read = codec.decodeAttributes(item, NONE);
  expect(Object.entries(read)).toStrictEqual([["toString", null]]);
});
