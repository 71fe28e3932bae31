import { expect, it } from "vitest";
import { collisionExample } from "../../../src/model/key-pattern.js";
import { parseKeyTemplate } from "../../../src/model/key-template.js";

function example(left: string, right: string): string | undefined {
  return collisionExample(parseKeyTemplate(left, "A.pk"), parseKeyTemplate(right, "B.pk"));
}

it.each([
  ["PROFILE", "PROFILE", "PROFILE"],
  ["A#{a}", "A#{b}", "A#x"],
  ["A#{a}", "A#{b:4}", "A#8888"],
  ["A#{a}", "A#{b:number}", "A#8888888888888888"],
  ["{a:16}", "{b:number}", "8888888888888888"],
  ["A#{a:raw}", "A#{b}", "A#x"],
  ["A#{a:raw}", "A# ", "A# "],
  ["A#{a}", "A#%23x", "A#%23x"],
  ["A#{a}", "A#x%25%1F", "A#x%25%1F"],
  ["A#{a}", "A#&", "A#&"],
  ["A#{a}", "A#b{b}", "A#bx"],
  ["A#{a}", "A#b{b}c", "A#bxc"],
  ["A#{a}#{b}", "A#x#{c}", "A#x#x"],
  ["{a}", "DEVICE", "DEVICE"],
  ["{a}", "\u{10ffff}", "\u{10ffff}"],
])("%j and %j can both write %j", (left, right, text) => {
  expect([example(left, right), example(right, left)]).toEqual([text, text]);
});

it.each([
  ["PROFILE", "PROFILES"],
  ["A#{a}", "B#{a}"],
  ["A#{a}", "A#{a}#{b}"],
  ["A#{a:raw}", "A#{a:raw}#B"],
  ["A#{a}", "A# "],
  ["A#{a}", "A#%zz"],
  ["A#{a}", "A#%26"],
  ["A#{a}", "A#"],
  ["A#{a:3}", "A#{a:4}"],
  ["A#{a:16}", "A#F{a:15}"],
  ["A#{a:number}", "A#G{a}"],
  ["A#{a}x", "A#{a}y"],
  ["A#{a:2}", "A#1#{a:2}"],
])("%j and %j never write the same key", (left, right) => {
  expect([example(left, right), example(right, left)]).toEqual([undefined, undefined]);
});
