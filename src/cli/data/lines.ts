import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";

/** A line of a file and its number, from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a file, or of a stream, that are not empty. The stream is closed when they are left. */
export async function* linesOf(source: string | Readable): AsyncGenerator<Line> {
  const input = typeof source === "string" ? createReadStream(source) : source;
  let number = 0;
  for await (const line of splitAtNewlines(input.setEncoding("utf8"))) {
    number += 1;
    const text = line.replace(/\r$/, "");
    if (text.trim() !== "") yield { number, text };
  }
}

/**
 * At nothing else: `node:readline` splits at U+2028 and U+2029 as well, which JSON has within texts,
 * and on Node.js 24 it loses lines that are taken slowly.
 */
async function* splitAtNewlines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}
