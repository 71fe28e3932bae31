import { fact, facts, finds, invalid, KEY, on, put, update } from "../build.js";
import { type Attributes, L, M, N, S } from "../values.js";

const list = (...numbers: number[]) => L(...numbers.map(N));

interface PathUpdate {
  readonly of: Attributes;
  readonly values?: Attributes;
  readonly names?: Readonly<Record<string, string>>;
  readonly gives: Attributes;
}

function updating(name: string, expression: string, { of, values, names, gives }: PathUpdate) {
  const more = {
    ...(values && { ExpressionAttributeValues: values }),
    ...(names && { ExpressionAttributeNames: names }),
  };
  return fact(
    name,
    put({ ...KEY, ...of }),
    update(KEY, expression, more),
    finds(KEY, { ...KEY, ...gives }),
  );
}

const seven = { ":v": N(7) };
const deep = M({ b: N(3), c: L(S("hi"), M({ x: M({ y: list(3, 5, 7) }), q: N(2) })) });

const ofDocuments = [
  updating("A path is read", "SET z = a.c.x", {
    of: { a: M({ c: M({ x: N(7) }) }) },
    gives: { a: M({ c: M({ x: N(7) }) }), z: N(7) },
  }),
  updating("SET replaces a member of a map", "SET a.c = :v", {
    of: { a: M({ b: N(3), c: M({ one: N(1) }) }), d: N(5) },
    values: seven,
    gives: { a: M({ b: N(3), c: N(7) }), d: N(5) },
  }),
  updating("SET adds a member to a map", "SET a.d = :v", {
    of: { a: M({ b: N(3) }) },
    values: seven,
    gives: { a: M({ b: N(3), d: N(7) }) },
  }),
  updating("SET replaces an element of a list", "SET a[1] = :v", {
    of: { a: list(1, 2, 3) },
    values: seven,
    gives: { a: list(1, 7, 3) },
  }),
  updating("SET reaches deep", "SET a.c[1].#name.y[1] = :v", {
    of: { a: deep },
    names: { "#name": "x" },
    values: seven,
    gives: { a: M({ b: N(3), c: L(S("hi"), M({ x: M({ y: list(3, 7, 7) }), q: N(2) })) }) },
  }),
  updating("SET calculates with a path", "SET m.c = m.c + :v", {
    of: { m: M({ c: N(10) }) },
    values: seven,
    gives: { m: M({ c: N(17) }) },
  }),
  updating("Several paths in one attribute", "SET a.b = :v, a.c.d = :v, b.x = :v REMOVE a.x, b.y", {
    of: { a: M({ x: N(3), y: N(4), c: M({ y: N(3) }) }), b: M({ x: N(1), y: N(2) }) },
    values: seven,
    gives: { a: M({ y: N(4), b: N(7), c: M({ y: N(3), d: N(7) }) }), b: M({ x: N(7) }) },
  }),
  updating("REMOVE takes members and elements away", "REMOVE a.c[1].x.y[1], a.c[1].q", {
    of: { a: deep },
    gives: { a: M({ b: N(3), c: L(S("hi"), M({ x: M({ y: list(3, 7) }) })) }) },
  }),
  updating("REMOVE of the only member leaves an empty map", "REMOVE a.b", {
    of: { a: M({ b: N(1) }) },
    gives: { a: M({}) },
  }),
  updating("REMOVE of the only element leaves an empty list", "REMOVE a[0]", {
    of: { a: list(1) },
    gives: { a: L() },
  }),
  updating("REMOVE beyond the end of a list changes nothing", "REMOVE a[17]", {
    of: { a: list(4, 5, 6) },
    gives: { a: list(4, 5, 6) },
  }),
  updating("REMOVE of what is not there changes nothing", "REMOVE a.y, b[7], c", {
    of: { a: M({ x: N(3) }), b: list(1) },
    gives: { a: M({ x: N(3) }), b: list(1) },
  }),
  updating("Indexes count before removals", "REMOVE a[1] SET a[3] = :v", {
    of: { a: list(2, 3, 4, 5, 6, 7) },
    values: { ":v": N(17) },
    gives: { a: list(2, 4, 17, 6, 7) },
  }),
  updating("SET beyond the end of a list appends", "SET a[7] = :v", {
    of: { a: list(1, 2, 3) },
    values: seven,
    gives: { a: list(1, 2, 3, 7) },
  }),
  updating("SET appends to an empty list", "SET a[0] = :v", {
    of: { a: L() },
    values: seven,
    gives: { a: list(7) },
  }),
  updating(
    "Elements beyond the end are appended by their indexes",
    "SET a[84] = :a, a[37] = :b, a[17] = :c, a[50] = :d",
    {
      of: { a: list(0) },
      values: { ":a": N(84), ":b": N(37), ":c": N(17), ":d": N(50) },
      gives: { a: list(0, 17, 37, 50, 84) },
    },
  ),
];

