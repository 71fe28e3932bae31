import { pick, type Random } from "./key-samples.js";

/** What writes expressions that follow a grammar, token by token. */
type Writer = (random: Random) => readonly string[];

const NAMES = ["a", "b", "n", "words", "tree", "title", "absent", "#a", "#b", "#c"];
const VALUES = [":n", ":s", ":l", ":m", ":set", ":b", ":z"];
const COMPARATORS = ["=", "<>", "<", "<=", ">", ">="];
const CHECKS = ["attribute_exists", "attribute_not_exists"];
const TESTS = ["attribute_type", "begins_with", "contains"];
const SIGNS = ["(", ")", "[", "]", ",", ".", "+", "-", "0", "1", "00", "4294967296"];
const WORDS = ["AND", "or", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE", "Select"];

/** Everything that a mutation may put in the place of a token. */
const TOKENS = [
  ...[...NAMES, ...VALUES, ...COMPARATORS, ...CHECKS, ...TESTS, ...SIGNS, ...WORDS],
  ...[
    "size",
    "if_not_exists",
    "list_append",
    "PK",
    "__proto__",
    "constructor",
    "é",
    "😀",
    "#",
    ":",
  ],
];

/** Characters of noise: signs of the grammars, controls, lone surrogates, and others. */
const CHARACTERS = [
  ..."ab_Z09 #:.,()[]<>=+-*/'\"\\{}",
  ..."\u0000\u0007\t\n\r\u007f\u00a0é漢\u2028\ufeff\uffff",
  ...["\ud800", "\udc00", "😀", "AND ", "NOT ", "SET ", "size("],
];

function path(random: Random): string[] {
  const tokens = [pick(random, NAMES)];
  while (random(4) === 0) {
    tokens.push(...(random(2) === 0 ? [".", pick(random, NAMES)] : ["[", String(random(3)), "]"]));
  }
  return tokens;
}

function operand(random: Random): string[] {
  const choice = random(8);
  if (choice === 0) return ["size", "(", ...path(random), ")"];
  return choice < 4 ? path(random) : [pick(random, VALUES)];
}

function condition(random: Random, depth = 0): string[] {
  const inner = (): string[] => condition(random, depth + 1);
  switch (random(depth > 4 ? 5 : 8)) {
    case 0:
      return [...path(random), pick(random, COMPARATORS), ...operand(random)];
    case 1:
      return [...operand(random), "BETWEEN", pick(random, VALUES), "AND", ...operand(random)];
    case 2:
      return [...path(random), "IN", "(", ...separated(random, 8, operand), ")"];
    case 3:
      return [pick(random, CHECKS), "(", ...path(random), ")"];
    case 4:
      return [pick(random, TESTS), "(", ...path(random), ",", ...operand(random), ")"];
    case 5:
      return ["NOT", ...inner()];
    case 6:
      return ["(", ...inner(), ")"];
    default:
      return [...inner(), random(2) === 0 ? "AND" : "OR", ...inner()];
  }
}

function keyCondition(random: Random): string[] {
  const partition = ["PK", "=", ":s"];
  switch (random(5)) {
    case 0:
      return partition;
    case 1:
      return [...partition, "AND", "begins_with", "(", "SK", ",", ":s", ")"];
    case 2:
      return [...partition, "AND", "SK", "BETWEEN", ":s", "AND", ":s"];
    case 3:
      return ["(", ...partition, ")", "AND", "(", "SK", pick(random, COMPARATORS), ":s", ")"];
    default:
      return condition(random);
  }
}

function setValue(random: Random): string[] {
  const right = (): string[] => operand(random);
  switch (random(4)) {
    case 0:
      return [pick(random, ["n", ":n"]), pick(random, ["+", "-"]), ...right()];
    case 1:
      return ["if_not_exists", "(", ...path(random), ",", ...right(), ")"];
    case 2:
      return ["list_append", "(", pick(random, ["words", ":l"]), ",", ...right(), ")"];
    default:
      return [pick(random, VALUES)];
  }
}

function update(random: Random): string[] {
  const sections: Readonly<Record<string, Writer>> = {
    SET: () => [...path(random), "=", ...setValue(random)],
    REMOVE: path,
    ADD: () => [pick(random, ["n", "absent", "#a"]), pick(random, [":n", ":set"])],
    DELETE: () => [...path(random), ":set"],
  };
  const always = random(4);
  return Object.entries(sections)
    .filter((_, i) => i === always || random(4) === 0)
    .flatMap(([word, action]) => [word, ...separated(random, 2, action)]);
}

function separated(random: Random, most: number, write: Writer): string[] {
  const tokens = [...write(random)];
  for (let count = random(most); count > 0; count--) tokens.push(",", ...write(random));
  return tokens;
}

export const GRAMMARS = {
  condition: (random: Random) => condition(random),
  filter: (random: Random) => condition(random),
  "key condition": keyCondition,
  projection: (random: Random) => separated(random, 5, path),
  update,
} satisfies Readonly<Record<string, Writer>>;

/** Damages an expression: tokens dropped, doubled, swapped, replaced, repeated, nested. */
function mutate(random: Random, tokens: string[]): void {
  const at = random(tokens.length + 1);
  const other = random(tokens.length + 1);
  switch (random(9)) {
    case 0:
      tokens.splice(at, 1 + random(3));
      break;
    case 1:
      tokens.splice(at, 0, ...tokens.slice(at, at + 1 + random(3)));
      break;
    case 2:
      [tokens[at], tokens[other]] = [tokens[other] ?? "", tokens[at] ?? ""];
      break;
    case 3:
      tokens[at] = pick(random, TOKENS);
      break;
    case 4:
      tokens.splice(at, 0, pick(random, TOKENS));
      break;
    case 5:
      tokens.splice(at, 0, noise(random, 4));
      break;
    case 6: {
      const depth = 1 + random(random(10) === 0 ? 2_000 : 5);
      tokens.splice(at, 0, ...repeated(pick(random, ["(", "NOT", "size ("]), depth));
      tokens.splice(Math.max(at, other) + depth, 0, ...repeated(")", depth));
      break;
    }
    case 7: {
      const slice = tokens.slice(at, at + 1 + random(8));
      const joint = pick(random, [" ", ",", "AND", ".", "+"]);
      const times = random(random(10) === 0 ? 700 : 6);
      for (let count = 0; count < times; count++) tokens.splice(at, 0, ...slice, joint);
      break;
    }
    default:
      tokens[at] = (tokens[at] ?? "").repeat(random(random(10) === 0 ? 5_000 : 4));
  }
}

function repeated(token: string, times: number): string[] {
  return Array.from({ length: times }, () => token);
}

export function noise(random: Random, most: number): string {
  let text = "";
  for (let count = random(most + 1); count > 0; count--) text += pick(random, CHARACTERS);
  return text;
}

/** Far over what the engine reads, 4,096 bytes: mutations multiply. */
const MAX_LENGTH = 20_000;

/** An expression of a grammar, often damaged, or noise. */
export function expression(random: Random, grammar: keyof typeof GRAMMARS): string {
  if (random(10) === 0) return noise(random, random(20) === 0 ? 5_000 : 60);
  const tokens = [...GRAMMARS[grammar](random)];
  for (let count = random(6) - 2; count > 0; count--) mutate(random, tokens);
  const space = pick(random, [" ", " ", " ", "", "\n", "\t  "]);
  return tokens.join(space).slice(0, MAX_LENGTH);
}
