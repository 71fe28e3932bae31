import type { AttributeValue, StoredType } from "./attribute-value.js";
import { absentValue, BaseCodec, type Codec, refuseKind, refuseStored } from "./codec.js";
import type { Path } from "./path.js";

const LIST: ReadonlySet<StoredType> = new Set<StoredType>(["L"]);

/** Lists of any length. */
export class ArrayCodec extends BaseCodec {
  override readonly types = LIST;

  constructor(override readonly element: Codec) {
    super();
  }

  override takes(value: unknown): boolean {
    return Array.isArray(value);
  }

  override encode(value: unknown, path: Path): AttributeValue {
    if (!Array.isArray(value)) refuseKind("an array", value, path);
    const here = path.enter();
    const stored: AttributeValue[] = [];
    for (let index = 0; index < value.length; index++) {
      here.key = index;
      stored.push(encodeElement(this.element, value[index], here));
    }
    return { L: stored };
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    const here = path.enterStored();
    return listOf(stored, path).map((element, index) => {
      here.key = index;
      return this.element.decode(element, here);
    });
  }
}

/** Lists with a schema for each place. */
export class TupleCodec extends BaseCodec {
  override readonly types = LIST;
  readonly #items: readonly Codec[];
  readonly #rest: Codec | undefined;

  constructor(items: readonly Codec[], rest: Codec | undefined) {
    super();
    this.#items = items;
    this.#rest = rest;
  }

  override takes(value: unknown): boolean {
    return Array.isArray(value);
  }

  override encode(value: unknown, path: Path): AttributeValue {
    if (!Array.isArray(value)) refuseKind("an array", value, path);
    const here = path.enter();
    const stored: AttributeValue[] = [];
    for (let index = 0; index < value.length; index++) {
      here.key = index;
      const codec = this.#items[index] ?? this.#rest ?? here.refuse("is not part of the tuple.");
      stored.push(encodeElement(codec, value[index], here));
    }
    for (let index = value.length; index < this.#items.length; index++) {
      here.key = index;
      if (!this.#items[index]?.optional) here.refuse("is missing from the tuple.");
    }
    return { L: stored };
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    const list = listOf(stored, path);
    const here = path.enterStored();
    const value = list.map((element, index) => {
      here.key = index;
      const codec = this.#items[index] ?? this.#rest;
      return (codec ?? here.unreadable("is not part of the tuple.")).decode(element, here);
    });
    for (const [index, codec] of this.#items.entries()) {
      if (index < list.length) continue;
      if (codec.optional) break;
      here.key = index;
      value.push(absentValue(codec, here, false));
    }
    return value;
  }
}

/** Encodes an element of a list, which cannot be left out. */
export function encodeElement(codec: Codec, value: unknown, here: Path): AttributeValue {
  if (value === undefined) {
    here.refuse("is undefined or a hole, which a list cannot hold; use null.");
  }
  return codec.encode(value, here) ?? here.refuse("is encoded as undefined by the schema.");
}

/** The elements of a stored list. */
export function listOf(stored: AttributeValue, path: Path): readonly AttributeValue[] {
  return "L" in stored && Array.isArray(stored.L)
    ? stored.L
    : refuseStored("a list (L)", stored, path);
}
