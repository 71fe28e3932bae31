import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A line of a file and its number, from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a file, or of a stream, that are not empty. */
export async function* linesOf(source: string | Readable): AsyncGenerator<Line> {
  const input = typeof source === "string" ? createReadStream(source) : source;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  // The interface does not tell of its input's errors.
  const failed = new Promise<never>((_, reject) => input.once("error", reject));
  failed.catch(() => undefined);
  const iterator = lines[Symbol.asyncIterator]();
  for (let number = 1; ; number++) {
    const { done, value } = await Promise.race([iterator.next(), failed]);
    if (done) return;
    if (value.trim() !== "") yield { number, text: value };
  }
}
