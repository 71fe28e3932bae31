import { EncodeError } from "../errors/errors.js";
import type { AttributeValue, StoredType } from "./attribute-value.js";
import { type AttributeKind, BaseCodec, type Codec, refuseStored } from "./codec.js";
import { canonicalDecimal } from "./decimal.js";
import { Path } from "./path.js";
import { bigintCodec, booleanCodec, nullCodec, numberCodec, stringCodec } from "./scalar-codecs.js";

/** The codec of literals and enums: a known set of values. */
export class LiteralCodec extends BaseCodec {
  override readonly types: ReadonlySet<StoredType>;
  override readonly literals: ReadonlySet<unknown>;
  override readonly kind: AttributeKind | undefined;
  override readonly optional: boolean;
  override readonly nullable: boolean;
  readonly #stored = new Map<unknown, AttributeValue>();
  readonly #values = new Map<string, unknown>();

  /** @throws EncodeError when a value cannot be stored, or two are stored alike */
  constructor(values: ReadonlySet<unknown>) {
    super();
    this.literals = values;
    const kinds = new Set<AttributeKind | undefined>();
    const types = new Set<StoredType>();
    for (const value of values) {
      if (value === undefined) continue;
      const codec = scalarOf(value);
      const stored = codec?.encode(value, new Path());
      if (codec === undefined || stored === undefined) {
        throw new EncodeError("", `a ${typeof value} cannot be stored`);
      }
      const key = storedKey(stored);
      if (this.#values.has(key)) throw new EncodeError("", "two values would be stored alike");
      this.#values.set(key, value);
      this.#stored.set(value, stored);
      for (const type of codec.types) types.add(type);
      if (value !== null) kinds.add(codec.kind);
    }
    this.types = types;
    this.kind = kinds.size === 1 ? [...kinds][0] : undefined;
    this.optional = values.has(undefined);
    this.nullable = values.has(null);
  }

  override takes(value: unknown): boolean {
    return this.literals.has(value);
  }

  override encode(value: unknown, path: Path): AttributeValue | undefined {
    return (
      this.#stored.get(value) ??
      (this.literals.has(value)
        ? undefined
        : path.refuse("is not one of the values that the schema allows."))
    );
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    const value = this.#values.get(storedKey(stored));
    if (value !== undefined) return value;
    for (const type of this.types) {
      if (type in stored) path.unreadable("is not one of the values that the schema allows.");
    }
    return refuseStored("one of the schema's values", stored, path);
  }
}

function scalarOf(value: unknown): Codec | undefined {
  if (value === null) return nullCodec;
  switch (typeof value) {
    case "string":
      return stringCodec;
    case "number":
      return numberCodec;
    case "bigint":
      return bigintCodec;
    case "boolean":
      return booleanCodec;
    default:
      return undefined;
  }
}

/** A text that is equal for equal stored scalars: `1` and `1.0` are one number. */
export function storedKey(stored: AttributeValue | undefined): string {
  if (stored === undefined) return "";
  if ("S" in stored) return `S${stored.S}`;
  if ("N" in stored) return `N${canonicalDecimal(stored.N)}`;
  if ("BOOL" in stored) return `BOOL${stored.BOOL}`;
  return Object.keys(stored)[0] ?? "";
}
