import type { ModelDefinition } from "../model/definition.js";
import { parseTimestamp } from "../model/timestamps.js";
import { type AttributeValue, setOwn } from "./attribute-value.js";
import { absentValue, type Codec } from "./codec.js";
import { readerOf, textReader } from "./compile-reader.js";
import { type AttributesOfValues, LoadedItem } from "./loaded-item.js";
import { Path } from "./path.js";
import { ShortTexts } from "./short-texts.js";
import { AttributesReader, PlaceReader, type ValueReader } from "./value-reader.js";
import { CLOSE, OPEN, unexpected, type WireText } from "./wire-text.js";

/** Goes past keys, which only the service needs. A schema's version is no text, and so unexpected. */
const skipReader: ValueReader = {
  open: '{"S":"',
  read(wire) {
    wire.skipText();
    wire.expect(CLOSE);
    return true;
  },
};

/** Reads a value as it is stored: its codec decodes it later. */
const storedReader: ValueReader = {
  open: "{",
  read(wire) {
    wire.at -= 1;
    return JSON.parse(wire.value());
  },
};

/** An attribute of the schema. */
interface Attribute {
  readonly name: string;
  readonly codec: Codec;
  /** Whether it is read as it is stored. */
  readonly stored: boolean;
}

/** Reads the items of a model from the bytes of a reply. */
export class ItemReader implements AttributesOfValues {
  readonly texts = new ShortTexts();
  readonly #attributes: readonly Attribute[];
  readonly #reader: AttributesReader;

  /** @param properties the codecs of all attributes that items have beside the reserved ones */
  constructor(
    { name, table }: ModelDefinition,
    properties: ReadonlyMap<string, Codec>,
    reserved: ReadonlySet<string>,
  ) {
    const { attributes, timestamps } = table;
    const places = new Map<string, PlaceReader>();
    const add = (attribute: string, reader: ValueReader, nullable = false): void => {
      places.set(attribute, new PlaceReader(attribute, reader, nullable));
    };
    this.#attributes = Array.from(properties, ([attribute, codec]) => {
      const reader = readerOf(codec);
      add(attribute, reader ?? storedReader, reader !== undefined && codec.nullable);
      return { name: attribute, codec, stored: reader === undefined };
    });
    const time =
      timestamps === "iso"
        ? textReader("S", (text) => parseTimestamp(text, timestamps))
        : textReader("N", (text) => parseTimestamp(Number(text), timestamps));
    // After those of the schema, and in the order in which `read` takes them.
    add(attributes.type, { open: `{"S":${JSON.stringify(name)}}`, read: () => true });
    add(attributes.createdAt, time);
    add(attributes.updatedAt, time);
    add(attributes.version, textReader("N", Number));
    add(
      attributes.write,
      textReader("S", (text) => text),
    );
    for (const other of reserved) if (!places.has(other)) add(other, skipReader);
    this.#reader = new AttributesReader(places);
  }

  /** Reads one item; what is not plainly one of the model is unexpected. */
  read(wire: WireText): LoadedItem {
    const from = wire.at;
    wire.expect(OPEN);
    const values = this.#reader.read(wire);
    const first = this.#attributes.length;
    if (values[first] === undefined) unexpected();
    // As the readers of these give them.
    const stamps = {
      createdAt: values[first + 1] as Date | undefined,
      updatedAt: values[first + 2] as Date | undefined,
      version: (values[first + 3] ?? 0) as number,
      write: values[first + 4] as string | undefined,
    };
    return new LoadedItem(this, values, stamps, wire, from);
  }

  /**
   * The attributes of the schema, as its codec decodes them of the item that the values are of.
   * @throws DecodeError
   */
  attributesOf(values: readonly unknown[]): Record<string, unknown> {
    const here = new Path();
    const decoded: Record<string, unknown> = {};
    for (let index = 0; index < this.#attributes.length; index++) {
      const { name, codec, stored } = this.#attributes[index] as Attribute; // counted
      let value = values[index];
      here.key = name;
      if (value === undefined) {
        value = absentValue(codec, here, true);
        if (value === undefined) continue;
      } else if (stored) value = codec.decode(value as AttributeValue, here); // by storedReader
      setOwn(decoded, name, value);
    }
    return decoded;
  }
}
