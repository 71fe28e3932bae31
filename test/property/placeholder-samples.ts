import { noise } from "./expression-samples.js";
import { pick, type Random } from "./key-samples.js";

const NUMBERS = ["0", "-1", "1.5", "1e125", "-1E-130", "9".repeat(38), "9".repeat(39), "1e9999"];
const TEXTS = ["", "a", "S", "SS", "tenant", "é😀", "\ud800", "\u0000", "x".repeat(3_000)];
const ODD_NUMBERS = ["", "1.2.3", "+", "0x10", "Infinity", "NaN", " 1", "1e", "٣", "-"];

type Value = Readonly<Record<string, unknown>>;

/** An attribute value; now and then a malformed, a very deep or a large one. */
function value(random: Random): Value {
  switch (random(14)) {
    case 0:
      return { L: [value(random), value(random)] };
    case 1:
      return { M: { a: value(random), __proto: value(random) } };
    case 2:
      return { SS: ["x", "y", pick(random, TEXTS)] };
    case 3:
      return { NS: ["1", pick(random, NUMBERS)] };
    case 4:
      return { B: "AQID" };
    case 5:
      return { BOOL: random(2) === 0 };
    case 6:
      return { NULL: true };
    case 7:
      return random(4) === 0 ? odd(random) : { N: "1" };
    case 8:
    case 9:
    case 10:
      return { N: pick(random, NUMBERS) };
    default:
      return { S: pick(random, TEXTS) };
  }
}

function odd(random: Random): Value {
  switch (random(6)) {
    case 0:
      return {};
    case 1:
      return { S: "a", N: "1" };
    case 2:
      return { X: "a" };
    case 3:
      return { N: random(2) === 0 ? pick(random, ODD_NUMBERS) : noise(random, 6) };
    case 4:
      return { SS: random(2) === 0 ? [] : ["x", "x"] };
    default: {
      let deep: Value = { S: "" };
      for (let depth = random(200); depth > 0; depth--) {
        deep = random(2) === 0 ? { L: [deep] } : { M: { a: deep } };
      }
      return deep;
    }
  }
}

/** The values that the valid expressions have in mind: most uses of a name then fit. */
const FITTING: Readonly<Record<string, Value>> = {
  ":n": { N: "7" },
  ":s": { S: "tenant" },
  ":l": { L: [{ S: "x" }] },
  ":m": { M: { a: { N: "1" } } },
  ":set": { SS: ["x", "y"] },
  ":b": { B: "AQID" },
};

const ATTRIBUTES = ["a", "b", "n", "words", "tree", "PK", "__proto__", "toString", "a.b", "list"];

/** Names and values for an expression: what it uses, as a rule, and now and then something else. */
export function placeholders(random: Random, expression: string): Value {
  const names = new Map<string, unknown>();
  const values = new Map<string, unknown>();
  for (const [alias] of expression.matchAll(/#[A-Za-z0-9_]+/g)) {
    names.set(alias, random(50) === 0 ? noise(random, 2) : pick(random, ATTRIBUTES));
  }
  for (const [name] of expression.matchAll(/:[A-Za-z0-9_]+/g)) {
    values.set(name, (random(8) > 0 ? FITTING[name] : undefined) ?? value(random));
  }
  if (random(20) === 0) names.set(random(2) === 0 ? "#unused" : noise(random, 4), noise(random, 9));
  if (random(20) === 0) values.set(random(2) === 0 ? ":unused" : noise(random, 4), value(random));
  if (random(40) === 0) names.clear();
  if (random(40) === 0) values.clear();
  return {
    ...(names.size > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(values.size > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
}
