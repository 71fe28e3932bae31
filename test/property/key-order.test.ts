import fc from "fast-check";
import { expect, it } from "vitest";
import {
  afterPrefix,
  before,
  bytesOver,
  compareKeys,
  lowerLast,
} from "../../src/model/key-order.js";

const LIMIT = 8;
const character = fc.oneof(
  fc.constantFrom(
    ..."\u0000\u0001$\u007e\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10fffe}\u{10ffff}",
  ),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);
const text = fc.string({ unit: character, maxLength: 8 }).filter((drawn) => fits(drawn));
const runs = { seed: 5000, numRuns: process.env.MONOTABLE_DEEP === "1" ? 200_000 : 5000 };

function fits(drawn: string): boolean {
  return Buffer.byteLength(drawn) <= LIMIT;
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

it("compareKeys orders texts as their UTF-8 bytes", () => {
  fc.assert(
    fc.property(text, text, (left, right) => {
      expect(Math.sign(compareKeys(left, right))).toBe(compareBytes(left, right));
    }),
    runs,
  );
});

it("bytesOver tells the length of exactly the texts that are over the limit", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: LIMIT }), (drawn, limit) => {
      const bytes = Buffer.byteLength(drawn);
      expect(bytesOver(drawn, limit)).toBe(bytes > limit ? bytes : undefined);
    }),
    runs,
  );
});

it("afterPrefix is above every text with the prefix, and no shorter bound is", () => {
  fc.assert(
    fc.property(text, text, (prefix, other) => {
      const bound = afterPrefix(prefix, LIMIT);
      const isAbove = !other.startsWith(prefix) && compareBytes(other, prefix) > 0;
      expect(bound !== undefined && compareBytes(other, bound) >= 0).toBe(isAbove);
      expect(bound === undefined || fits(bound)).toBe(true);
    }),
    runs,
  );
});

it("before is the greatest text below a text", () => {
  fc.assert(
    fc.property(text, text, (drawn, other) => {
      fc.pre(drawn !== "");
      const bound = before(drawn, LIMIT);
      expect(fits(bound)).toBe(true);
      expect(compareBytes(other, bound) <= 0).toBe(compareBytes(other, drawn) < 0);
    }),
    runs,
  );
});

it("lowerLast is the greatest text below a text among those with as many characters", () => {
  fc.assert(
    fc.property(text, text, (drawn, other) => {
      fc.pre(drawn !== "" && !drawn.endsWith("\u0000"));
      fc.pre(Array.from(drawn).length === Array.from(other).length);
      expect(compareBytes(other, lowerLast(drawn)) <= 0).toBe(compareBytes(other, drawn) < 0);
    }),
    runs,
  );
});
