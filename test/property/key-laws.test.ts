import { describe, expect, it } from "vitest";
import { formatKey, parseKey } from "../../src/model/key-codec.js";
import { encodeValue } from "../../src/model/key-value.js";
import { canonical, pick, type Sample, SORT, samples, seeded, type Tuple } from "./key-samples.js";

const TUPLES = process.env.MONOTABLE_DEEP === "1" ? 1_000_000 : 20_000;
const SAMPLES = samples();
const EACH = TUPLES / SAMPLES.length;

describe.each(SAMPLES.map((sample, place) => ({ text: sample.template.text, sample, place })))(
  "keys of $text",
  ({ sample, place }) => {
    it("tell values apart, keep their order and read back exactly", { timeout: 600_000 }, () => {
      const random = seeded(1000 + place);
      const tuples = new Map<string, { readonly meaning: string; readonly tuple: Tuple }>();
      const failures: unknown[] = [];
      for (let count = 0; count < EACH; count++) {
        const tuple = sample.tuple(random);
        const meaning = canonical(tuple);
        const key = formatKey(sample.template, tuple, SORT);
        const known = tuples.get(key);
        if (known === undefined) tuples.set(key, { meaning, tuple });
        else if (known.meaning !== meaning) failures.push({ collision: key, meaning, known });
        const parsed = parse(sample, key);
        if (parsed === undefined || canonical(parsed) !== meaning) failures.push({ key, parsed });
      }
      failures.push(...inversions(sample, tuples));
      expect(failures).toEqual([]);
    });

    it("read back nothing that they would write differently", () => {
      const random = seeded(2000 + place);
      const letters = [..."#%$&/0123456789ABCDEFabcxTZ:-. \u0000\u00e9\ud800"];
      const failures: unknown[] = [];
      let accepted = 0;
      for (let count = 0; count < 5000; count++) {
        const units = formatKey(sample.template, sample.tuple(random), SORT).split("");
        units.splice(
          random(units.length),
          random(3),
          ...(random(3) > 0 ? [pick(random, letters)] : []),
        );
        const text = units.join("");
        const parsed = parse(sample, text);
        if (parsed === undefined) continue;
        accepted++;
        if (formatKey(sample.template, parsed, SORT) !== text) failures.push({ text, parsed });
      }
      expect(failures).toEqual([]);
      expect(accepted).toBeGreaterThan(100);
    });
  },
);

it("The key of a string starts with the key of each of its prefixes", () => {
  const random = seeded(3000);
  const failures: unknown[] = [];
  for (const sample of SAMPLES) {
    for (const part of sample.attributes.filter(({ width }) => width === 0)) {
      for (let count = 0; count < 2000; count++) {
        const value = sample.value(random, part);
        if (typeof value !== "string") continue;
        const characters = Array.from(value);
        const prefix = characters.slice(0, 1 + random(characters.length)).join("");
        const whole = encodeValue(part, value);
        const start = encodeValue(part, prefix);
        if (start === undefined || whole?.startsWith(start) !== true)
          failures.push({ value, prefix });
      }
    }
  }
  expect(failures).toEqual([]);
});

function parse(sample: Sample, key: string): Record<string, unknown> | undefined {
  return parseKey(sample.template, key, (name) => sample.kinds[name]);
}

/** Neighbours in DynamoDB's order of keys whose tuples are the other way round. */
function inversions(
  sample: Sample,
  tuples: ReadonlyMap<string, { readonly tuple: Tuple }>,
): unknown[] {
  const sorted = Array.from(tuples, ([key, { tuple }]) => ({
    bytes: Buffer.from(key),
    tuple,
  })).sort((left, right) => Buffer.compare(left.bytes, right.bytes));
  return sorted.filter(({ tuple }, at) => {
    const previous = sorted[at - 1];
    return previous !== undefined && sample.compare(previous.tuple, tuple) >= 0;
  });
}
