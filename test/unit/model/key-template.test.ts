import { describe, expect, it } from "vitest";
import { DefinitionError } from "../../../src/errors/errors.js";
import { parseKeyTemplate } from "../../../src/model/key-template.js";

const literal = (text: string) => ({ type: "literal", text });
const attribute = (name: string, format: string, width: number) => ({
  type: "attribute",
  name,
  format,
  width,
});

describe("parseKeyTemplate", () => {
  it("splits a template into literals and attributes with their formats", () => {
    const text = "T#{tenant id}#{seq:10}#{x:number}#x{old:raw}";
    expect(parseKeyTemplate(text, "Device.sk", { sort: true })).toEqual({
      text,
      parts: [
        literal("T#"),
        attribute("tenant id", "text", 0),
        literal("#"),
        attribute("seq", "width", 10),
        literal("#"),
        attribute("x", "number", 16),
        literal("#x"),
        attribute("old", "raw", 0),
      ],
      maxBytes: 1024,
    });
  });

  it("takes a template that is all literal or a single attribute", () => {
    expect(parseKeyTemplate("PROFILE", "User.sk", { sort: true }).parts).toEqual([
      literal("PROFILE"),
    ]);
    expect(parseKeyTemplate("{__proto__}", "User.pk")).toEqual({
      text: "{__proto__}",
      parts: [attribute("__proto__", "text", 0)],
      maxBytes: 2048,
    });
  });

  it("freezes what it answers", () => {
    const template = parseKeyTemplate("A#{a}", "User.pk");
    const frozen = [template, template.parts, ...template.parts].map(Object.isFrozen);
    expect(frozen).toEqual([true, true, true, true]);
  });

  it.each(["{n:1}", "{n:9}", "{n:10}", "{n:29}", "{n:38}"])("takes the width of %s", (text) => {
    expect(parseKeyTemplate(text, "User.sk").parts).toEqual([
      attribute("n", "width", Number(text.slice(3, -1))),
    ]);
  });

  const formats = 'write a width from 1 to 38 ("{seq:10}"), "{seq:number}" or "{seq:raw}".';
  it.each([
    ["", "is empty; write literal text, {attribute} placeholders or both."],
    ["A#\ud800", "holds half of a surrogate pair, which is not text."],
    ["A#{a", "has a brace without its partner; write {attribute}."],
    ["A#a}", "has a brace without its partner; write {attribute}."],
    ["A#{{a}}", "has a brace without its partner; write {attribute}."],
    ["A#{}", 'has a placeholder without a name, "{}"; write {attribute}.'],
    ["A#{:10}", 'has a placeholder without a name, "{:10}"; write {attribute}.'],
    ["A#{a:}", `has an unknown format in "{a:}"; ${formats}`],
    ["A#{a:0}", `has an unknown format in "{a:0}"; ${formats}`],
    ["A#{a:05}", `has an unknown format in "{a:05}"; ${formats}`],
    ["A#{a:39}", `has an unknown format in "{a:39}"; ${formats}`],
    ["A#{a:RAW}", `has an unknown format in "{a:RAW}"; ${formats}`],
    ["A#{a:10:raw}", `has an unknown format in "{a:10:raw}"; ${formats}`],
    ["{a}#{a:10}", "uses {a} twice; once is enough to tell keys apart."],
    ["{a}{b}", 'needs text with a "#" after {a}, or different values could share a key.'],
    ["{a:10}-{b}", 'needs text with a "#" after {a}, or different values could share a key.'],
  ])("refuses %j in either key", (text, problem) => {
    for (const sort of [false, true]) {
      expect(() => parseKeyTemplate(text, "Device.pk", { sort })).toThrow(
        new DefinitionError(`Device.pk: the key template "${text}" ${problem}`),
      );
    }
  });

  it.each([
    ["{a}-#{b}", "a", "#-#"],
    ["{a:raw}x#{b}", "a", "#x#"],
    ["A#{a}.json", "a", "#.json"],
  ])("refuses %j in a sort key only, where it would mix up the order", (text, name, better) => {
    expect(parseKeyTemplate(text, "Device.pk").text).toBe(text);
    expect(() => parseKeyTemplate(text, "Device.sk", { sort: true })).toThrow(
      new DefinitionError(
        `Device.sk: the key template "${text}" needs a "#" directly after {${name}}: in a sort ` +
          "key only that keeps the order and the prefixes of values of any length. " +
          `Write "${better}".`,
      ),
    );
  });

  it("lets any text follow a part of fixed width in a sort key", () => {
    const text = "{a:10}-#{x:number}.json";
    expect(parseKeyTemplate(text, "Device.sk", { sort: true }).text).toBe(text);
  });
});
