import { HIDDEN_KEY } from "../model/attribute-path.js";
import { getOwn } from "./attribute-value.js";
import { type Codec, EMPTY_SET, keepsEmptySet } from "./codec.js";
import type { JsonSink } from "./json-sink.js";
import { ArrayCodec } from "./list-codecs.js";
import { LiteralCodec } from "./literal-codec.js";
import { isRecord, ObjectCodec } from "./object-codec.js";
import type { Path } from "./path.js";
import { RecordCodec } from "./record-codec.js";
import { booleanCodec, dateCodec, numberCodec, stringCodec } from "./scalar-codecs.js";
import {
  booleanWriter,
  dateWriter,
  instead,
  literalWriter,
  numberWriter,
  textSetWriter,
  textWriter,
  type Writer,
  type Written,
} from "./scalar-writers.js";
import { SetCodec } from "./set-codec.js";
import { checkName } from "./text.js";
import { DeferredCodec, NullableCodec, OptionalCodec, RequiredCodec } from "./wrapper-codecs.js";

const writers = new WeakMap<Codec, Writer>();

/** The writer of a codec. */
export function writerOf(codec: Codec): Writer {
  const known = writers.get(codec);
  if (known !== undefined) return known;
  const writer = compile(codec);
  writers.set(codec, writer);
  return writer;
}

function compile(codec: Codec): Writer {
  const plainly = (value: unknown, path: Path, sink: JsonSink): Written => {
    const stored = codec.encode(value, path);
    if (stored === undefined) return false;
    sink.raw(JSON.stringify(stored));
    return stored === EMPTY_SET ? "empty set" : true;
  };
  if (codec === stringCodec) return textWriter(plainly);
  if (codec === numberCodec) return numberWriter(plainly);
  if (codec === booleanCodec) return booleanWriter(plainly);
  if (codec === dateCodec) return dateWriter(plainly);
  if (codec instanceof LiteralCodec) return literalWriter(codec, plainly);
  if (codec instanceof DeferredCodec) {
    return (value, path, sink) => writerOf(codec.inner)(value, path, sink);
  }
  if (codec instanceof OptionalCodec) {
    const write = writerOf(codec.inner);
    return (value, path, sink) =>
      value !== undefined && (write(value, path, sink) || plainly(value, path, sink));
  }
  if (codec instanceof NullableCodec) {
    const write = writerOf(codec.inner);
    return (value, path, sink) => {
      if (value !== null) return write(value, path, sink);
      sink.raw('{"NULL":true}');
      return true;
    };
  }
  if (codec instanceof RequiredCodec) {
    const write = writerOf(codec.inner);
    return (value, path, sink) => (value === undefined ? plainly : write)(value, path, sink);
  }
  if (codec instanceof ArrayCodec) return arrayWriter(codec, plainly);
  if (codec instanceof RecordCodec) return recordWriter(codec, plainly);
  if (codec instanceof SetCodec && codec.element === stringCodec) return textSetWriter(plainly);
  const isClosed = codec instanceof ObjectCodec && codec.rest === undefined;
  return isClosed ? objectWriter(codec, plainly) : plainly;
}

function arrayWriter(codec: ArrayCodec, plainly: Writer): Writer {
  const write = writerOf(codec.element);
  return (value, path, sink) => {
    if (!Array.isArray(value)) return plainly(value, path, sink);
    const here = path.enter();
    const start = sink.length;
    sink.raw('{"L":');
    const inside = sink.length;
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      here.key = index;
      sink.raw(",");
      const written = element !== undefined && write(element, here, sink);
      if (written === false) return instead(plainly, start, value, path, sink);
    }
    sink.enclose(inside, "[", "]}");
    return true;
  };
}

function recordWriter(codec: RecordCodec, plainly: Writer): Writer {
  return (value, path, sink) => {
    if (!isRecord(value)) return plainly(value, path, sink);
    const here = path.enter();
    here.key = HIDDEN_KEY;
    const start = sink.length;
    sink.raw('{"M":');
    const inside = sink.length;
    for (const key of Object.keys(value)) {
      const element = value[key];
      if (element === undefined) continue;
      // Keys that are stored under other names may collide: the codec sees to them.
      const isPlain = checkName(codec.keys.encode(key, here), here) === key;
      if (!isPlain) return instead(plainly, start, value, path, sink);
      sink.raw(`,${JSON.stringify(key)}:`);
      const written = writerOf(codec.valueAt(key))(element, here, sink);
      if (written === false) return instead(plainly, start, value, path, sink);
    }
    sink.enclose(inside, "{", "}}");
    return true;
  };
}

/** One attribute of an object: its name as it is written, and how its value is. */
export interface AttributeWriter {
  readonly name: string;
  /** With the comma before, the quotes and the colon. */
  readonly label: Buffer;
  /** Whether every object has something of this name. */
  readonly isInherited: boolean;
  readonly write: Writer;
  readonly keepsEmptySet: boolean;
}

/** The writers of an object's properties; those of an item leave nulls out. */
export function attributeWriters(
  codec: ObjectCodec,
  nulls: "store" | "remove" = "store",
): readonly AttributeWriter[] {
  return Array.from(codec.properties, ([name, property]) => {
    const write = writerOf(property);
    return {
      name,
      label: Buffer.from(`,${JSON.stringify(name)}:`),
      isInherited: name in Object.prototype,
      write: nulls === "remove" && property.nullable ? withoutNull(write) : write,
      keepsEmptySet: keepsEmptySet(property),
    };
  });
}

function withoutNull(write: Writer): Writer {
  return (value, path, sink) => value !== null && write(value, path, sink);
}

/** The members of a JSON object, each after a comma: what the attributes of `source` are stored as. */
export function writeMembers(
  source: Readonly<Record<string, unknown>>,
  attributes: readonly AttributeWriter[],
  here: Path,
  sink: JsonSink,
): void {
  for (const { name, label, isInherited, write, keepsEmptySet } of attributes) {
    const value = isInherited ? getOwn(source, name) : source[name];
    const start = sink.length;
    here.key = name;
    sink.bytes(label);
    const written = write(value, here, sink);
    if (written === true || (written === "empty set" && keepsEmptySet)) continue;
    sink.cut(start);
  }
}

function objectWriter(codec: ObjectCodec, plainly: Writer): Writer {
  let attributes: readonly AttributeWriter[] | undefined;
  return (value, path, sink) => {
    if (!isRecord(value)) return plainly(value, path, sink);
    attributes ??= attributeWriters(codec); // at first use: properties may be recursive
    const start = sink.length;
    sink.raw('{"M":');
    const inside = sink.length;
    writeMembers(value, attributes, path.enter(), sink);
    sink.enclose(inside, "{", "}}");
    // What the schema does not name is stored, or refused, by the codec.
    for (const name of Object.keys(value)) {
      const isKnown = value[name] === undefined || codec.properties.has(name);
      if (!isKnown) return instead(plainly, start, value, path, sink);
    }
    return true;
  };
}
