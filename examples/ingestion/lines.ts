import { createReadStream } from "node:fs";

export interface Line {
  readonly text: string;
  /** Where the next line begins in the file, in bytes. */
  readonly end: number;
}

const NEWLINE = 0x0a;

/** The lines of a file from an offset on, read as they are asked for: back pressure is the stream's own. */
export async function* linesFrom(file: string, offset: number): AsyncGenerator<Line> {
  let end = offset;
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of createReadStream(file, { start: offset })) {
    rest = Buffer.concat([rest, bytes]);
    let start = 0;
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE, start)) {
      end += at + 1 - start;
      yield { text: rest.toString("utf8", start, at), end };
      start = at + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield { text: rest.toString("utf8"), end: end + rest.length };
}

/** Takes so many at a time. */
export async function* inChunks<Value>(
  values: AsyncIterable<Value>,
  length: number,
): AsyncGenerator<readonly Value[]> {
  let chunk: Value[] = [];
  for await (const value of values) {
    chunk.push(value);
    if (chunk.length < length) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
