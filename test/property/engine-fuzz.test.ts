import { expect, test } from "vitest";
import { createEngine } from "../../src/engine/create-engine.js";
import { ServiceError } from "../../src/errors/transport-errors.js";
import type { TransportRequest, WireObject } from "../../src/transport/transport.js";
import { expression, GRAMMARS } from "./expression-samples.js";
import { seeded } from "./key-samples.js";
import { placeholders } from "./placeholder-samples.js";

/** For each kind of expression. */
const INPUTS = process.env.MONOTABLE_DEEP === "1" ? 1_000_000 : 4_000;
const MAX_MS = 50;

type Grammar = keyof typeof GRAMMARS;
const KINDS = Object.keys(GRAMMARS) as Grammar[]; // the members of a literal

const KEY = { PK: { S: "tenant" }, SK: { S: "tenant" } };
const ITEM = {
  ...KEY,
  a: { N: "1" },
  b: { B: "AQID" },
  n: { N: "5" },
  title: { S: "tenant" },
  words: { L: [{ S: "x" }, { N: "2" }, { M: { a: { N: "3" } } }] },
  tree: { M: { a: { N: "4" }, words: { L: [] }, n: { SS: ["x", "z"] } } },
};

const engine = createEngine({ keepRequests: 0 });
engine.sendSync({
  operation: "CreateTable",
  input: {
    TableName: "fuzzed",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["PK", "SK"].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    KeySchema: [
      { AttributeName: "PK", KeyType: "HASH" },
      { AttributeName: "SK", KeyType: "RANGE" },
    ],
  },
});
engine.sendSync({ operation: "PutItem", input: { TableName: "fuzzed", Item: ITEM } });
const start = engine.snapshot();

function requestOf(kind: Grammar, text: string, more: WireObject): TransportRequest {
  const input = { TableName: "fuzzed", ...more };
  switch (kind) {
    case "condition":
      return {
        operation: "PutItem",
        input: { ...input, Item: ITEM, ConditionExpression: text },
      };
    case "filter":
      return { operation: "Scan", input: { ...input, FilterExpression: text } };
    case "key condition":
      return { operation: "Query", input: { ...input, KeyConditionExpression: text } };
    case "projection":
      return { operation: "GetItem", input: { ...input, Key: KEY, ProjectionExpression: text } };
    case "update":
      return { operation: "UpdateItem", input: { ...input, Key: KEY, UpdateExpression: text } };
  }
}

interface Taken {
  /** How the engine took the request: an answer, or the name of what it threw. */
  readonly how: string;
  readonly ms: number;
}

function take(request: TransportRequest): Taken {
  const before = performance.now();
  let how = "answer";
  try {
    engine.sendSync(request);
  } catch (error) {
    how = error instanceof ServiceError ? error.service : String(error);
  }
  const ms = performance.now() - before;
  engine.restore(start);
  // A condition that does not hold is an answer, too.
  return { how: how === "ConditionalCheckFailedException" ? "answer" : how, ms };
}

/** The time of a request that took long, without what the machine did meanwhile. */
function leastMs(request: TransportRequest): number {
  return Math.min(...Array.from({ length: 5 }, () => take(request).ms));
}

test.for(KINDS)(
  `every %s expression is answered or refused within ${MAX_MS} ms`,
  { timeout: 1_800_000 },
  (kind) => {
    const random = seeded(KINDS.indexOf(kind) + 1);
    const counts = { answer: 0, ValidationException: 0 };
    const failures: unknown[] = [];
    let slowest = { ms: 0, length: 0, how: "" };
    for (let count = 0; count < INPUTS; count++) {
      const text = expression(random, kind);
      const request = requestOf(kind, text, placeholders(random, text));
      const { how, ms } = take(request);
      if (how === "answer" || how === "ValidationException") counts[how]++;
      else failures.push({ how, request });
      if (ms <= slowest.ms) continue;
      const least = leastMs(request);
      if (least > slowest.ms) slowest = { ms: least, length: text.length, how };
      if (least > MAX_MS) failures.push({ ms: least, request });
    }
    if (process.env.MONOTABLE_DEEP === "1") console.info(kind, counts, "slowest:", slowest);
    expect(failures).toEqual([]);
    expect(counts.answer).toBeGreaterThan(INPUTS / 20);
    expect(counts.ValidationException).toBeGreaterThan(INPUTS / 20);
  },
);
