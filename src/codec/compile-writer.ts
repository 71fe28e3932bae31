import { HIDDEN_KEY } from "../model/attribute-path.js";
import { hasLoneSurrogate } from "../model/key-text.js";
import { getOwn } from "./attribute-value.js";
import { type Codec, EMPTY_SET, keepsEmptySet } from "./codec.js";
import { numberProblem } from "./decimal.js";
import { ArrayCodec } from "./list-codecs.js";
import { LiteralCodec } from "./literal-codec.js";
import { isRecord, ObjectCodec } from "./object-codec.js";
import { Path } from "./path.js";
import { RecordCodec } from "./record-codec.js";
import { booleanCodec, dateCodec, numberCodec, stringCodec } from "./scalar-codecs.js";
import { SetCodec } from "./set-codec.js";
import { checkName } from "./text.js";
import { DeferredCodec, NullableCodec, OptionalCodec, RequiredCodec } from "./wrapper-codecs.js";

/**
 * Writes a value as the JSON of what its codec stores, or answers `undefined` where the codec does.
 * What is not plainly right is left to the codec, whose errors and rare cases are then its own.
 */
export type Writer = (value: unknown, path: Path) => string | undefined;

/** What is written for {@link EMPTY_SET}; no other writer puts a space there. */
export const EMPTY_SET_TEXT = '{"L":[ ]}';

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
  const plainly = (value: unknown, path: Path): string | undefined => {
    const stored = codec.encode(value, path);
    if (stored === undefined) return undefined;
    return stored === EMPTY_SET ? EMPTY_SET_TEXT : JSON.stringify(stored);
  };
  if (codec === stringCodec) {
    return (value, path) =>
      typeof value === "string" && !hasLoneSurrogate(value)
        ? `{"S":${JSON.stringify(value)}}`
        : plainly(value, path);
  }
  if (codec === numberCodec) {
    return (value, path) =>
      typeof value === "number" && numberProblem(value) === undefined
        ? `{"N":"${value}"}` // "0" for negative zero
        : plainly(value, path);
  }
  if (codec === booleanCodec) {
    return (value, path) => {
      if (value === true) return '{"BOOL":true}';
      return value === false ? '{"BOOL":false}' : plainly(value, path);
    };
  }
  if (codec === dateCodec) return dateWriter(plainly);
  if (codec instanceof LiteralCodec) return literalWriter(codec, plainly);
  if (codec instanceof DeferredCodec) {
    return (value, path) => writerOf(codec.inner)(value, path);
  }
  if (codec instanceof OptionalCodec) {
    const write = writerOf(codec.inner);
    return (value, path) =>
      value === undefined ? undefined : (write(value, path) ?? plainly(value, path));
  }
  if (codec instanceof NullableCodec) {
    const write = writerOf(codec.inner);
    return (value, path) => (value === null ? '{"NULL":true}' : write(value, path));
  }
  if (codec instanceof RequiredCodec) {
    const write = writerOf(codec.inner);
    return (value, path) => (value === undefined ? plainly(value, path) : write(value, path));
  }
  if (codec instanceof ArrayCodec) return arrayWriter(codec, plainly);
  if (codec instanceof RecordCodec) return recordWriter(codec, plainly);
  if (codec instanceof SetCodec && codec.element === stringCodec) return textSetWriter(plainly);
  const isClosed = codec instanceof ObjectCodec && codec.rest === undefined;
  return isClosed ? objectWriter(codec, plainly) : plainly;
}

function dateWriter(plainly: Writer): Writer {
  const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  return (value, path) => {
    if (!(value instanceof Date)) return plainly(value, path);
    const time = value.getTime();
    // Earlier and later dates are the codec's to judge.
    return time >= 0 && time <= latest ? `{"S":"${value.toISOString()}"}` : plainly(value, path);
  };
}

function literalWriter(codec: LiteralCodec, plainly: Writer): Writer {
  const texts = new Map<unknown, string>();
  for (const value of codec.literals) {
    const text = value === undefined ? undefined : plainly(value, new Path());
    if (text !== undefined) texts.set(value, text);
  }
  return (value, path) => texts.get(value) ?? plainly(value, path);
}

function arrayWriter(codec: ArrayCodec, plainly: Writer): Writer {
  const write = writerOf(codec.element);
  return (value, path) => {
    if (!Array.isArray(value)) return plainly(value, path);
    const here = path.enter();
    let text = "";
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      here.key = index;
      const written = element === undefined ? undefined : write(element, here);
      if (written === undefined) return plainly(value, path);
      text += index === 0 ? written : `,${written}`;
    }
    return `{"L":[${text}]}`;
  };
}

function textSetWriter(plainly: Writer): Writer {
  return (value, path) => {
    if (!(value instanceof Set) || value.size === 0) return plainly(value, path);
    let text = "";
    for (const member of value) {
      if (typeof member !== "string" || hasLoneSurrogate(member)) return plainly(value, path);
      text += `${text === "" ? "" : ","}${JSON.stringify(member)}`;
    }
    return `{"SS":[${text}]}`;
  };
}

function recordWriter(codec: RecordCodec, plainly: Writer): Writer {
  return (value, path) => {
    if (!isRecord(value)) return plainly(value, path);
    const here = path.enter();
    here.key = HIDDEN_KEY;
    let text = "";
    for (const key of Object.keys(value)) {
      const element = value[key];
      if (element === undefined) continue;
      // Keys that are stored under other names may collide: the codec sees to them.
      if (checkName(codec.keys.encode(key, here), here) !== key) return plainly(value, path);
      const written = writerOf(codec.valueAt(key))(element, here);
      if (written === undefined) return plainly(value, path);
      text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${written}`;
    }
    return `{"M":{${text}}}`;
  };
}

/** One attribute of an object: its name as it is written, and how its value is. */
export interface AttributeWriter {
  readonly name: string;
  /** With its quotes and the colon. */
  readonly label: string;
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
      label: `${JSON.stringify(name)}:`,
      write: nulls === "remove" && property.nullable ? withoutNull(write) : write,
      keepsEmptySet: keepsEmptySet(property),
    };
  });
}

function withoutNull(write: Writer): Writer {
  return (value, path) => (value === null ? undefined : write(value, path));
}

/** The members of a JSON object: what the attributes of `source` are stored as. */
export function writeMembers(
  source: Readonly<Record<string, unknown>>,
  attributes: readonly AttributeWriter[],
  here: Path,
): string {
  let text = "";
  for (const { name, label, write, keepsEmptySet } of attributes) {
    const value = getOwn(source, name);
    here.key = name;
    const written = write(value, here);
    if (written === undefined || (written === EMPTY_SET_TEXT && !keepsEmptySet)) continue;
    text += text === "" ? label + written : `,${label}${written}`;
  }
  return text;
}

function objectWriter(codec: ObjectCodec, plainly: Writer): Writer {
  let attributes: readonly AttributeWriter[] | undefined;
  return (value, path) => {
    if (!isRecord(value)) return plainly(value, path);
    attributes ??= attributeWriters(codec); // at first use: properties may be recursive
    const text = writeMembers(value, attributes, path.enter());
    // What the schema does not name is stored, or refused, by the codec.
    const isKnown = (name: string) => value[name] === undefined || codec.properties.has(name);
    return Object.keys(value).every(isKnown) ? `{"M":{${text}}}` : plainly(value, path);
  };
}
