import { answers, ask, fact, facts, get, invalid, KEY, on, put, query, scan } from "../build.js";
import type { Refusal } from "../case.js";
import { HASH, PAIR } from "../tables.js";
import { type Attributes, L, M, N, S } from "../values.js";

const ITEM: Attributes = {
  a: M({ b: L(N(2), N(4), M({ x: S("hi"), y: S("yo") })), c: N(5) }),
  b: S("hello"),
  "a.b": S("dotted"),
  l: L(
    M({
      a: S("a0"),
      b: S("b0"),
      m: M({ x: S("x0"), y: S("y0") }),
      n: L(M({ p: S("p00"), q: S("q00") }), M({ p: S("p01"), q: S("q01") })),
    }),
    M({ a: S("a1"), b: S("b1") }),
    M({ a: S("a2"), b: S("b2"), c: S("c2") }),
  ),
};

type Row = readonly [projection: string, item: Attributes];

const ROWS: readonly Row[] = [
  ["b", { b: S("hello") }],
  ["pk", KEY],
  ["a.c", { a: M({ c: N(5) }) }],
  ["a.b[0]", { a: M({ b: L(N(2)) }) }],
  ["a.b[2].y", { a: M({ b: L(M({ y: S("yo") })) }) }],
  ["a.b[0],a.b[1]", { a: M({ b: L(N(2), N(4)) }) }],
  ["a.b[1],a.b[0]", { a: M({ b: L(N(2), N(4)) }) }],
  ["a.b[0],a.c", { a: M({ b: L(N(2)), c: N(5) }) }],
  ["a.c,b", { a: M({ c: N(5) }), b: S("hello") }],
  ["a.x, a.b[0], x, a.b[3].x", { a: M({ b: L(N(2)) }) }],
  ["x", {}],
  ["a.b[3]", {}],
  ["a.x", {}],
  ["a.x.y", {}],
  ["a.b[3].x", {}],
  ["a.b.x", {}],
  ["a[0]", {}],
  ["a.b[0].x", {}],
  ["a.b[0][0]", {}],
  ["l[0].a, l[0].b", { l: L(M({ a: S("a0"), b: S("b0") })) }],
  ["l[0].b, l[0].a", { l: L(M({ a: S("a0"), b: S("b0") })) }],
  ["l[0].m.x, l[0].m.y", { l: L(M({ m: M({ x: S("x0"), y: S("y0") }) })) }],
  ["l[0].a, l[0].m.x", { l: L(M({ a: S("a0"), m: M({ x: S("x0") }) })) }],
  ["l[0].n[0].p, l[0].n[0].q", { l: L(M({ n: L(M({ p: S("p00"), q: S("q00") })) })) }],
  ["l[0].n[0].p, l[0].n[1].q", { l: L(M({ n: L(M({ p: S("p00") }), M({ q: S("q01") })) })) }],
  ["l[0].a, l[0].b, l[2].c", { l: L(M({ a: S("a0"), b: S("b0") }), M({ c: S("c2") })) }],
  ["l[2].c, l[0].a", { l: L(M({ a: S("a0") }), M({ c: S("c2") })) }],
];

const OVERLAPS = [
  ["a, a", "[a]", "[a]"],
  ["a, a.b", "[a]", "[a, b]"],
  ["a.b, a", "[a, b]", "[a]"],
  ["a, a.b.c", "[a]", "[a, b, c]"],
  ["l, l[0]", "[l]", "[l, [0]]"],
  ["a.b[0], a.b[0]", "[a, b, [0]]", "[a, b, [0]]"],
  ["a.b, a.b[2]", "[a, b]", "[a, b, [2]]"],
  ["a, a.b[2].c", "[a]", "[a, b, [2], c]"],
  ["a.b.d.e, a.b", "[a, b, d, e]", "[a, b]"],
] as const;

const because = (reason: string) => invalid(`Invalid ProjectionExpression: ${reason}`);
const overlap = (one: string, two: string): Refusal =>
  because(
    `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${one}, path two: ${two}`,
  );

function refused(
  name: string,
  projection: string,
  expected: Refusal,
  names?: Readonly<Record<string, string>>,
) {
  return fact(name, {
    request: get(KEY, {
      ProjectionExpression: projection,
      ...(names && { ExpressionAttributeNames: names }),
    }),
    expected,
  });
}

const batchGet = (more: Readonly<Record<string, unknown>>) =>
  ask("BatchGetItem", { RequestItems: { [HASH]: { Keys: [KEY], ...more } } });

