import type { KeyContext } from "../../src/model/key-codec.js";
import { type KeyAttribute, parseKeyTemplate } from "../../src/model/key-template.js";
import type { KeyValueKind } from "../../src/model/key-value.js";

export const SORT: KeyContext = { model: "Sample", kind: "sort" };

/** Numbers in [0, limit) that are the same on every run (mulberry32). */
export type Random = (limit: number) => number;

export function seeded(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[random(choices.length)];
  if (choice === undefined) throw new RangeError("nothing to pick from");
  return choice;
}

export type Value = string | number | bigint | boolean | Date;
export type Tuple = Readonly<Record<string, Value>>;

// What the encoding is about, its neighbours, look-alike escapes, every UTF-8 length, combining marks.
const NASTY = [
  ..."#%$&'!\" /09:AFaz~",
  ..."\u0000\u0001\u0009\u001f\u007f\u0080\u00e9\u0301\u07ff\u0800\ud7ff\ue000\ufffe\uffff",
  ..."\u{10000}\u{1f600}\u{10ffff}",
  "%23",
  "%00",
  "%25",
  "#%",
  "$#",
  "e\u0301",
];
const PLAIN_RAW = NASTY.filter((characters) => !characters.includes("#"));

/** A string that is nasty, and often a near-equal neighbour of one drawn before. */
function nastyText(random: Random, alphabet: readonly string[], recent: string[]): string {
  const known = recent.length > 0 && random(2) === 0 ? Array.from(pick(random, recent)) : [];
  if (known.length === 0) {
    const length = 1 + random(random(4) === 0 ? 12 : 3);
    for (let count = 0; count < length; count++) known.push(pick(random, alphabet));
  } else {
    const at = random(known.length);
    const removed = known.length > 1 ? random(2) : 1;
    known.splice(
      at,
      removed,
      ...(random(2) === 0 || removed === 0 ? [pick(random, alphabet)] : []),
    );
    if (random(3) === 0) known.push(pick(random, alphabet));
  }
  const text = known.join("") || pick(random, alphabet);
  if (recent.length === 16) recent.shift();
  recent.push(text);
  return text;
}

const NUMBERS = [
  0,
  1,
  -1,
  0.1,
  1e300,
  -1e300,
  5e-324,
  -5e-324,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
];

function anyNumber(random: Random): number {
  switch (random(4)) {
    case 0:
      return pick(random, NUMBERS);
    case 1:
      return random(2000) - 1000;
    case 2:
      return (random(2 ** 32) - 2 ** 31) / 1024;
    default:
      return (random(2 ** 32) - 2 ** 31) * 10 ** (random(600) - 310);
  }
}

function anyInteger(random: Random): number {
  return random(2) === 0 ? random(120) : random(10 ** (1 + random(10)));
}

const MAX_DATE = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const MIN_DATE = Date.parse("0000-01-01T00:00:00.000Z");

function anyDate(random: Random): Date {
  switch (random(3)) {
    case 0:
      return new Date(pick(random, [MIN_DATE, MIN_DATE + 1, -1, 0, 1, MAX_DATE - 1, MAX_DATE]));
    case 1:
      return new Date(1_700_000_000_000 + random(50));
    default:
      return new Date(MIN_DATE + Math.floor((random(2 ** 32) / 2 ** 32) * (MAX_DATE - MIN_DATE)));
  }
}

/** A sort template, the kinds of its attributes and where their values come from. */
export class Sample {
  readonly template;
  readonly attributes: readonly KeyAttribute[];
  readonly #recent = new Map<string, string[]>();

  constructor(
    text: string,
    readonly kinds: Readonly<Record<string, KeyValueKind>>,
  ) {
    this.template = parseKeyTemplate(text, "Sample.sk", { sort: true });
    this.attributes = this.template.parts.filter((part) => part.type === "attribute");
  }

  value(random: Random, part: KeyAttribute): Value {
    switch (this.kinds[part.name]) {
      case "number":
        return part.format === "number" ? anyNumber(random) : anyInteger(random);
      case "bigint":
        return BigInt(anyInteger(random)) * 10n ** BigInt(random(28)) + BigInt(random(3));
      case "boolean":
        return random(2) === 0;
      case "date":
        return anyDate(random);
      default: {
        const recent = this.#recent.get(part.name) ?? [];
        this.#recent.set(part.name, recent);
        return nastyText(random, part.format === "raw" ? PLAIN_RAW : NASTY, recent);
      }
    }
  }

  tuple(random: Random): Tuple {
    return Object.fromEntries(this.attributes.map((part) => [part.name, this.value(random, part)]));
  }

  /** Orders tuples as their meaning says, part by part; knows nothing of how keys are written. */
  compare(left: Tuple, right: Tuple): number {
    for (const part of this.attributes) {
      const order = this.compareValues(part, left[part.name], right[part.name]);
      if (order !== 0) return order;
    }
    return 0;
  }

  compareValues(part: KeyAttribute, left: Value | undefined, right: Value | undefined): number {
    if (typeof left === "string" && typeof right === "string") {
      // A raw part is stored as it is: inside a key it compares with the "#" that ends it.
      const end = part.format === "raw" && part !== this.attributes.at(-1) ? "#" : "";
      return compareCodePoints(left + end, right + end);
    }
    if (left === undefined || right === undefined) throw new RangeError("an absent value");
    return Number(left > right) - Number(left < right);
  }
}

function compareCodePoints(left: string, right: string): number {
  const others = Array.from(right);
  for (const [at, character] of Array.from(left).entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (others[at]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A text that two tuples share only when their values are the same. */
export function canonical(tuple: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    Object.entries(tuple).map(([name, value]) => [
      name,
      value instanceof Date ? "date" : typeof value,
      value instanceof Date ? value.getTime() : String(value),
    ]),
  );
}

export function samples(): Sample[] {
  return [
    new Sample("D#{a}#{b}#{c}", { a: "string", b: "string", c: "string" }),
    new Sample("{a}#{n:10}#x{b}", { a: "string", n: "number", b: "string" }),
    new Sample("E#{x:number}#{at}#{a}#END", { x: "number", at: "date", a: "string" }),
    new Sample("{big:38}V#{r:raw}#{x:number}", { big: "bigint", r: "string", x: "number" }),
    new Sample("L#{on}#{r:raw}", { on: "boolean", r: "string" }),
    new Sample("{a}#{at}", { a: "string", at: "date" }),
    new Sample("{n:10}", { n: "number" }),
    new Sample("{r:raw}#{a}", { r: "string", a: "string" }),
  ];
}
