import type { AttributeValue, Item, StoredType } from "./attribute-value.js";
import { type AttributeKind, type Codec, EMPTY_SET, keepsEmptySet } from "./codec.js";
import type { JsonSink } from "./json-sink.js";
import { Path } from "./path.js";
import { EntryCodec } from "./wrapper-codecs.js";

/** How the attributes of a model's entities are stored and read back. */
export interface EntityCodec {
  /**
   * The stored attributes of an entity: those that the schema names, or, where it does not tell,
   * all own enumerable properties but functions.
   * @throws EncodeError
   */
  encodeAttributes(attributes: object): Item;
  /**
   * Writes the same as JSON: the members of an object, each after a comma. False where an attribute
   * may have any name: those are for `encodeAttributes`.
   * @throws EncodeError
   */
  writeAttributes(attributes: object, sink: JsonSink): boolean;
  /**
   * The attributes of a stored item. `skip` are the stored names that are not the schema's (keys,
   * type, timestamps).
   * @throws DecodeError
   */
  decodeAttributes(item: Item, skip: ReadonlySet<string>): Record<string, unknown>;
  /**
   * The attributes of those names, as `decodeAttributes` reads them.
   * @throws DecodeError
   */
  decodeSelected(item: Item, names: readonly string[]): Record<string, unknown>;
  /** What an entity holds in an attribute; `undefined` where no key template can use it. */
  kind(name: string): AttributeKind | undefined;
  /** The codec of one attribute; `undefined` when the schema does not have it. */
  attribute(name: string): AttributeCodec | undefined;
  /** The attributes that the schema names; `undefined` where it does not tell. */
  readonly names: ReadonlyMap<string, Codec> | undefined;
  /** Whether entities have no other attributes than those. */
  readonly isClosed: boolean;
}

/** The codec of one attribute, or of a part of one, for conditions and updates. */
export class AttributeCodec {
  readonly #codec: Codec;
  readonly #removesNull: boolean;
  readonly #removesEmptySet: boolean;
  readonly #isEntry: boolean;

  constructor(codec: Codec, place: "attribute" | "property" | "element") {
    this.#codec = codec;
    this.#removesNull = place === "attribute";
    this.#isEntry = codec instanceof EntryCodec;
    this.#removesEmptySet = place !== "element" && !this.#isEntry && !keepsEmptySet(codec);
  }

  get kind(): AttributeKind | undefined {
    return this.#codec.kind;
  }

  /** The stored types that its values have. */
  get types(): ReadonlySet<StoredType> {
    return this.#codec.types;
  }

  /** The only values there are (literals, enums), where the schema says. */
  get literals(): ReadonlySet<unknown> | undefined {
    return this.#codec.literals;
  }

  /** Whether an item without the attribute can be read: the schema restores or does without it. */
  get removable(): boolean {
    const { optional, nullable, emptySet, restore } = this.#codec;
    return this.#isEntry || optional || nullable || emptySet || restore !== undefined;
  }

  /** Whether it is what stands under a key of a record or map, and the key so a part of the contents. */
  get isEntry(): boolean {
    return this.#isEntry;
  }

  /** Whether it is a list, whose elements have an index. */
  get isList(): boolean {
    const { types, element, keyed } = this.#codec;
    return element !== undefined && types.has("L") && (keyed || !types.has("SS"));
  }

  /**
   * What an object that stands for a value of this codec names: its `properties`, or the
   * `elements` of a list by their index. `undefined` where an object is a value like any other.
   */
  get inside(): "properties" | "elements" | undefined {
    if (this.#codec.keyed) return "properties";
    return this.isList ? "elements" : undefined;
  }

  /**
   * The stored value, or `undefined` for a value that is stored by leaving the attribute out:
   * `undefined`, an attribute's `null`, an empty set.
   * @throws EncodeError naming `path`
   */
  encode(value: unknown, path: string): AttributeValue | undefined {
    if (value === null && this.#removesNull && this.#codec.nullable) return undefined;
    const stored = this.#codec.encode(value, new Path(path));
    return stored === EMPTY_SET && this.#removesEmptySet ? undefined : stored;
  }

  /** @throws DecodeError naming `path` */
  decode(stored: AttributeValue, path: string): unknown {
    return this.#codec.decode(stored, new Path(path));
  }

  /** The codec of a property of an object, or of a value of a record or map. */
  property(name: string): AttributeCodec | undefined {
    const codec = this.#codec.property(name);
    return codec && new AttributeCodec(codec, "property");
  }

  /** The codec of the elements of a list or set. */
  element(): AttributeCodec | undefined {
    const { element } = this.#codec;
    return element && new AttributeCodec(element, "element");
  }
}
