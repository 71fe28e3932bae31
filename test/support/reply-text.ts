import type { Item } from "../../src/codec/attribute-value.js";

type Random = () => number;

/** JSON as nobody should write it, and as any reader has to take it. */
export class OddJson {
  readonly #random: Random;
  /** How often something is odd. */
  readonly #rate: number;

  constructor(random: Random, rate: number) {
    this.#random = random;
    this.#rate = rate;
  }

  write(value: unknown): string {
    if (Array.isArray(value)) {
      return `[${this.#space()}${value.map((element) => this.write(element)).join(this.#comma())}]`;
    }
    if (typeof value === "object" && value !== null) return this.object(Object.entries(value));
    return (typeof value === "string" ? this.#text(value) : String(value)) + this.#space();
  }

  /** An object of members in any order, some of them twice. */
  object(members: readonly (readonly [string, unknown])[]): string {
    const all = members.flatMap(([name, value]) => {
      const other = pick(members, this.#random)[1];
      return this.#isOdd()
        ? ([
            [name, other],
            [name, value],
          ] as const)
        : ([[name, value]] as const);
    });
    if (this.#isOdd()) all.sort(() => this.#random() - 0.5);
    const written = all.map(
      ([name, value]) => `${this.#text(name)}:${this.#space()}${this.write(value)}`,
    );
    return `{${this.#space()}${written.join(this.#comma())}}${this.#space()}`;
  }

  #text(text: string): string {
    if (!this.#isOdd()) return JSON.stringify(text);
    const units = Array.from({ length: text.length }, (_, index) => {
      const unit = text.charCodeAt(index);
      return this.#random() < 0.5
        ? JSON.stringify(text[index]).slice(1, -1)
        : `\\u${unit.toString(16).padStart(4, "0")}`;
    });
    return `"${units.join("")}"`;
  }

  #comma(): string {
    return `${this.#space()},${this.#space()}`;
  }

  #space(): string {
    return this.#isOdd() ? pick([" ", "\n", "\t\r "], this.#random) : "";
  }

  #isOdd(): boolean {
    return this.#random() < this.#rate;
  }
}

/** Stored values of all kinds, and things that are none. */
const STRANGERS: readonly unknown[] = [
  { S: "" },
  { S: "a text of more than twelve characters" },
  { S: 'kurz "ü"\\\n\u0000' },
  { S: 7 },
  ...[
    "1",
    "-0",
    "0005",
    "1.50",
    ".5",
    "5.",
    "1e3",
    "1E-3",
    "+7",
    "--7",
    "1.2.3",
    "",
    "-",
    "1e999",
  ].map((N) => ({ N })),
  { N: "123456789012345" },
  { N: "-1234567890.12345" },
  { N: "1234567890123456" },
  { N: "0.1234567890123456" },
  { N: "12345678901234567890123456789012345678" },
  { N: "9007199254740993" },
  { BOOL: true },
  { BOOL: "true" },
  { NULL: true },
  { NULL: false },
  { B: "AQID" },
  { SS: ["a", "b", "a"] },
  { SS: [] },
  { NS: ["1"] },
  { L: [] },
  { L: [{ NULL: true }, { S: "x" }, { N: "1" }] },
  { M: {} },
  { M: { a: { S: "x" }, constructor: { N: "1" } } },
  { S: "both", N: "1" },
  {},
  null,
  "text",
  7,
];

/** An item with some attribute, or a part of one, replaced, added or taken away. */
export function disturbed(item: Item, random: Random): Item {
  const copy = JSON.parse(JSON.stringify(item)) as Item;
  const places: { holder: object; name: string }[] = [];
  collect(copy, places);
  const { holder, name } = pick(places, random);
  const action = random();
  if (action < 0.3) Reflect.deleteProperty(holder, name);
  else if (action < 0.7) define(holder, name, pick(STRANGERS, random));
  else
    define(
      copy,
      pick(["more", "__proto__", "constructor", "größe"], random),
      pick(STRANGERS, random),
    );
  return copy;
}

function collect(holder: object, places: { holder: object; name: string }[]): void {
  for (const [name, value] of Object.entries(holder)) {
    places.push({ holder, name });
    if (typeof value === "object" && value !== null) collect(value, places);
  }
}

function define(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

export function pick<Value>(values: readonly Value[], random: Random): Value {
  return values[Math.floor(random() * values.length)] as Value; // none is empty
}
