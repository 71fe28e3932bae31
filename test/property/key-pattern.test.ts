import { expect, it } from "vitest";
import { parseKey } from "../../src/model/key-codec.js";
import { collisionExample } from "../../src/model/key-pattern.js";
import { type KeyTemplate, parseKeyTemplate } from "../../src/model/key-template.js";
import { encodeValue } from "../../src/model/key-value.js";
import { pick, type Random, seeded } from "./key-samples.js";

const PAIRS = process.env.MONOTABLE_DEEP === "1" ? 20_000 : 1000;

it("Templates that wrote one key twice are found, with a key that both can write", () => {
  const random = seeded(6000);
  const failures: unknown[] = [];
  const outcomes = { collided: 0, found: 0, apart: 0 };
  for (let count = 0; count < PAIRS; count++) {
    const left = drawTemplate(random);
    const right = drawTemplate(random);
    const keys = new Set(drawKeys(random, left));
    const shared = drawKeys(random, right).find((key) => keys.has(key));
    const example = collisionExample(left, right);
    if (shared !== undefined) outcomes.collided++;
    outcomes[example === undefined ? "apart" : "found"]++;
    const isRight =
      example === undefined
        ? shared === undefined
        : writes(left, example) && writes(right, example);
    if (!isRight) failures.push({ left: left.text, right: right.text, shared, example });
  }
  expect(failures).toEqual([]);
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(PAIRS / 50);
});

function writes(template: KeyTemplate, text: string): boolean {
  return parseKey(template, text, () => undefined) !== undefined;
}

/** A partition template over few letters, so that two of them often meet. */
function drawTemplate(random: Random): KeyTemplate {
  const literal = () => pick(random, ["#", "1#", "#1", "#%2", "#%23#", "a#", "%", "1", "#a"]);
  const between = () => pick(random, ["#", "1#", "#1", "#%23", "a#1"]);
  const places = ["", ":raw", ":1", ":2"];
  const text = [
    random(2) === 0 ? literal() : "",
    `{x${pick(random, places)}}`,
    random(2) === 0 ? `${between()}{y${pick(random, places)}}` : "",
    random(2) === 0 ? literal() : "",
  ];
  return parseKeyTemplate(text.join(""), "Sample.pk");
}

/** Keys of short values: every value that the literals can be mistaken for. */
function drawKeys(random: Random, template: KeyTemplate): string[] {
  const values = ["1", "a", "#", "%", "%2", "%23", "11", "1a", "a1", "#1", "%1", "a%", 1, 11, 2];
  return Array.from({ length: 200 }, () =>
    template.parts
      .map((part) => {
        if (part.type === "literal") return part.text;
        const fitting = values.flatMap((value) => encodeValue(part, value) ?? []);
        return pick(random, fitting);
      })
      .join(""),
  );
}
