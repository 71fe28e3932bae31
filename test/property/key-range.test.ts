import { expect, it } from "vitest";
import { formatKey } from "../../src/model/key-codec.js";
import { type SortRange, sortRange } from "../../src/model/key-range.js";
import type { KeyAttribute } from "../../src/model/key-template.js";
import { operator, type SortOperatorName } from "../../src/model/operator.js";
import {
  pick,
  type Random,
  type Sample,
  SORT,
  samples,
  seeded,
  type Tuple,
  type Value,
} from "./key-samples.js";

const QUERIES = process.env.MONOTABLE_DEEP === "1" ? 20_000 : 1000;
const COMPARISONS = ["lt", "lte", "gt", "gte", "between"] as const;
const SAMPLES = samples();

it.each(SAMPLES.map((sample, place) => ({ text: sample.template.text, sample, place })))(
  "A query on $text selects the tuples that its attributes and operator mean, and no other",
  { timeout: 300_000 },
  ({ sample, place }) => {
    const random = seeded(4000 + place);
    const failures: unknown[] = [];
    const seen = new Set<string>();
    let pool: Stored[] = [];
    for (let count = 0; count < QUERIES; count++) {
      if (count % 50 === 0) pool = storedTuples(sample, random);
      const query = drawQuery(sample, random, pool);
      const range = sortRange(sample.template, query.given, SORT);
      const expected = pool.filter(({ tuple }) => query.matches(tuple));
      const selected = pool.filter(({ key }) => selects(range, key));
      if (selected.length !== expected.length || selected.some((one) => !expected.includes(one))) {
        failures.push({ query, range, expected, selected });
      }
      if (expected.length > 0 && expected.length < pool.length) seen.add(query.name);
    }
    expect(failures).toEqual([]);
    // Each operator has told some of the pool from the rest.
    const withStrings = sample.attributes.some(({ name }) => sample.kinds[name] === "string");
    expect([...seen].filter((name) => name !== "none").sort()).toEqual(
      withStrings
        ? ["beginsWith", "between", "equals", "gt", "gte", "lt", "lte"]
        : ["between", "equals", "gt", "gte", "lt", "lte"],
    );
  },
);

interface Stored {
  readonly tuple: Tuple;
  readonly key: string;
}

interface Query {
  readonly name: string;
  readonly given: Readonly<Record<string, unknown>>;
  matches(tuple: Tuple): boolean;
}

/** Tuples that often agree in their first values, so that a query has something to tell apart. */
function storedTuples(sample: Sample, random: Random): Stored[] {
  const tuples: Tuple[] = [];
  for (let count = 0; count < 40; count++) {
    const shared = count === 0 ? [] : Object.entries(pick(random, tuples));
    const kept = shared.slice(0, random(shared.length));
    tuples.push({ ...sample.tuple(random), ...Object.fromEntries(kept) });
  }
  return tuples.map((tuple) => ({ tuple, key: formatKey(sample.template, tuple, SORT) }));
}

function drawQuery(sample: Sample, random: Random, pool: readonly Stored[]): Query {
  const { tuple } = pick(random, pool);
  const equal = sample.attributes.slice(0, random(sample.attributes.length + 1));
  const given = Object.fromEntries(equal.map(({ name }) => [name, tuple[name]]));
  const isPrefix = (other: Tuple) =>
    equal.every((part) => sample.compareValues(part, other[part.name], tuple[part.name]) === 0);
  const ranged = sample.attributes[equal.length];
  if (ranged === undefined) return { name: "equals", given, matches: isPrefix };
  if (random(8) === 0) return { name: "none", given, matches: isPrefix };

  const isString = sample.kinds[ranged.name] === "string";
  const name = pick<SortOperatorName>(
    random,
    isString ? [...COMPARISONS, "beginsWith"] : COMPARISONS,
  );
  const operands = [drawOperand(sample, random, pool, ranged)];
  if (name === "between") operands.push(drawOperand(sample, random, pool, ranged));
  if (name === "beginsWith") operands[0] = startOf(random, operands[0]);
  return {
    name,
    given: { ...given, [ranged.name]: operator(name, operands) },
    matches: (other) =>
      isPrefix(other) && holds(sample, ranged, name, operands, other[ranged.name]),
  };
}

function drawOperand(
  sample: Sample,
  random: Random,
  pool: readonly Stored[],
  part: KeyAttribute,
): Value {
  const stored = pick(random, pool).tuple[part.name];
  return stored === undefined || random(3) === 0 ? sample.value(random, part) : stored;
}

function startOf(random: Random, value: Value | undefined): string {
  const characters = Array.from(String(value));
  return characters.slice(0, random(characters.length + 1)).join("");
}

/** What an operator means for a value; knows nothing of keys. */
function holds(
  sample: Sample,
  part: KeyAttribute,
  name: SortOperatorName,
  [first, second]: readonly Value[],
  value: Value | undefined,
): boolean {
  if (name === "beginsWith") return String(value).startsWith(String(first));
  const order = sample.compareValues(part, value, first);
  switch (name) {
    case "lt":
      return order < 0;
    case "lte":
      return order <= 0;
    case "gt":
      return order > 0;
    case "gte":
      return order >= 0;
    case "between":
      return order >= 0 && sample.compareValues(part, value, second) <= 0;
  }
}

/** What DynamoDB selects; it refuses bounds that are empty, too long or in the wrong order. */
function selects(range: SortRange, key: string): boolean {
  switch (range.type) {
    case "all":
      return true;
    case "none":
      return false;
    case "equals":
      return key === range.value;
    case "beginsWith":
      return key.startsWith(usable(range.prefix));
    case "atLeast":
      return compareBytes(key, usable(range.lower)) >= 0;
    case "between":
      if (compareBytes(range.lower, range.upper) > 0) throw new RangeError("bounds the wrong way");
      return (
        compareBytes(key, usable(range.lower)) >= 0 && compareBytes(key, usable(range.upper)) <= 0
      );
  }
}

function usable(bound: string): string {
  const bytes = Buffer.byteLength(bound);
  if (bytes === 0 || bytes > 1024) throw new RangeError(`a bound of ${bytes} bytes`);
  return bound;
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
