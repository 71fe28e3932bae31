import { describe, expect, it } from "vitest";
import { KeyError } from "../../../src/errors/errors.js";
import {
  checkKeyText,
  formatIndexKey,
  formatKey,
  type KeyContext,
  parseKey,
} from "../../../src/model/key-codec.js";
import { parseKeyTemplate } from "../../../src/model/key-template.js";
import type { KeyValueKind } from "../../../src/model/key-value.js";

const SORT: KeyContext = { model: "Device", kind: "sort" };
const PARTITION: KeyContext = { model: "Device", kind: "partition" };

function format(text: string, attributes: Readonly<Record<string, unknown>>): string {
  return formatKey(parseKeyTemplate(text, "Device.sk", { sort: true }), attributes, SORT);
}

function parse(text: string, key: string, kind?: KeyValueKind): unknown {
  return parseKey(parseKeyTemplate(text, "Device.sk", { sort: true }), key, () => kind);
}

describe("formatKey", () => {
  it.each([
    ["{a}", "d1", "d1"],
    ["{a}", "\u0000\u001f !\"#$%&'/~\u007f", "%00%1F%20%21%22%23%24%25&'/~\u007f"],
    ["{a}", "\u00e9\uffff\u{1f600}", "\u00e9\uffff\u{1f600}"],
    ["{a}", "%41", "%2541"],
    ["{a}", true, "true"],
    ["{a}", false, "false"],
    ["{a}", new Date(1), "1970-01-01T00:00:00.001Z"],
    ["{a}", new Date("0000-01-01T00:00:00.000Z"), "0000-01-01T00:00:00.000Z"],
    ["{a}", new Date("9999-12-31T23:59:59.999Z"), "9999-12-31T23:59:59.999Z"],
    ["{a:4}", 0, "0000"],
    ["{a:4}", -0, "0000"],
    ["{a:4}", 42, "0042"],
    ["{a:4}", 9999n, "9999"],
    ["{a:38}", 10n ** 38n - 1n, "9".repeat(38)],
    ["{a:16}", Number.MAX_SAFE_INTEGER, "9007199254740991"],
    ["{a:number}", 0, "8000000000000000"],
    ["{a:number}", -0, "8000000000000000"],
    ["{a:number}", 1, "BFF0000000000000"],
    ["{a:number}", -1n, "400FFFFFFFFFFFFF"],
    ["{a:number}", Number.MAX_VALUE, "FFEFFFFFFFFFFFFF"],
    ["{a:number}", -Number.MAX_VALUE, "0010000000000000"],
    ["{a:raw}", "a b%$\u0000", "a b%$\u0000"],
  ])("writes the value of %j", (text, value, key) => {
    expect(format(text, { a: value })).toBe(key);
  });

  it("writes literals as they are, between the values", () => {
    expect(format("A B#{a}#%{n:3}", { a: "x#y", n: 7, other: 1 })).toBe("A B#x%23y#%007");
  });

  it("reads own attributes only, whatever they are called", () => {
    const attributes = Object.fromEntries([
      ["__proto__", "p"],
      ["constructor", "c"],
    ]);
    expect(format("{__proto__}#{constructor}", attributes)).toBe("p#c");
    expect(() => format("{__proto__}", {})).toThrow("__proto__ is undefined;");
    expect(() => format("{constructor}", {})).toThrow("constructor is undefined;");
    expect(() => format("{a}", Object.create({ a: "inherited" }))).toThrow("a is undefined;");
  });

  const required = "every part of a key is required.";
  const surrogate = "holds half of a surrogate pair, which UTF-8 cannot express.";
  const plainNumbers =
    "and plain numbers do not sort; give it a width, {a:10}, or write {a:number}.";
  const types = "a key part is a string, a date, a boolean or a formatted number.";
  const width = "it must be an integer from 0 to 9999: a safe integer or a bigint.";
  const number = "it must be a finite number, or a bigint that is a safe integer.";
  const raw = "a raw part takes strings only. Write {a} for others.";
  it.each([
    ["{a}", undefined, `is undefined; ${required}`],
    ["{a:4}", null, `is null; ${required}`],
    ["{a}", "", "is empty; a part of a key needs at least one character."],
    ["{a:raw}", "", "is empty; a part of a key needs at least one character."],
    ["{a}", "x\ud800y", surrogate],
    ["{a}", "\udc00", surrogate],
    ["{a:raw}", "x\ud800", surrogate],
    [
      "{a:raw}",
      "x#y",
      'holds a "#", which ends a part of the key; leave out ":raw" to have it encoded.',
    ],
    ["{a}", 7, `is a number, ${plainNumbers}`],
    ["{a}", 7n, `is a bigint, ${plainNumbers}`],
    ["{a}", Number.NaN, `is not a finite number, ${plainNumbers}`],
    ["{a}", new Date(Number.NaN), "is an invalid date, or one outside the years 0000 to 9999."],
    [
      "{a}",
      new Date(253402300800000),
      "is an invalid date, or one outside the years 0000 to 9999.",
    ],
    [
      "{a}",
      new Date(-62167219200001),
      "is an invalid date, or one outside the years 0000 to 9999.",
    ],
    ["{a}", { secret: 1 }, `is an object; ${types}`],
    ["{a}", ["secret"], `is an array; ${types}`],
    ["{a}", new Uint8Array(1), `is an object; ${types}`],
    ["{a}", new Set(["secret"]), `is an object; ${types}`],
    ["{a}", Symbol("secret"), `is a symbol; ${types}`],
    ["{a:4}", 10_000, `is a number; ${width}`],
    ["{a:4}", -1, `is a negative number; ${width}`],
    ["{a:4}", 1.5, `is a fraction; ${width}`],
    ["{a:4}", 10_000n, `is a bigint; ${width}`],
    ["{a:4}", -1n, `is a negative bigint; ${width}`],
    ["{a:4}", Number.POSITIVE_INFINITY, `is not a finite number; ${width}`],
    ["{a:4}", "12", `is a string; ${width}`],
    ["{a:number}", Number.NaN, `is not a finite number; ${number}`],
    ["{a:number}", Number.NEGATIVE_INFINITY, `is not a finite number; ${number}`],
    ["{a:number}", 2n ** 53n, `is a bigint; ${number}`],
    ["{a:number}", new Date(0), `is a date; ${number}`],
    ["{a:raw}", 7, `is a number; ${raw}`],
    ["{a:raw}", true, `is a boolean; ${raw}`],
  ])("refuses for %j the value %o", (text, value, problem) => {
    expect(() => format(text, { a: value })).toThrow(
      new KeyError(`Device: the sort key "${text}" cannot be made: a ${problem}`),
    );
  });

  it("refuses an unsafe integer, which would be another number than meant", () => {
    expect(() => format("{a:20}", { a: 2 ** 53 })).toThrow(KeyError);
    expect(format("{a:20}", { a: 2n ** 53n })).toBe("00009007199254740992");
  });

  it("takes 1024 UTF-8 bytes in a sort key and 2048 in a partition key, and no more", () => {
    const partition = parseKeyTemplate("#{a}", "Device.pk");
    expect(format("#{a}", { a: `x${"\u00e9".repeat(511)}` })).toHaveLength(513);
    expect(formatKey(partition, { a: "x".repeat(2047) }, PARTITION)).toHaveLength(2048);
    expect(() => format("#{a}", { a: "\u00e9".repeat(512) })).toThrow(
      new KeyError(
        'Device: the sort key "#{a}" takes 1025 bytes, DynamoDB allows 1024; ' +
          "shorten the attributes that it is made of.",
      ),
    );
    expect(() => formatKey(partition, { a: "x".repeat(2048) }, PARTITION)).toThrow(
      new KeyError(
        'Device: the partition key "#{a}" takes 2049 bytes, DynamoDB allows 2048; ' +
          "shorten the attributes that it is made of.",
      ),
    );
  });
});

