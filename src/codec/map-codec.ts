import { HIDDEN_KEY } from "../model/attribute-path.js";
import { type AttributeValue, type Item, type StoredType, setOwn } from "./attribute-value.js";
import { BaseCodec, type Codec, refuseKind } from "./codec.js";
import { encodeElement, listOf } from "./list-codecs.js";
import { mapOf } from "./object-codec.js";
import { Path } from "./path.js";
import { checkName } from "./text.js";
import { EntryCodec } from "./wrapper-codecs.js";

const TYPES: ReadonlySet<StoredType> = new Set<StoredType>(["M", "L"]);

/** `Map`s: with keys that are stored as text as a map, others as a list of pairs. */
export class MapCodec extends BaseCodec {
  override readonly types = TYPES;
  readonly #key: Codec;
  readonly #value: Codec;

  constructor(key: Codec, value: Codec) {
    super();
    this.#key = key;
    this.#value = value;
  }

  // Not a field: the keys may be a schema that is not compiled yet.
  override get keyed(): boolean {
    return this.#hasTextKeys();
  }

  override property(name: string): Codec | undefined {
    return this.#hasTextKeys() && this.#isKey(name) ? new EntryCodec(this.#value) : undefined;
  }

  override takes(value: unknown): boolean {
    return value instanceof Map;
  }

  override encode(value: unknown, path: Path): AttributeValue {
    if (!(value instanceof Map)) refuseKind("a Map", value, path);
    return this.#hasTextKeys() ? this.#encodeMap(value, path) : this.#encodePairs(value, path);
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    return this.#hasTextKeys() ? this.#decodeMap(stored, path) : this.#decodePairs(stored, path);
  }

  #hasTextKeys(): boolean {
    const { types } = this.#key;
    return types.size === 1 && types.has("S");
  }

  /** Whether a stored name is that of a key. */
  #isKey(name: string): boolean {
    try {
      this.#key.decode({ S: name }, new Path());
      return true;
    } catch {
      return false;
    }
  }

  #encodeMap(value: ReadonlyMap<unknown, unknown>, path: Path): AttributeValue {
    const here = path.enter();
    here.key = HIDDEN_KEY;
    const stored: Item = {};
    for (const [key, element] of value) {
      const name = encodeElement(this.#key, key, here);
      if (!("S" in name)) return here.refuse("has a key that is not stored as text.");
      checkName(name.S, here);
      if (Object.hasOwn(stored, name.S)) here.refuse("is the stored name of two keys.");
      setOwn(stored, name.S, encodeElement(this.#value, element, here));
    }
    return { M: stored };
  }

  #decodeMap(stored: AttributeValue, path: Path): unknown {
    const item = mapOf(stored, path);
    const here = path.enterStored();
    here.key = HIDDEN_KEY;
    const value = new Map<unknown, unknown>();
    for (const name of Object.keys(item)) {
      const element = item[name];
      if (element === undefined) continue;
      value.set(this.#key.decode({ S: name }, here), this.#value.decode(element, here));
    }
    return value;
  }

  #encodePairs(value: ReadonlyMap<unknown, unknown>, path: Path): AttributeValue {
    const here = path.enter();
    const stored: AttributeValue[] = [];
    for (const [key, element] of value) {
      here.key = stored.length;
      const pair = here.enter();
      pair.key = 0;
      const storedKey = encodeElement(this.#key, key, pair);
      pair.key = 1;
      stored.push({ L: [storedKey, encodeElement(this.#value, element, pair)] });
    }
    return { L: stored };
  }

  #decodePairs(stored: AttributeValue, path: Path): unknown {
    const here = path.enterStored();
    const value = new Map<unknown, unknown>();
    for (const [index, entry] of listOf(stored, path).entries()) {
      here.key = index;
      const pair = here.enterStored();
      const [key, element] = listOf(entry, here);
      if (key === undefined || element === undefined) return here.unreadable("is not a pair.");
      pair.key = 0;
      const readKey = this.#key.decode(key, pair);
      pair.key = 1;
      value.set(readKey, this.#value.decode(element, pair));
    }
    return value;
  }
}
