import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../src/codec/compile-schema.js";
import { bigint, decimalText, double } from "../support/scalar-samples.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const runs = { seed: 38, numRuns: DEEP ? 100_000 : 3000 };
const NONE: ReadonlySet<string> = new Set();

const codec = compileSchema(
  z.object({
    integer: z.bigint(),
    decimal: z.string().meta({ dynamodb: "number" }),
    number: z.number(),
  }),
);

/** The forms in which an engine may answer a number: written out, or with an exponent. */
function exponentForm(text: string): string {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return `${sign}${whole}${fraction}E-${fraction.length}`;
}

const SCALE = 10n ** 200n;

/** The value of decimal text, times 10 to the 200: an integer for all that can be stored. */
function scaled(text: string): bigint {
  const [digits = "", exponent = "0"] = text.split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  return BigInt(whole + fraction) * 10n ** BigInt(200 + Number(exponent) - fraction.length);
}

test("integers and decimals of 38 digits and every double are read back exactly", () => {
  fc.assert(
    fc.property(bigint, decimalText, double, (integer, decimal, number) => {
      const entity = { integer, decimal, number: number === 0 ? 0 : number };
      const item = JSON.parse(JSON.stringify(codec.encodeAttributes(entity)));
      expect(codec.decodeAttributes(item, NONE)).toStrictEqual(entity);
      item.integer.N = exponentForm(item.integer.N);
      item.decimal.N = exponentForm(item.decimal.N);
      expect(codec.decodeAttributes(item, NONE)).toStrictEqual(entity);
    }),
    runs,
  );
});

test("a stored decimal is read as a number only if that is exactly its value", () => {
  const number = compileSchema(z.object({ value: z.number() }));
  let exact = 0;
  fc.assert(
    fc.property(fc.oneof(decimalText, double.map(String)), (text) => {
      let read: unknown;
      try {
        read = number.decodeAttributes({ value: { N: text } }, NONE).value;
      } catch {
        return;
      }
      exact += 1;
      const whole = Number.isInteger(read) ? [BigInt(Number(read)) * SCALE] : [];
      // Its shortest text, or its exact value where that is an integer.
      expect([scaled(String(read)), ...whole]).toContain(scaled(text));
    }),
    runs,
  );
  expect(exact).toBeGreaterThan(runs.numRuns / 4);
});
