import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Line, linesOf } from "../../../src/cli/data/lines.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "monotable-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function all(source: string | Readable): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(source)) lines.push(line);
  return lines;
}

test("who takes lines slowly gets them all, the last without a newline too", async () => {
  const texts = Array.from({ length: 2_000 }, (_, index) => `${index} é`);
  const file = join(folder, "lines");
  writeFileSync(file, texts.join("\n"));
  for (const source of [file, Readable.from([texts.join("\n")])]) {
    const taken: Line[] = [];
    for await (const line of linesOf(source)) {
      await setImmediate();
      taken.push(line);
    }
    expect(taken).toEqual(texts.map((text, index) => ({ number: index + 1, text })));
  }
});

test("a line ends at a newline only, whose carriage return is not of it", async () => {
  const source = Readable.from(["a\u2028b\u2029c\rd\r\n", "\r\n \n", "e\r\r\n\nf\r"]);
  expect(await all(source)).toEqual([
    { number: 1, text: "a\u2028b\u2029c\rd" },
    { number: 4, text: "e\r" },
    { number: 6, text: "f" },
  ]);
});

test("a chunk may end anywhere: within a character, or between CR and LF", async () => {
  const bytes = Buffer.from("aé€😀\r\n😀€é\r\nz");
  for (let length = 1; length < bytes.length; length++) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
      bytes.subarray(index * length, (index + 1) * length),
    );
    for (const objectMode of [true, false]) {
      expect(await all(Readable.from(chunks, { objectMode }))).toEqual([
        { number: 1, text: "aé€😀" },
        { number: 2, text: "😀€é" },
        { number: 3, text: "z" },
      ]);
    }
  }
});

test("a source without lines gives none", async () => {
  for (const text of ["", "\n", "\n\n \r\n"]) expect(await all(Readable.from([text]))).toEqual([]);
});

test("who stops early closes the source, and its error is told", async () => {
  const open = new Readable({ read() {} });
  open.push("one\ntwo\n");
  for await (const { text } of linesOf(open)) {
    expect(text).toBe("one");
    break;
  }
  expect(open.destroyed).toBe(true);

  const failing = new Readable({ read() {} });
  failing.push("one\n");
  const lines = linesOf(failing);
  expect((await lines.next()).value).toEqual({ number: 1, text: "one" });
  failing.destroy(new Error("gone"));
  await expect(lines.next()).rejects.toThrow("gone");
});
