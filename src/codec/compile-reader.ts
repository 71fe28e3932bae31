import { setOwn } from "./attribute-value.js";
import type { Codec } from "./codec.js";
import { ArrayCodec } from "./list-codecs.js";
import { LiteralCodec } from "./literal-codec.js";
import { ObjectCodec } from "./object-codec.js";
import { booleanCodec, dateCodec, numberCodec, stringCodec } from "./scalar-codecs.js";
import { SetCodec } from "./set-codec.js";
import { AttributesReader, PlaceReader, type ValueReader } from "./value-reader.js";
import { CLOSE, CLOSE_LIST, COMMA, Label, QUOTE, unexpected, type WireText } from "./wire-text.js";
import { NullableCodec, OptionalCodec, RequiredCodec } from "./wrapper-codecs.js";

/** Lists and maps in one another that are read so: what is deeper is for the codecs to judge. */
const MAX_DEPTH = 16;

/**
 * The reader of a codec's values but null; `undefined` for codecs that have none: those whose values
 * take other forms, or are made by functions of the user.
 */
export function readerOf(codec: Codec, depth = 0): ValueReader | undefined {
  if (codec === stringCodec) return textReader("S", (text) => text);
  if (codec === numberCodec) return numberReader;
  if (codec === booleanCodec) return booleanReader;
  if (codec === dateCodec) return textReader("S", dateOf);
  if (codec instanceof LiteralCodec) return literalReader(codec.literals);
  if (
    codec instanceof OptionalCodec ||
    codec instanceof NullableCodec ||
    codec instanceof RequiredCodec
  ) {
    return readerOf(codec.inner, depth);
  }
  if (codec instanceof SetCodec && codec.element === stringCodec) return textSetReader;
  if (depth === MAX_DEPTH) return undefined;
  if (codec instanceof ArrayCodec) return listReader(codec.element, depth + 1);
  const isClosed = codec instanceof ObjectCodec && codec.rest === undefined;
  return isClosed ? mapReader(codec.properties, depth + 1) : undefined;
}

/** The reader of values that are stored as text; what is made `undefined` is unexpected. */
export function textReader(type: "S" | "N", make: (text: string) => unknown): ValueReader {
  return {
    open: `{"${type}":"`,
    read(wire) {
      const value = make(wire.text());
      wire.expect(CLOSE);
      return value === undefined ? unexpected() : value;
    },
  };
}

const numberReader: ValueReader = {
  open: '{"N":"',
  read(wire) {
    const value = wire.number();
    wire.expect(CLOSE);
    return value;
  },
};

const TRUE = new Label("true}");
const FALSE = new Label("false}");

const booleanReader: ValueReader = {
  open: '{"BOOL":',
  read: (wire) => wire.takes(TRUE) || (wire.takes(FALSE) ? false : unexpected()),
};

function dateOf(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date.toISOString() !== text ? undefined : date;
}

function literalReader(literals: ReadonlySet<unknown>): ValueReader | undefined {
  for (const literal of literals) if (typeof literal !== "string") return undefined;
  return textReader("S", (text) => (literals.has(text) ? text : undefined));
}

const textSetReader: ValueReader = {
  open: '{"SS":["',
  read(wire) {
    const members = new Set<string>();
    do members.add(wire.text());
    while (wire.has(COMMA) && (wire.has(QUOTE) || unexpected()));
    endList(wire);
    return members;
  },
};

function listReader(codec: Codec, depth: number): ValueReader | undefined {
  const reader = readerOf(codec, depth);
  if (reader === undefined) return undefined;
  const element = new PlaceReader(undefined, reader, codec.nullable);
  return {
    open: '{"L":[',
    read(wire) {
      const list: unknown[] = [];
      if (wire.bytes[wire.at] !== CLOSE_LIST) {
        do {
          const value = element.read(wire);
          list.push(value === undefined ? unexpected() : value);
        } while (wire.has(COMMA));
      }
      endList(wire);
      return list.slice(); // an array that has grown keeps room for more
    },
  };
}

function endList(wire: WireText): void {
  wire.expect(CLOSE_LIST);
  wire.expect(CLOSE);
}

function mapReader(properties: ReadonlyMap<string, Codec>, depth: number): ValueReader | undefined {
  const places = new Map<string, PlaceReader>();
  for (const [name, codec] of properties) {
    const reader = readerOf(codec, depth);
    if (reader === undefined) return undefined;
    places.set(name, new PlaceReader(name, reader, codec.nullable));
  }
  const attributes = new AttributesReader(places);
  const members = Array.from(properties, ([name, { optional }]) => ({ name, optional }));
  return {
    open: '{"M":{',
    read(wire) {
      const values = attributes.read(wire);
      wire.expect(CLOSE);
      const object: Record<string, unknown> = {};
      for (let index = 0; index < members.length; index++) {
        const { name, optional } = members[index] as (typeof members)[number]; // counted
        const value = values[index];
        if (value !== undefined) setOwn(object, name, value);
        else if (!optional) unexpected();
      }
      return object;
    },
  };
}