const BAD_PATH = "The document path provided in the update expression is invalid for update";

const BAD_PATHS = [
  ["SET into a string", "SET a.c = :v"],
  ["SET of a member of a list", "SET b.c = :v"],
  ["SET into what is not there", "SET c.c = :v"],
  ["SET of an element of a string", "SET a[0] = :v"],
  ["SET of an element of what is not there", "SET c[0] = :v"],
  ["SET two levels into what is not there", "SET c.c.c = :v"],
  ["REMOVE from a string", "REMOVE a.c"],
  ["REMOVE of a member of a list", "REMOVE b.c"],
  ["REMOVE from what is not there", "REMOVE c.c"],
  ["REMOVE of an element of a string", "REMOVE a[0]"],
] as const;

const OVERLAPS = [
  ["SET a = :v REMOVE a", "[a]", "[a]"],
  ["REMOVE a SET a = :v", undefined, undefined],
  ["SET a = :v, a = :v", "[a]", "[a]"],
  ["SET a = :v, a.b = :v", "[a]", "[a, b]"],
  ["SET a.b = :v, a = :v", "[a, b]", "[a]"],
  ["SET a.b = :v, a.b = :v", "[a, b]", "[a, b]"],
  ["SET a.b = :v, a.b.c.d.e = :v", "[a, b]", "[a, b, c, d, e]"],
  ["SET a = :v, a[1] = :v", "[a]", "[a, [1]]"],
  ["SET a[1][1] = :v, a[1] = :v", "[a, [1], [1]]", "[a, [1]]"],
  ["SET a[1][1] = :v, a[1][1][1][1] = :v", "[a, [1], [1]]", "[a, [1], [1], [1], [1]]"],
] as const;

const OVERLAP =
  "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; ";

export const updatePaths = [
  ...facts("scylladb/scylladb: test/alternator/test_update_expression, checked on AWS", [
    ...ofDocuments,
    ...BAD_PATHS.map(([name, expression]) =>
      fact(
        `${name} is refused`,
        put({ ...KEY, a: S("hello"), b: list(1) }),
        on(
          update(KEY, expression, {
            ...(expression.startsWith("SET") && { ExpressionAttributeValues: seven }),
          }),
          invalid(BAD_PATH),
        ),
        finds(KEY, { ...KEY, a: S("hello"), b: list(1) }),
      ),
    ),
    fact("SET into a document of no item is refused", {
      request: update(KEY, "SET c.c = :v", { ExpressionAttributeValues: seven }),
      expected: invalid(BAD_PATH),
    }),
    fact("REMOVE from a document of no item is no error", update(KEY, "REMOVE x.y")),
    fact("REMOVE of an element of no item is no error", update(KEY, "REMOVE x[0]")),
    ...OVERLAPS.map(([expression, one, two]) =>
      fact(`Overlapping paths are refused: ${expression}`, {
        request: update(KEY, expression, { ExpressionAttributeValues: seven }),
        expected: invalid(
          one === undefined
            ? /Two document paths overlap/
            : `${OVERLAP}path one: ${one}, path two: ${two}`,
        ),
      }),
    ),
    fact("Paths overlap by the names that their placeholders stand for", {
      request: update(KEY, "SET #a = :v, #b = :v", {
        ExpressionAttributeNames: { "#a": "a", "#b": "a" },
        ExpressionAttributeValues: seven,
      }),
      expected: invalid(`${OVERLAP}path one: [a], path two: [a]`),
    }),
    ...["SET a.b = :v, a[1] = :v", "SET a.b.c = :v, a.b[2] = :v"].map((expression) =>
      fact(`Conflicting paths are refused: ${expression}`, {
        request: update(KEY, expression, { ExpressionAttributeValues: seven }),
        expected: invalid(/Two document paths conflict with each other/),
      }),
    ),
  ]),
];
