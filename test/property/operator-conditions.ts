import fc from "fast-check";
import {
  and,
  attribute,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  missing,
  ne,
  not,
  ofType,
  oneOf,
  or,
  size,
} from "../../src/index.js";
import { count, element, name, type State, text } from "./operator-state.js";

/** A condition, and what it means in plain JavaScript. */
export interface Meaning {
  readonly where: unknown;
  readonly holds: (state: State) => boolean;
}

type Value = number | string;

/** Where a condition looks: as it is written around a comparison, and in the state. */
interface Spot<Found> {
  readonly around: (comparison: unknown) => object;
  readonly in: (state: State) => Found | undefined;
}

const numbers: fc.Arbitrary<Spot<Value>> = fc.oneof(
  fc.constantFrom<Spot<Value>>(
    { around: (is) => ({ n: is }), in: (state) => state.n },
    { around: (is) => ({ map: { x: is } }), in: (state) => state.map?.x },
    { around: (is) => ({ "map.deep.z": is }), in: (state) => state.map?.deep?.z },
    { around: (is) => ({ map: { deep: { z: is } } }), in: (state) => state.map?.deep?.z },
  ),
  name.map(
    (key): Spot<Value> => ({
      around: (is) => ({ counts: Object.fromEntries([[key, is]]) }),
      in: (state) => state.counts?.get(key),
    }),
  ),
  name.map(
    (key): Spot<Value> => ({
      around: (is) => ({ [`counts[${JSON.stringify(key)}]`]: is }),
      in: (state) => state.counts?.get(key),
    }),
  ),
);

const texts: fc.Arbitrary<Spot<Value>> = fc.oneof(
  fc.constantFrom<Spot<Value>>(
    { around: (is) => ({ text: is }), in: (state) => state.text },
    { around: (is) => ({ map: { y: is } }), in: (state) => state.map?.y },
  ),
  fc
    .nat(2)
    .chain((index) =>
      fc.constantFrom<Spot<Value>>(
        { around: (is) => ({ [`log[${index}]`]: is }), in: (state) => state.log?.[index] },
        { around: (is) => ({ log: { [index]: is } }), in: (state) => state.log?.[index] },
      ),
    ),
);

/** DynamoDB's order: numbers as such, texts by their bytes in UTF-8. */
function order(one: Value, other: Value): number {
  return typeof one === "number" ? one - Number(other) : Buffer.compare(bytes(one), bytes(other));
}

const bytes = (value: Value): Buffer => Buffer.from(String(value));

/** A comparison, and whether it holds for what is stored. */
interface Test {
  readonly is: unknown;
  readonly holds: (stored: Value | undefined) => boolean;
}

const present = (is: unknown, holds: (stored: Value) => boolean): Test => ({
  is,
  holds: (stored) => stored !== undefined && holds(stored),
});

function comparisons(value: fc.Arbitrary<Value>): fc.Arbitrary<Test> {
  const with1 = (make: (value: Value) => Test): fc.Arbitrary<Test> => value.map(make);
  return fc.oneof(
    with1((v) => present(v, (stored) => stored === v)),
    with1((v) => present(eq(v), (stored) => stored === v)),
    with1((v) => ({ is: ne(v), holds: (stored) => stored !== v })),
    with1((v) => present(lt(v), (stored) => order(stored, v) < 0)),
    with1((v) => present(lte(v), (stored) => order(stored, v) <= 0)),
    with1((v) => present(gt(v), (stored) => order(stored, v) > 0)),
    with1((v) => present(gte(v), (stored) => order(stored, v) >= 0)),
    fc.tuple(value, value).map(([one, other]) => {
      const [low, high] = order(one, other) <= 0 ? [one, other] : [other, one];
      return present(between(low, high), (v) => order(v, low) >= 0 && order(v, high) <= 0);
    }),
    fc
      .array(value, { minLength: 1, maxLength: 120 })
      .map((values) => present(oneOf(...values), (stored) => values.includes(stored))),
    fc.constant({ is: exists(), holds: (stored: Value | undefined) => stored !== undefined }),
    fc.constant({ is: missing(), holds: (stored: Value | undefined) => stored === undefined }),
    fc.constantFrom("S", "N", "SS").map((type) =>
      present(
        ofType(type as "S"), // of the three
        (stored) => type === (typeof stored === "number" ? "N" : "S"),
      ),
    ),
  );
}

const textTests: fc.Arbitrary<Test> = fc.oneof(
  comparisons(text),
  text.map((v) => present(beginsWith(v), (stored) => String(stored).startsWith(v))),
  text.map((v) => present(contains(v), (stored) => String(stored).includes(v))),
  fc.nat(4).map((v) => present(size(gt(v)), (stored) => String(stored).length > v)),
);

/** Comparisons of one place, put together there. */
function together(test: fc.Arbitrary<Test>): fc.Arbitrary<Test> {
  return fc.oneof(
    { weight: 4, arbitrary: test },
    fc.tuple(test, test).map(
      ([a, b]): Test => ({
        is: or<unknown>(a.is, not<unknown>(b.is)),
        holds: (stored) => a.holds(stored) || !b.holds(stored),
      }),
    ),
  );
}

function at(spot: fc.Arbitrary<Spot<Value>>, test: fc.Arbitrary<Test>): fc.Arbitrary<Meaning> {
  return fc.tuple(spot, together(test)).map(([place, { is, holds }]) => ({
    where: place.around(is),
    holds: (state) => holds(place.in(state)),
  }));
}

const leaf: fc.Arbitrary<Meaning> = fc.oneof(
  at(numbers, comparisons(count)),
  at(texts, textTests),
  element.map((tag) => ({
    where: { tags: contains(tag) },
    holds: ({ tags }: State) => tags?.has(tag) ?? false,
  })),
  element.map((tag) => ({
    where: { log: contains(tag) },
    holds: ({ log }: State) => log?.includes(tag) ?? false,
  })),
  fc.nat(3).map((length) => ({
    where: { log: size(length) },
    holds: ({ log }: State) => log?.length === length,
  })),
  fc.nat(3).map((most) => ({
    where: { tags: size(lte(most)), counts: size(gte(1)) },
    holds: ({ tags, counts }: State) =>
      tags !== undefined && tags.size <= most && (counts?.size ?? 0) >= 1,
  })),
  fc.constant({
    where: { n: lt(attribute("map.x")) },
    holds: ({ n, map }: State) => n !== undefined && map?.x !== undefined && n < map.x,
  }),
  fc.tuple(count, text).map(([x, y]) => ({
    where: { map: eq({ x, y }) },
    holds: ({ map }: State) => map?.x === x && map.y === y && map.deep === undefined,
  })),
);

/** Conditions, with `and`, `or` and `not` of others. */
export const condition: fc.Arbitrary<Meaning> = fc.letrec<{ any: Meaning }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => ({
      where: and<unknown>(a.where, b.where),
      holds: (state: State) => a.holds(state) && b.holds(state),
    })),
    fc.tuple(tie("any"), tie("any")).map(([a, b]) => ({
      where: or<unknown>(a.where, b.where),
      holds: (state: State) => a.holds(state) || b.holds(state),
    })),
    tie("any").map((a) => ({
      where: not<unknown>(a.where),
      holds: (state: State) => !a.holds(state),
    })),
  ),
})).any;
