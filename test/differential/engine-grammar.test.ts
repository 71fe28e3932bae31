import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import { createHttpTransport } from "../../src/transport/http.js";
import type { Transport, TransportRequest } from "../../src/transport/transport.js";
import { dynamodbLocal } from "../support/engines.js";
import { type Answer, ask } from "./engine-sides.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";
const EXPRESSIONS = DEEP ? 20_000 : 400;
const SEED = 20_261_123;

const TABLE = "grammar";
const Key = { pk: { S: "p" }, sk: { S: "s" } };
const Item = {
  ...Key,
  a: { S: "x" },
  n: { N: "5" },
  l: { L: [{ S: "a" }, { N: "1" }] },
  m: { M: { x: { N: "1" } } },
  ss: { SS: ["a", "b"] },
};
const NAMES = { "#a": "a", "#n": "n", "#deep": "m" };
const VALUES = {
  ":s": { S: "x" },
  ":n": { N: "1" },
  ":l": { L: [{ S: "z" }] },
  ":ss": { SS: ["b"] },
};

/** Pieces of all grammars, and of none. */
const PIECES = [
  ...["a", "n", "l", "m", "ss", "pk", "sk", "nope", "status", "l[0]", "m.x", "#a", "#n", "#deep.x"],
  ...["#undefined", ":s", ":n", ":l", ":ss", ":undefined", "l[99999999999]", "a[01]"],
  ...[
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "(",
    ")",
    "((",
    "))",
    ",",
    ".",
    "[",
    "]",
    "!",
    "é",
  ],
  ...["AND", "OR", "NOT", "BETWEEN", "IN", "in", "and", "SET", "REMOVE", "ADD", "DELETE", "set"],
  ...["size(", "contains(", "begins_with(", "attribute_exists(", "attribute_type(", "foo("],
  ...["if_not_exists(", "list_append(", "#", ":", "0", "12", "a.b.c", "a..b", "_", "'"],
];

/** Expressions that are right or nearly so: one piece put in, left out or doubled. */
const SEEDS = [
  "a = :s",
  "a = :s AND n > :n",
  "NOT (a = :s OR n < :n)",
  "n BETWEEN :n AND #n",
  "a IN (:s, #a, m.x)",
  "attribute_exists(l[0]) AND attribute_not_exists(m.y)",
  "contains(a, :s) OR begins_with(a, :s)",
  "size(l) >= :n",
  "(a = :s) AND ((n = :n) OR attribute_type(a, :s))",
  "pk = :s AND sk > :s",
  "pk = :s AND begins_with(sk, :s)",
  "pk = :s AND sk BETWEEN :s AND :s",
  "a, m.x, l[0]",
  "#a, #deep.x, nope",
  "SET a = :s",
  "SET a = :s, n = n + :n REMOVE l[0]",
  "SET l = list_append(l, :l), m.y = if_not_exists(m.y, :n)",
  "ADD n :n DELETE ss :ss",
  "REMOVE a, m.x SET n = n - :n",
];

const fromPieces = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 10 })
  .map((pieces) => pieces.join(" "));
const nearlyRight = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.nat(),
    fc.constantFrom("insert", "drop", "double"),
    fc.constantFrom(...PIECES),
  )
  .map(([seed, at, how, piece]) => {
    const words = seed.match(/[#:]?\w+|[^\s\w]/g) ?? [];
    const index = at % words.length;
    const word = words[index] ?? "";
    const replaced = { insert: [piece, word], drop: [], double: [word, word] }[how] ?? [];
    return [...words.slice(0, index), ...replaced, ...words.slice(index + 1)].join(" ");
  });

describe("the engine's expressions beside DynamoDB Local's", () => {
  it("are understood or refused alike, in the same words", async () => {
    const endpoint = await dynamodbLocal();
    const local = createHttpTransport({ endpoint, region: "us-east-1", timeoutMs: 30_000 });
    const engine = createEngine();
    for (const side of [local, engine]) await prepare(side);
    const differences: unknown[] = [];
    await fc.assert(
      fc.asyncProperty(fc.oneof(fromPieces, nearlyRight), async (expression) => {
        for (const request of requestsWith(expression)) {
          const theirs = await ask(local, request);
          const ours = await ask(engine, request);
          const alike = JSON.stringify(theirs) === JSON.stringify(ours);
          if (!alike && !isListed(theirs, ours)) differences.push({ request, theirs, ours });
          const changed = request.operation === "UpdateItem" && ours.reply !== undefined;
          if (changed) for (const side of [local, engine]) await put(side);
        }
      }),
      { numRuns: EXPRESSIONS, seed: SEED },
    );
    await local.send({ operation: "DeleteTable", input: { TableName: TABLE } });
    await local.close();
    expect(differences).toEqual([]);
  });
});

async function prepare(side: Transport): Promise<void> {
  const keys = ["pk", "sk"];
  await side.send({
    operation: "CreateTable",
    input: {
      TableName: TABLE,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: keys.map((AttributeName, i) => ({
        AttributeName,
        KeyType: i === 0 ? "HASH" : "RANGE",
      })),
    },
  });
  await put(side);
}

async function put(side: Transport): Promise<void> {
  await side.send({ operation: "PutItem", input: { TableName: TABLE, Item } });
}

/** The expression in each place that takes one, with the names and values that it mentions. */
function requestsWith(expression: string): readonly TransportRequest[] {
  const mentioned = new Set(expression.match(/[#:]\w+/g) ?? []);
  const only = (all: object): object =>
    Object.fromEntries(Object.entries(all).filter(([name]) => mentioned.has(name)));
  const [names, values] = [only(NAMES), only(VALUES)];
  const common = {
    TableName: TABLE,
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
  };
  const all = {
    ...common,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
  return [
    { operation: "PutItem", input: { ...all, Item, ConditionExpression: expression } },
    {
      operation: "UpdateItem",
      input: { ...all, Key, UpdateExpression: expression, ReturnValues: "ALL_NEW" },
    },
    { operation: "Query", input: { ...all, KeyConditionExpression: expression } },
    { operation: "GetItem", input: { ...common, Key, ProjectionExpression: expression } },
  ];
}

/** Differences from Local in which the engine follows the service, by the two messages. */
const LISTED: readonly (readonly [what: string, local: RegExp, ours: RegExp])[] = [
  [
    "Local fails where a path goes on with a value, as in `a.:b`; in a projection it says, like ours, that no such name is defined.",
    /: Internal server error$/,
    /name used in the document path is not defined; attribute name: :/,
  ],
  [
    "More conditions than keys are counted (paritysuite queryKeyConditionOperands).",
    /^Conditions can be of length 1 or 2 only$/,
    /^The number of query conditions \(\d+\) exceeds the number of key attributes/,
  ],
  [
    "A path in a KeyConditionExpression (paritysuite keyConditionSemantics).",
    /^Key attributes must be scalars; .* are not allowed: Key: /,
    /^KeyConditionExpressions cannot have conditions on nested attributes$/,
  ],
  [
    "The key that a query misses is named (paritysuite error-messages/query).",
    /^Query condition missed key schema element$/,
    /^Query condition missed key schema element: /,
  ],
  [
    "Which of several faults in one update is found first; the service's order is not known.",
    /in the update expression|provided expression refers/,
    /in the update expression|provided expression refers/,
  ],
];

function isListed(local: Answer, ours: Answer): boolean {
  const [theirs, own] = [local.error?.message ?? "", ours.error?.message ?? ""];
  return LISTED.some(([, a, b]) => a.test(theirs) && b.test(own));
}
