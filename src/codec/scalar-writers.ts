import { numberProblem } from "./decimal.js";
import type { JsonSink } from "./json-sink.js";
import type { LiteralCodec } from "./literal-codec.js";
import { Path } from "./path.js";

/** Whether something was written: an empty set is, so that it can be left out. */
export type Written = boolean | "empty set";

/**
 * Writes a value as the JSON of what its codec stores; nothing, and answers false, where the codec does.
 * What is not plainly right is left to the codec, whose errors and rare cases are then its own.
 */
export type Writer = (value: unknown, path: Path, sink: JsonSink) => Written;

/** Bytes of what is written often: they are copied much faster than text. */
const TEXT = Buffer.from('{"S":');
const NUMBER = Buffer.from('{"N":"');
const NUMBER_END = Buffer.from('"}');
const TRUE = Buffer.from('{"BOOL":true}');
const FALSE = Buffer.from('{"BOOL":false}');
const END = Buffer.from("}");

/** Writes a value by its codec, in place of what was begun. */
export function instead(
  plainly: Writer,
  start: number,
  value: unknown,
  path: Path,
  sink: JsonSink,
): Written {
  sink.cut(start);
  return plainly(value, path, sink);
}

export function textWriter(plainly: Writer): Writer {
  return (value, path, sink) => {
    if (typeof value !== "string") return plainly(value, path, sink);
    const start = sink.length;
    sink.bytes(TEXT);
    if (!sink.text(value)) return instead(plainly, start, value, path, sink);
    sink.bytes(END);
    return true;
  };
}

export function numberWriter(plainly: Writer): Writer {
  return (value, path, sink) => {
    if (typeof value !== "number" || numberProblem(value) !== undefined) {
      return plainly(value, path, sink);
    }
    sink.bytes(NUMBER);
    sink.raw(String(value)); // "0" for negative zero
    sink.bytes(NUMBER_END);
    return true;
  };
}

export function booleanWriter(plainly: Writer): Writer {
  return (value, path, sink) => {
    if (typeof value !== "boolean") return plainly(value, path, sink);
    sink.bytes(value ? TRUE : FALSE);
    return true;
  };
}

export function dateWriter(plainly: Writer): Writer {
  const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  return (value, path, sink) => {
    if (!(value instanceof Date)) return plainly(value, path, sink);
    const time = value.getTime();
    // Earlier and later dates are the codec's to judge.
    if (!(time >= 0 && time <= latest)) return plainly(value, path, sink);
    sink.raw(`{"S":"${value.toISOString()}"}`);
    return true;
  };
}

export function literalWriter(codec: LiteralCodec, plainly: Writer): Writer {
  const texts = new Map<unknown, Buffer>();
  for (const value of codec.literals) {
    const stored = value === undefined ? undefined : codec.encode(value, new Path());
    if (stored !== undefined) texts.set(value, Buffer.from(JSON.stringify(stored)));
  }
  return (value, path, sink) => {
    const text = texts.get(value);
    if (text === undefined) return plainly(value, path, sink);
    sink.bytes(text);
    return true;
  };
}

export function textSetWriter(plainly: Writer): Writer {
  return (value, path, sink) => {
    if (!(value instanceof Set) || value.size === 0) return plainly(value, path, sink);
    const start = sink.length;
    sink.raw('{"SS":');
    const inside = sink.length;
    for (const member of value) {
      sink.raw(",");
      const written = typeof member === "string" && sink.text(member);
      if (!written) return instead(plainly, start, value, path, sink);
    }
    sink.enclose(inside, "[", "]}");
    return true;
  };
}
