import { describe, expect, it } from "vitest";
import { ArgumentError, KeyError } from "../../../src/errors/errors.js";
import { type SortRange, sortRange } from "../../../src/model/key-range.js";
import { parseKeyTemplate } from "../../../src/model/key-template.js";
import { operator } from "../../../src/model/operator.js";

type Given = Readonly<Record<string, unknown>>;

const lt = (value: unknown) => operator("lt", [value]);
const lte = (value: unknown) => operator("lte", [value]);
const gt = (value: unknown) => operator("gt", [value]);
const gte = (value: unknown) => operator("gte", [value]);
const between = (lower: unknown, upper: unknown) => operator("between", [lower, upper]);
const beginsWith = (value: unknown) => operator("beginsWith", [value]);

const rangeOf = (text: string, given: Given): SortRange =>
  sortRange(parseKeyTemplate(text, "Device.sk", { sort: true }), given, {
    model: "Device",
    kind: "sort",
  });

const bounds = (lower: string, upper: string) => ({ type: "between", lower, upper });
const none = { type: "none" };
const at = new Date(0);

/** U+10FFFF as often as it fits between a text and 1024 bytes, then the greatest shorter character. */
const filled = (text: string): string => {
  const free = 1024 - Buffer.byteLength(text);
  const rest = ["", "\u007f", "\u07ff", "\uffff"][free % 4];
  return text + "\u{10ffff}".repeat(Math.floor(free / 4)) + rest;
};