describe("formatIndexKey", () => {
  const template = parseKeyTemplate("S#{a}#{n:3}", "Device.GSI1.sk", { sort: true });

  it("answers undefined where an attribute is absent", () => {
    expect(formatIndexKey(template, { a: "x", n: 1 }, SORT)).toBe("S#x#001");
    expect(formatIndexKey(template, { a: "x" }, SORT)).toBeUndefined();
    expect(formatIndexKey(template, { a: null, n: 1 }, SORT)).toBeUndefined();
    expect(formatIndexKey(template, { a: "", n: undefined }, SORT)).toBeUndefined();
  });

  it("refuses values that are there and cannot be part of a key", () => {
    expect(() => formatIndexKey(template, { a: "", n: 1 }, SORT)).toThrow(KeyError);
    expect(() => formatIndexKey(template, { a: "x", n: "1" }, SORT)).toThrow(KeyError);
  });
});

describe("parseKey", () => {
  it("reads all attributes of a key back, by their kinds", () => {
    const template = parseKeyTemplate(
      "A#{s}x#{d}#{b}#{n:3}#{i:3}#{x:number}#{r:raw}!",
      "Device.pk",
    );
    const attributes = {
      s: "a#x",
      d: new Date(0),
      b: false,
      n: 7,
      i: 7n,
      x: -1.5,
      r: "a b",
    };
    const kinds = { d: "date", b: "boolean", i: "bigint" } as const;
    const key = formatKey(template, attributes, PARTITION);
    expect(key).toBe("A#a%23xx#1970-01-01T00:00:00.000Z#false#007#007#4007FFFFFFFFFFFF#a b!");
    const kindOf = (name: string) => Object.entries(kinds).find(([known]) => known === name)?.[1];
    expect(parseKey(template, key, kindOf)).toEqual(attributes);
  });

  it("reads a width without a kind as a number, or a bigint where a number is not exact", () => {
    expect(parse("{n:20}", "00009007199254740991")).toEqual({ n: 9007199254740991 });
    expect(parse("{n:20}", "00009007199254740992")).toEqual({ n: 9007199254740992n });
  });

  it("makes an attribute called __proto__ an attribute", () => {
    const parsed = parse("{__proto__}", "x");
    expect(Object.entries(parsed ?? {})).toEqual([["__proto__", "x"]]);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  it.each<[template: string, key: string, kind?: KeyValueKind]>([
    ["A#{a}", "B#x"],
    ["A#{a}", "A#"],
    ["A#{a}", "A#x#y"],
    ["A#{a}#{b}", "A#x"],
    ["A#{a}#END", "A#x#END "],
    ["A#{a}#END", "A#EN"],
    ["A#{a}#END", "A##END"],
    ["A#{a}#END", "A#x"],
    ["PROFILE", "PROFILE#"],
    ["{a}", ""],
    ["{a}", "%41"],
    ["{a}", "%2a"],
    ["{a}", "%26"],
    ["{a}", "%2"],
    ["{a}", "a b"],
    ["{a}", "\ud800"],
    ["{a}", "x".repeat(1025)],
    ["{a}", "TRUE", "boolean"],
    ["{a}", "1970-01-01", "date"],
    ["{a}", "1970-01-01T00:00:00.000+00:00", "date"],
    ["{a}", "never", "date"],
    ["{a}", "7", "number"],
    ["{a}", "7", "bigint"],
    ["{a:3}", "7"],
    ["{a:3}", "0007"],
    ["{a:3}", "0x7"],
    ["{a:3}", "-07"],
    ["{a:3}", "007", "string"],
    ["{a:3}", "007", "date"],
    ["{a:20}", "00009007199254740992", "number"],
    ["{a:number}", "bff0000000000000"],
    ["{a:number}", "BFF000000000000"],
    ["{a:number}", "FFF0000000000000"],
    ["{a:number}", "FFF8000000000000"],
    ["{a:number}", "7FFFFFFFFFFFFFFF"],
    ["{a:number}", "BFF8000000000000", "bigint"],
    ["{a:number}", "BFF0000000000000", "boolean"],
    ["{a:raw}", "x#y"],
    ["{a:raw}", "7", "number"],
  ])("answers undefined for %j and a text that it does not write, %j (%s)", (text, key, kind) => {
    expect(parse(text, key, kind)).toBeUndefined();
  });
});

describe("checkKeyText", () => {
  it("answers a text that DynamoDB takes as a key", () => {
    expect(checkKeyText("a key of one's own", SORT)).toBe("a key of one's own");
    expect(checkKeyText("x".repeat(2048), PARTITION)).toHaveLength(2048);
  });

  it.each([[""], ["\ud800"], [undefined], [7]])("refuses %j", (key) => {
    expect(() => checkKeyText(key, PARTITION)).toThrow(
      new KeyError(
        "Device: the partition key is not usable; it must be a string of at least one " +
          "character, without halves of surrogate pairs.",
      ),
    );
  });

  it("refuses a text that is too long", () => {
    expect(() => checkKeyText("x".repeat(1025), SORT)).toThrow(
      new KeyError(
        "Device: the sort key takes 1025 bytes, DynamoDB allows 1024; shorten what it is made of.",
      ),
    );
  });
});
