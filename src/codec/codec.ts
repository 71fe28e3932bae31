import type { AttributeValue, StoredType } from "./attribute-value.js";
import type { Path } from "./path.js";

/** What an entity holds in an attribute, for the kinds that a key template can use. */
export type AttributeKind = "string" | "number" | "bigint" | "date" | "boolean";

/**
 * How the values of one schema are stored and read back. An exact round trip: `encode` refuses
 * what `decode` would not give back.
 */
export interface Codec {
  /**
   * The stored value, or `undefined` for a value that is left out of the object it belongs to.
   * @throws EncodeError
   */
  encode(value: unknown, path: Path): AttributeValue | undefined;
  /** @throws DecodeError */
  decode(stored: AttributeValue, path: Path): unknown;
  /** Whether a value is of this codec's kind, by a look at its outside only. */
  takes(value: unknown): boolean;
  /** The stored types that `encode` writes and `decode` reads. */
  readonly types: ReadonlySet<StoredType>;
  readonly kind: AttributeKind | undefined;
  /** Whether the schema takes `undefined`. */
  readonly optional: boolean;
  /** Whether the schema takes `null`. */
  readonly nullable: boolean;
  /** Whether `encode` may answer {@link EMPTY_SET}. */
  readonly emptySet: boolean;
  /** The schema's default. */
  readonly restore: (() => unknown) | undefined;
  /** The only values there are (literals, enums). */
  readonly literals: ReadonlySet<unknown> | undefined;
  /** Whether its values have properties that have codecs of their own. */
  readonly keyed: boolean;
  /** The codec of an object's property or a record's value. */
  property(name: string): Codec | undefined;
  /** The codec of the elements of a list or set. */
  readonly element: Codec | undefined;
}

/**
 * An empty set, which DynamoDB does not have: left out where it is an attribute of an object, and
 * stored as this empty list where that would lose it. Told by identity, so that a list that just
 * has no elements is not taken for one.
 */
export const EMPTY_SET: AttributeValue = Object.freeze({ L: Object.freeze([]) });

/** The defaults of a codec: a value that is required and has no parts. */
export abstract class BaseCodec implements Codec {
  abstract readonly types: ReadonlySet<StoredType>;
  abstract encode(value: unknown, path: Path): AttributeValue | undefined;
  abstract decode(stored: AttributeValue, path: Path): unknown;
  abstract takes(value: unknown): boolean;

  readonly kind: AttributeKind | undefined = undefined;
  readonly optional: boolean = false;
  readonly nullable: boolean = false;
  readonly emptySet: boolean = false;
  readonly restore: (() => unknown) | undefined = undefined;
  readonly literals: ReadonlySet<unknown> | undefined = undefined;
  readonly element: Codec | undefined = undefined;

  get keyed(): boolean {
    return false;
  }

  property(_name: string): Codec | undefined {
    return undefined;
  }
}

/**
 * What an object gets for an attribute that is not stored: `null` and the empty set are left out
 * when they are written, so they come before a default. `undefined` means that the attribute stays
 * out of the object too. `root` is the item itself: only there is `null` left out, so that deeper a
 * value that may be `undefined` or `null` was `undefined`.
 * @throws DecodeError when the schema requires the attribute
 */
export function absentValue(codec: Codec, path: Path, root: boolean): unknown {
  if (codec.optional) return undefined;
  if (codec.nullable) return root || !codec.takes(undefined) ? null : undefined;
  if (codec.emptySet) return new Set();
  if (codec.restore !== undefined) return codec.restore();
  return path.unreadable("is required by the schema and is not stored.");
}

/** Whether an empty set has to be stored: being absent already means `null`. */
export function keepsEmptySet(codec: Codec): boolean {
  return codec.emptySet && codec.nullable && !codec.optional;
}

/** Names a value's kind for messages, never its contents. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return `a ${typeof value}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return "an object";
  const named: unknown = value.constructor;
  return typeof named === "function" && named.name !== "" ? `a ${named.name}` : "an instance";
}

/** Refuses a value of a wrong kind. */
export function refuseKind(expected: string, value: unknown, path: Path): never {
  return path.refuse(`expected ${expected}, got ${kindOf(value)}.`);
}

/** Refuses a stored value of a wrong type. */
export function refuseStored(expected: string, stored: AttributeValue, path: Path): never {
  return path.unreadable(
    `expected ${expected}, found a stored value of type ${Object.keys(stored)[0] ?? "(none)"}.`,
  );
}
