import { conditionFails, fact, facts, invalid, KEY, on, put, remove, update } from "../build.js";
import type { Refusal } from "../case.js";
import { type Attributes, L, N, S } from "../values.js";

function refused(name: string, condition: string, expected: Refusal, values?: Attributes) {
  return fact(
    name,
    on(
      remove(KEY, {
        ConditionExpression: condition,
        ...(values && { ExpressionAttributeValues: values }),
      }),
      expected,
    ),
  );
}

const one = { ":v": N(1) };
const because = (reason: string) => invalid(`Invalid ConditionExpression: ${reason}`);
const notAllowed = (name: string) =>
  because(`The function is not allowed to be used this way in an expression; function: ${name}`);
const operand = (name: string, kind: string) =>
  because(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${kind}`,
  );
const syntax = invalid(/Invalid ConditionExpression: Syntax error; /);
const REDUNDANT = "The expression has redundant parentheses;";

export const conditionRefusals = [
  ...facts("scylladb/scylladb: test/alternator/test_condition_expression, checked on AWS", [
    refused("A name alone is no condition", "a", syntax),
    refused("IN needs operands", "a IN ()", syntax),
    refused("BETWEEN takes no list", "a BETWEEN :l AND :h", operand("BETWEEN", "L"), {
      ":l": L(N(1)),
      ":h": L(N(2)),
    }),
    refused("The bounds of BETWEEN must be in order", "a BETWEEN :l AND :h", invalid(/BETWEEN/), {
      ":l": N(2),
      ":h": N(1),
    }),
    refused(
      "The bounds of BETWEEN must be of one kind",
      "a BETWEEN :l AND :h",
      invalid(/BETWEEN/),
      {
        ":l": N(2),
        ":h": S("dog"),
      },
    ),
    refused(
      "attribute_exists needs a path",
      "attribute_exists(:v)",
      because(
        "Operator or function requires a document path; operator or function: attribute_exists",
      ),
      one,
    ),
    refused("attribute_type takes its kind as a value", "attribute_type(a, b)", invalid()),
    refused("attribute_type knows the kinds", "attribute_type(a, :v)", invalid(/DOG/), {
      ":v": S("DOG"),
    }),
    refused("begins_with takes no number", "begins_with(a, :v)", operand("begins_with", "N"), one),
    refused("size alone is no condition", "size(a)", notAllowed("size")),
    refused(
      "size takes one operand",
      "size(a, b) = :v",
      because(
        "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2",
      ),
      one,
    ),
    refused(
      "attribute_exists is compared with nothing",
      "attribute_exists(a) < :v",
      notAllowed("attribute_exists"),
      one,
    ),
    refused(
      "dog is no function",
      "dog(a) = :v",
      because("Invalid function name; function: dog"),
      one,
    ),
    refused(
      "if_not_exists is for updates",
      "if_not_exists(a, b) = :v",
      invalid(/not allowed/),
      one,
    ),
    refused("list_append is for updates", "list_append(a, b) = :v", invalid(/not allowed/), one),
    refused("Function names are of one case", "SIZE(a) = :v", invalid(), one),
    refused("There is no operator !=", "a != :v", syntax, one),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier1 parens, tier3 error-messages/putItem", [
    refused("Doubled parentheses", "((attribute_not_exists(pk)))", because(REDUNDANT)),
    refused("Doubled parentheses inside", "((a = :v)) AND b = :v", because(REDUNDANT), one),
    refused(
      "contains needs distinct operands",
      "contains(a, a)",
      because(
        "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]",
      ),
    ),
    fact(
      "Parentheses around each condition and around all of them",
      put({ ...KEY, a: N(1), b: N(2) }),
      remove(KEY, {
        ConditionExpression: "((a = :v) AND (b > :v))",
        ExpressionAttributeValues: one,
      }),
    ),
    fact(
      "Parentheses inside parentheses that are not redundant",
      put({ ...KEY, a: N(1), b: N(2) }),
      remove(KEY, {
        ConditionExpression: "(a = :v AND (b > :v))",
        ExpressionAttributeValues: one,
      }),
    ),
  ]),
  ...facts("scylladb/scylladb: test/alternator/test_limits, checked on AWS", [
    refused(
      "An unknown function in 1,355 levels",
      `a < ${"f(".repeat(1355)}b${")".repeat(1355)}`,
      because("Invalid function name; function: f"),
    ),
    refused("4,096 opening parentheses", "(".repeat(4096), invalid(/ConditionExpression/)),
    refused(
      "2,000 redundant parentheses",
      `${"(".repeat(2000)}a<b${")".repeat(2000)}`,
      invalid(/ConditionExpression/),
    ),
    refused(
      "1,000 negations are too many operators",
      `${"not ".repeat(1000)}a<b`,
      invalid(/ConditionExpression/),
    ),
    refused(
      "15,000 parentheses are too long first",
      "(".repeat(15_000),
      invalid(/[Ee]xpression size has exceeded the maximum allowed size/),
    ),
    fact(
      "299 operators are not too many, 301 are",
      put({ ...KEY, a: N(1), b: N(2) }),
      update(KEY, "REMOVE c", {
        ConditionExpression: `a<b ${"or (a<b ".repeat(149)}${")".repeat(149)}`,
      }),
      on(
        update(KEY, "REMOVE c", {
          ConditionExpression: `a<b ${"or (a<b ".repeat(150)}${")".repeat(150)}`,
        }),
        because("The expression contains too many operators; operator count: 301"),
      ),
    ),
    fact(
      "A condition that fails leaves the item",
      put({ ...KEY, a: N(1) }),
      on(
        remove(KEY, { ConditionExpression: "a = :v", ExpressionAttributeValues: { ":v": N(2) } }),
        conditionFails,
      ),
    ),
  ]),
];