export const projections = [
  ...facts("scylladb: test_projection_expression; paritysuite: tier1 getItem/projection", [
    ...ROWS.map(([projection, item]) =>
      fact(
        `GetItem reads ${projection}`,
        put({ ...KEY, ...ITEM }),
        on(get(KEY, { ProjectionExpression: projection }), answers({ Item: item })),
      ),
    ),
    fact(
      "A placeholder is one step of a path, dots or not",
      put({ ...KEY, ...ITEM }),
      on(
        get(KEY, { ProjectionExpression: "#n", ExpressionAttributeNames: { "#n": "a.b" } }),
        answers({ Item: { "a.b": S("dotted") } }),
      ),
    ),
    fact(
      "Placeholders stand for the steps of a path",
      put({ ...KEY, ...ITEM }),
      on(
        get(KEY, {
          ProjectionExpression: "#a.#c",
          ExpressionAttributeNames: { "#a": "a", "#c": "c" },
        }),
        answers({ Item: { a: M({ c: N(5) }) } }),
      ),
    ),
    fact(
      "Query projects each item",
      put({ pk: S("a"), sk: S("1"), ...ITEM }, { TableName: PAIR }),
      put({ pk: S("a"), sk: S("2") }, { TableName: PAIR }),
      on(
        query("pk = :p", { ":p": S("a") }, { TableName: PAIR, ProjectionExpression: "a.c, l[1]" }),
        answers({
          Items: [{ a: M({ c: N(5) }), l: L(M({ a: S("a1"), b: S("b1") })) }, {}],
          Count: 2,
        }),
      ),
    ),
    fact(
      "Scan projects each item",
      put({ ...KEY, ...ITEM }),
      on(
        scan({ ProjectionExpression: "pk, a.c" }),
        answers({ Items: [{ ...KEY, a: M({ c: N(5) }) }] }),
      ),
    ),
    fact(
      "BatchGetItem projects each item",
      put({ ...KEY, ...ITEM }),
      on(
        batchGet({ ProjectionExpression: "l[0].a, l[0].b" }),
        answers({ Responses: { [HASH]: [{ l: L(M({ a: S("a0"), b: S("b0") })) }] } }),
      ),
    ),
    fact(
      "TransactGetItems leaves an item out whose projection matches nothing",
      put({ ...KEY, ...ITEM }),
      on(
        ask("TransactGetItems", {
          TransactItems: [{ Get: { TableName: HASH, Key: KEY, ProjectionExpression: "x" } }],
        }),
        answers({ Responses: [{}] }),
      ),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/getItem, scan, batchGetItem", [
    ...OVERLAPS.map(([projection, one, two]) =>
      refused(`Overlapping paths: ${projection}`, projection, overlap(one, two)),
    ),
    refused("One name by two placeholders", "#a, #b", overlap("[a]", "[a]"), {
      "#a": "a",
      "#b": "a",
    }),
    refused("One name with and without a placeholder", "a, #a", overlap("[a]", "[a]"), {
      "#a": "a",
    }),
    refused("A path under a name, by placeholders", "#x, #y.#b", overlap("[a]", "[a, b]"), {
      "#x": "a",
      "#y": "a",
      "#b": "b",
    }),
    fact("Scan refuses overlapping paths before it reads", {
      request: scan({ ProjectionExpression: "a, a.b" }),
      expected: overlap("[a]", "[a, b]"),
    }),
    fact("BatchGetItem refuses overlapping paths before it reads", {
      request: batchGet({ ProjectionExpression: "a, a" }),
      expected: overlap("[a]", "[a]"),
    }),
    refused(
      "The first wrong character is named",
      "!!! INVALID !!!",
      because('Syntax error; token: "!", near: "!!"'),
    ),
  ]),
  ...facts("scylladb/scylladb: test/alternator/test_projection_expression, checked on AWS", [
    refused(
      "Conflicting paths",
      "a.b, a[1]",
      because(
        "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]",
      ),
    ),
    refused("A comma at the end", "a,", invalid(/Syntax error/)),
    refused("A comma at the beginning", ",a", invalid(/Syntax error/)),
    refused("Two commas", "a,,b", invalid(/Syntax error/)),
    refused("An empty projection", "", because("The expression can not be empty;")),
    ...["a.b, a.c", "a.b.d, a.b.e", "a[1], a[2]", "a.b, a.c[2]"].map((projection) =>
      fact(
        `Paths that do not overlap: ${projection}`,
        get(KEY, { ProjectionExpression: projection }),
      ),
    ),
  ]),
];
