import fc from "fast-check";
import { expect, test } from "vitest";
import { writeJson } from "../../../src/codec/json-sink.js";

/** Texts of every kind of character, short ones and such as are over the length of a loop. */
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "binary", minLength: 240, maxLength: 600 }),
  fc.constantFrom('"', "\\", "\b\f\n\r\t", "\u0000\u001f\u007f\u2028", "\ud83d\ude00", "é€"),
);

test("texts are written as JSON.stringify writes them, whatever block they fall into", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 400 }), (all) => {
      const json = writeJson((sink) => {
        for (const text of all) {
          sink.raw(",");
          expect(sink.text(text)).toBe(true);
        }
        sink.enclose(0, "[", "]");
      });
      expect(json.toString()).toBe(JSON.stringify(all));
    }),
    { seed: 6, numRuns: 300 },
  );
});

test("JSON of any characters is written as it is", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 40 }), (all) => {
      const parts = all.map((text) => JSON.stringify(text));
      const json = writeJson((sink) => {
        for (const part of parts) sink.raw(part);
        sink.bytes(Buffer.from("é"));
      });
      expect(json.toString()).toBe(`${parts.join("")}é`);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test.each(["\ud800", "a\udc00b", "\ude00\ud83d", `${"x".repeat(300)}\ud800`])(
  "half of a surrogate pair is told, and nothing of the text is written",
  (text) => {
    const json = writeJson((sink) => {
      sink.raw("1");
      expect(sink.text(text)).toBe(false);
    });
    expect(json.toString()).toBe("1");
  },
);

test("what was written stays as it is while more is written, also within a write and after an error", () => {
  const first = writeJson((sink) => {
    sink.raw("[");
    const inner = writeJson((other) => void other.text("inner"));
    expect(() =>
      writeJson((other) => {
        other.text("lost");
        throw new Error("a codec's own");
      }),
    ).toThrow("a codec's own");
    sink.bytes(inner);
    sink.raw("]");
  });
  for (let index = 0; index < 20_000; index++) writeJson((sink) => void sink.text("more of it"));
  expect(first.toString()).toBe('["inner"]');
});
