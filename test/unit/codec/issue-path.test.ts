import * as v from "valibot";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../../src/codec/compile-schema.js";
import { issuePath } from "../../../src/codec/issue-path.js";

const codec = compileSchema(
  z.object({
    address: z.object({ lines: z.array(z.string()), pair: z.tuple([z.string(), z.number()]) }),
    prices: z.record(z.string(), z.object({ net: z.number() })).optional(),
    dates: z.map(z.number(), z.date()),
    either: z.union([z.object({ name: z.string() }), z.record(z.string(), z.number())]),
    anything: z.unknown(),
  }),
  undefined,
);

test.each([
  [[], ""],
  [["address"], "address"],
  [["address", "lines", 2], "address.lines[2]"],
  [["address", "pair", 1], "address.pair[*]"],
  [["prices", "bob@example.com"], "prices[*]"],
  [["prices", "bob@example.com", "net"], "prices[*].net"],
  [["dates", 7], "dates[*]"],
  [["either", "secret"], "either[*]"],
  [["other", "secret"], "other[*]"],
  [["address", "unknown", "secret"], "address[*][*]"],
])("the path %j is shown as %s", (segments, shown) => {
  expect(issuePath(codec, segments)).toBe(shown);
});

test("names are shown where the schema does not tell them from keys", () => {
  const other = compileSchema(v.object({ address: v.object({ lines: v.any() }) }), undefined);
  expect(issuePath(other, ["address", "lines", 2, "text"])).toBe("address.lines[2].text");
});
