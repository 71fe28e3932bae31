import { expect, test } from "vitest";
import type { AttributeValue } from "../../../src/codec/attribute-value.js";
import { attributeSizes, itemSize, MAX_ITEM_BYTES } from "../../../src/codec/item-size.js";

/** Bytes of values as DynamoDB Local 1.25.1 counts them, found by filling items up to the limit. */
const measured: [AttributeValue, number][] = [
  [{ S: "" }, 0],
  [{ S: "é" }, 2],
  [{ BOOL: true }, 1],
  [{ NULL: true }, 1],
  [{ B: "AAAA" }, 3],
  [{ N: "0" }, 1],
  [{ N: "1" }, 2],
  [{ N: "-1" }, 3],
  [{ N: "12" }, 2],
  [{ N: "123" }, 3],
  [{ N: "-123" }, 4],
  [{ N: "1.5" }, 3],
  [{ N: "100" }, 2],
  [{ N: "1000" }, 2],
  [{ N: "1200" }, 2],
  [{ N: "0.001" }, 2],
  [{ N: "0.12" }, 2],
  [{ N: "0.012" }, 3],
  [{ N: "1".repeat(38) }, 20],
  [{ N: `-${"1".repeat(38)}` }, 21],
  [{ N: "1e125" }, 2],
  [{ N: `0.${"1".repeat(37)}` }, 20],
  [{ L: [] }, 3],
  [{ L: [{ S: "" }] }, 4],
  [{ L: [{ S: "" }, { S: "" }] }, 5],
  [{ M: {} }, 3],
  [{ M: { k: { S: "" } } }, 5],
  [{ SS: ["a", "b"] }, 2],
  [{ NS: ["1", "12"] }, 4],
  [{ BS: ["AAAA", "AA=="] }, 4],
];

test.each(measured)("%j takes %i bytes", (value, bytes) => {
  expect(itemSize({ ü: value })).toBe(bytes + 2);
});

test("an item takes the bytes of its names and values", () => {
  const item = { PK: { S: "k" }, big: { S: "x".repeat(100) }, n: { N: "5" } };
  expect(itemSize(item)).toBe(3 + 103 + 3);
  expect(attributeSizes(item)).toStrictEqual([
    { attribute: "big", bytes: 103 },
    { attribute: "PK", bytes: 3 },
    { attribute: "n", bytes: 3 },
  ]);
  expect(MAX_ITEM_BYTES).toBe(409_600);
});