describe("sortRange", () => {
  it.each<[text: string, given: Given, range: unknown]>([
    ["{a}", {}, { type: "all" }],
    ["D#{a}", {}, { type: "beginsWith", prefix: "D#" }],
    ["D#{a}", { a: undefined }, { type: "beginsWith", prefix: "D#" }],
    ["D#{a}", { a: "d1" }, { type: "equals", value: "D#d1" }],
    ["D#{a}#END", { a: "d 1" }, { type: "equals", value: "D#d%201#END" }],
    ["PROFILE", {}, { type: "equals", value: "PROFILE" }],
    ["D#{a}#{b}", { a: "d1" }, { type: "beginsWith", prefix: "D#d1#" }],
    ["D#{a}#X#{b}", { a: "d1" }, { type: "beginsWith", prefix: "D#d1#X#" }],
    ["{n:3}-#{b}", { n: 7 }, { type: "beginsWith", prefix: "007-#" }],
  ])("turns values for %j into whole parts: %o", (text, given, range) => {
    expect(rangeOf(text, given)).toEqual(range);
  });

  it.each<[text: string, given: Given, range: unknown]>([
    ["D#{a}", { a: gte("m") }, bounds("D#m", "D$")],
    ["D#{a}", { a: gt("m") }, bounds("D#m$", "D$")],
    ["D#{a}", { a: lte("m") }, bounds("D#", "D#m")],
    ["D#{a}", { a: lt("m") }, bounds("D#", filled("D#l"))],
    ["D#{a}", { a: lt(at) }, bounds("D#", "D#1970-01-01T00:00:00.000Y")],
    ["D#{a}", { a: lt("\u0000") }, none],
    ["D#{a}", { a: between("a", "b") }, bounds("D#a", "D#b")],
    ["D#{a}", { a: between(at, at) }, bounds(`D#${at.toISOString()}`, `D#${at.toISOString()}`)],
    ["D#{a}", { a: between("b", "a") }, none],
    ["D#{a}", { a: between("\uffff", "\u{10000}") }, bounds("D#\uffff", "D#\u{10000}")],
    ["D#{a}", { a: between("\u{10000}", "\uffff") }, none],
    ["D#{a}", { a: beginsWith("a b") }, { type: "beginsWith", prefix: "D#a%20b" }],
    ["D#{a}", { a: beginsWith("") }, { type: "beginsWith", prefix: "D#" }],
    ["{a}", { a: gte("m") }, { type: "atLeast", lower: "m" }],
    ["{a}", { a: gt("m") }, { type: "atLeast", lower: "m$" }],
    ["{a}", { a: lte("m") }, bounds("%00", "m")],
    ["{a}", { a: beginsWith("") }, { type: "all" }],
    ["D#{a}#END", { a: gt("m") }, bounds("D#m#END$", "D$")],
    ["D#{a}#END", { a: lt("m") }, bounds("D#", filled("D#m#ENC"))],
  ])("turns an operator on the last text of %j into bounds: %o", (text, given, range) => {
    expect(rangeOf(text, given)).toEqual(range);
  });

  it.each<[text: string, given: Given, range: unknown]>([
    ["D#{a}#{b}", { a: gte("m") }, bounds("D#m#", "D$")],
    ["D#{a}#{b}", { a: gt("m") }, bounds("D#m$", "D$")],
    ["D#{a}#{b}", { a: lte("m") }, bounds("D#", "D#m$")],
    ["D#{a}#{b}", { a: lt("m") }, bounds("D#", "D#m#")],
    ["D#{a}#{b}", { a: lt("\u0000") }, none],
    ["D#{a}#{b}", { a: between("a", "b") }, bounds("D#a#", "D#b$")],
    ["D#{a}#{b}", { a: between("b", "a") }, none],
    ["D#{a}#{b}", { a: beginsWith("m") }, { type: "beginsWith", prefix: "D#m" }],
    ["D#{a}#{b}", { a: "x", b: gte("m") }, bounds("D#x#m", "D#x$")],
    ["D#{a:raw}#{b}", { a: gt("m") }, bounds("D#m$", "D$")],
    ["D#{a:raw}#{b}", { a: lt("\u0000") }, bounds("D#", "D#\u0000#")],
    ["{n:3}-#{b}", { n: gt(9) }, { type: "atLeast", lower: "009-$" }],
    ["{n:3}-#{b}", { n: lte(9) }, bounds("000", "009-$")],
  ])("turns an operator inside %j into bounds: %o", (text, given, range) => {
    expect(rangeOf(text, given)).toEqual(range);
  });

  it.each<[text: string, given: Given, range: unknown]>([
    ["{n:3}", { n: gt(9) }, { type: "atLeast", lower: "009$" }],
    ["{n:3}", { n: lt(10) }, bounds("000", "01/")],
    ["{n:3}", { n: lt(0) }, none],
    ["{n:3}", { n: lte(0) }, bounds("000", "000")],
    ["N#{n:3}", { n: between(1n, 2) }, bounds("N#001", "N#002")],
    ["N#{x:number}", { x: lt(1) }, bounds("N#", "N#BFF000000000000/")],
    ["{x:number}", { x: lte(-1) }, bounds("0010000000000000", "400FFFFFFFFFFFFF")],
    ["{x:number}", { x: lt(-Number.MAX_VALUE) }, none],
    ["R#{r:raw}", { r: gt("m") }, bounds("R#m\u0000", "R$")],
    ["R#{r:raw}", { r: lt("\u0000") }, bounds("R#", "R#")],
    ["{r:raw}", { r: lt("\u0000") }, none],
    ["{r:raw}", { r: lte("m") }, bounds("\u0000", "m")],
    ["R#{r:raw}", { r: beginsWith("m ") }, { type: "beginsWith", prefix: "R#m " }],
  ])("turns an operator on a formatted part of %j into bounds: %o", (text, given, range) => {
    expect(rangeOf(text, given)).toEqual(range);
  });

  it("keeps bounds within 1024 bytes", () => {
    const long = "x".repeat(1021);
    expect(rangeOf("D#{a}", { a: gt(`${long}x`) })).toEqual(bounds(`D#${long}y`, "D$"));
    expect(rangeOf("D#{a}", { a: gt(`${long}\u007f`) })).toEqual(
      bounds(`D#${"x".repeat(1020)}y`, "D$"),
    );
    expect(rangeOf("{r:raw}", { r: gt("\u{10ffff}".repeat(256)) })).toEqual(none);
    expect(rangeOf("D#{a}", { a: lt(`${long}x`) })).toEqual(bounds("D#", `D#${long}w`));
  });

  it.each<[given: Given, problem: string]>([
    [{ c: "x" }, "has no attribute c; it has a, n, x."],
    [{ n: 1 }, "is given n without a; give its attributes from left to right."],
    [{ a: "x", x: 1 }, "is given x without n; give its attributes from left to right."],
    [
      { a: beginsWith("x"), n: 1 },
      "is given n after an operator for a; only the last can be an operator.",
    ],
  ])("refuses attributes that do not fit the template: %o", (given, problem) => {
    const text = "D#{a}#{n:3}#{x:number}";
    expect(() => rangeOf(text, given)).toThrow(
      new ArgumentError(`Device: the sort key "${text}" ${problem}`),
    );
  });

  it("refuses any attribute for a template that has none", () => {
    expect(() => rangeOf("PROFILE", { a: "x" })).toThrow(
      new ArgumentError('Device: the sort key "PROFILE" has no attribute a; it has none at all.'),
    );
  });

  it.each<[text: string, value: unknown]>([
    ["{a:3}", beginsWith(1)],
    ["{a:number}", beginsWith("1")],
    ["{a}", beginsWith(at)],
    ["{a}", beginsWith(undefined)],
  ])("refuses beginsWith in %j for what is no string: %o", (text, value) => {
    expect(() => rangeOf(text, { a: value })).toThrow(
      new ArgumentError(
        `Device: the sort key "${text}" cannot compare a with beginsWith, ` +
          "which is for strings only; use between, gte or lt.",
      ),
    );
  });

  it("refuses an operator that is not for sort keys", () => {
    expect(() => rangeOf("{a}", { a: operator("add", [1]) })).toThrow(
      new ArgumentError(
        'Device: the sort key "{a}" cannot compare a with add; ' +
          "use lt, lte, gt, gte, between or beginsWith.",
      ),
    );
  });

  it.each<[text: string, value: unknown]>([
    ["{a}", null],
    ["{a}", ""],
    ["{a}", gt("")],
    ["{a}", between("a", undefined)],
    ["{a:3}", lt(1000)],
    ["{a:3}", lt("1")],
    ["{a:raw}", beginsWith("x#")],
    ["{a}#{b}", "x".repeat(1024)],
    ["{a}", beginsWith("x".repeat(1025))],
    ["{a}", lte("x".repeat(1025))],
  ])("refuses a value that is no part of a key, in %j", (text, value) => {
    expect(() => rangeOf(text, { a: value })).toThrow(KeyError);
  });
});
