import type { AttributeValue, StoredType } from "./attribute-value.js";
import { BaseCodec, type Codec } from "./codec.js";
import { isDeepStrictEqual } from "./deep-equal.js";
import { ArrayCodec } from "./list-codecs.js";
import { ObjectCodec } from "./object-codec.js";
import type { Path } from "./path.js";
import { PlainCodec } from "./plain.js";
import { RecordCodec } from "./record-codec.js";
import { UnionCodec } from "./union-codec.js";
import { DeferredCodec } from "./wrapper-codecs.js";

/** The codec of values that two schemas take: objects are merged, unions distributed. */
export function intersect(left: Codec, right: Codec): Codec {
  if (left instanceof DeferredCodec) return new DeferredCodec(() => intersect(left.inner, right));
  if (right instanceof DeferredCodec) return new DeferredCodec(() => intersect(left, right.inner));
  if (left instanceof PlainCodec) return right;
  if (right instanceof PlainCodec) return left;
  if (left instanceof UnionCodec) return distribute(left, (option) => intersect(option, right));
  if (right instanceof UnionCodec) return distribute(right, (option) => intersect(left, option));
  if (left instanceof ArrayCodec && right instanceof ArrayCodec) {
    return new ArrayCodec(intersect(left.element, right.element));
  }
  if (isObject(left) && isObject(right)) return mergeObjects(left, right);
  return new BothCodec(left, right);
}

function distribute(union: UnionCodec, each: (option: Codec) => Codec): Codec {
  return new UnionCodec(union.options.map(each), union.optional, union.discriminator);
}

type AnyObject = ObjectCodec | RecordCodec;

function isObject(codec: Codec): codec is AnyObject {
  return codec instanceof ObjectCodec || codec instanceof RecordCodec;
}

/** A record takes part in the merged object as its rest: each of its keys can be any property. */
function mergeObjects(left: AnyObject, right: AnyObject): Codec {
  if (left instanceof RecordCodec && right instanceof RecordCodec) {
    return new RecordCodec(
      {
        encode: (key, path) => right.keys.encode(left.keys.encode(key, path), path),
        decode: (name, path) => left.keys.decode(right.keys.decode(name, path), path),
      },
      (key) => intersect(left.valueAt(key), right.valueAt(key)),
    );
  }
  const properties = new Map<string, Codec>();
  for (const name of [...namesOf(left), ...namesOf(right)]) {
    const codec = either(ownOrRest(left, name), ownOrRest(right, name));
    if (codec !== undefined) properties.set(name, codec);
  }
  return new ObjectCodec(properties, either(restOf(left), restOf(right)));
}

function namesOf(codec: AnyObject): Iterable<string> {
  return codec instanceof ObjectCodec ? codec.properties.keys() : [];
}

function ownOrRest(codec: AnyObject, name: string): Codec | undefined {
  return codec instanceof ObjectCodec
    ? (codec.properties.get(name) ?? codec.rest)
    : codec.valueAt(name);
}

function restOf(codec: AnyObject): Codec | undefined {
  return codec instanceof ObjectCodec ? codec.rest : codec.valueAt("");
}

function either(left: Codec | undefined, right: Codec | undefined): Codec | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left === right ? left : intersect(left, right);
}

/** Values that both schemas have to take, and to store alike. */
class BothCodec extends BaseCodec {
  override readonly types: ReadonlySet<StoredType>;
  override readonly kind;
  override readonly optional;
  override readonly nullable;
  override readonly emptySet;
  override readonly literals;
  readonly #left: Codec;
  readonly #right: Codec;

  constructor(left: Codec, right: Codec) {
    super();
    this.#left = left;
    this.#right = right;
    this.types = new Set([...left.types].filter((type) => right.types.has(type)));
    this.kind = left.kind ?? right.kind;
    this.optional = left.optional && right.optional;
    this.nullable = left.nullable && right.nullable;
    this.emptySet = left.emptySet && right.emptySet;
    this.literals = left.literals ?? right.literals;
  }

  override takes(value: unknown): boolean {
    return this.#left.takes(value) && this.#right.takes(value);
  }

  override encode(value: unknown, path: Path): AttributeValue | undefined {
    const stored = this.#left.encode(value, path);
    if (!isDeepStrictEqual(stored, this.#right.encode(value, path))) {
      path.refuse("is stored differently by the two sides of the schema's intersection.");
    }
    return stored;
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    this.#right.decode(stored, path);
    return this.#left.decode(stored, path);
  }
}
