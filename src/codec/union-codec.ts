import { EncodeError } from "../errors/errors.js";
import { DecodeError } from "../errors/stored-errors.js";
import { type AttributeValue, getOwn, type StoredType } from "./attribute-value.js";
import { type AttributeKind, type Codec, refuseKind, refuseStored } from "./codec.js";
import { storedKey } from "./literal-codec.js";
import { isRecord, mapOf } from "./object-codec.js";
import { isTooDeep, Path } from "./path.js";

/**
 * One of several schemas. A value is stored by the first option that takes it, and read by the
 * first that can read it; where those would differ, the value is refused.
 */
export class UnionCodec implements Codec {
  readonly options: readonly Codec[];
  readonly discriminator: string | undefined;
  readonly #takesUndefined: boolean;
  // What follows is found out at first use: options may be recursive.
  #facts: UnionFacts | undefined;

  constructor(options: readonly Codec[], takesUndefined: boolean, discriminator?: string) {
    this.options = options;
    this.discriminator = discriminator;
    this.#takesUndefined = takesUndefined;
  }

  get types(): ReadonlySet<StoredType> {
    return new Set(this.options.flatMap((option) => [...option.types]));
  }
  get kind(): AttributeKind | undefined {
    const kinds = new Set(this.options.filter(holdsMoreThanNull).map((option) => option.kind));
    return kinds.size === 1 ? [...kinds][0] : undefined;
  }
  get optional(): boolean {
    return this.#takesUndefined || this.options.some((option) => option.optional);
  }
  get nullable(): boolean {
    return this.options.some((option) => option.nullable);
  }
  get emptySet(): boolean {
    return this.options.some((option) => option.emptySet);
  }
  get restore(): (() => unknown) | undefined {
    return this.options.find((option) => option.restore !== undefined)?.restore;
  }
  get literals(): ReadonlySet<unknown> | undefined {
    const values = new Set<unknown>(this.#takesUndefined ? [undefined] : []);
    for (const { literals, types } of this.options) {
      if (literals === undefined && !isNullOnly(types)) return undefined;
      for (const value of literals ?? [null]) values.add(value);
    }
    return values;
  }
  get element(): Codec | undefined {
    return unionOf(this.options.map((option) => option.element));
  }
  get keyed(): boolean {
    return this.options.some((option) => option.keyed);
  }
  property(name: string): Codec | undefined {
    return unionOf(this.options.map((option) => option.property(name)));
  }
  takes(value: unknown): boolean {
    return value === undefined ? this.optional : this.options.some((option) => option.takes(value));
  }

  encode(value: unknown, path: Path): AttributeValue | undefined {
    if (value === undefined) {
      return this.optional ? undefined : refuseKind("a value", value, path);
    }
    const { disjoint, tags } = this.#found();
    if (tags !== undefined && isRecord(value)) {
      const option = tags.byValue.get(getOwn(value, tags.name));
      if (option !== undefined) return option.encode(value, path);
      path.refuse(`has no option for its ${tags.name}.`);
    }
    const candidates = this.options.filter((option) => option.takes(value));
    const [only] = candidates;
    if (only === undefined) return refuseKind("one of the schema's options", value, path);
    if (candidates.length === 1 && disjoint) return only.encode(value, path);
    let refusal: EncodeError | undefined;
    let ambiguous = false;
    for (const option of candidates) {
      try {
        const stored = option.encode(value, path);
        if (stored === undefined || disjoint || this.#reader(stored) === option) return stored;
        ambiguous = true;
      } catch (error) {
        if (!(error instanceof EncodeError) || isTooDeep(error)) throw error;
        refusal ??= error;
      }
    }
    if (ambiguous) {
      path.refuse(
        "is ambiguous: another option of the union would read it back. " +
          "Put the narrower option first, or use z.discriminatedUnion().",
      );
    }
    if (candidates.length === 1 && refusal !== undefined) throw refusal;
    return path.refuse("fits none of the options of the schema's union.");
  }

  decode(stored: AttributeValue, path: Path): unknown {
    const { tags } = this.#found();
    if (tags !== undefined) {
      const option = tags.byStored.get(storedKey(getOwn(mapOf(stored, path), tags.name)));
      if (option !== undefined) return option.decode(stored, path);
      path.unreadable(`has no option for the stored ${tags.name}.`);
    }
    const candidates = this.#candidates(stored);
    const [only] = candidates;
    if (only === undefined) return refuseStored("one of the schema's options", stored, path);
    if (candidates.length === 1) return only.decode(stored, path);
    for (const option of candidates) {
      const read = attempt(option, stored, path);
      if (read !== undefined) return read.value;
    }
    return path.unreadable("fits none of the options of the schema's union.");
  }

  /** The option that reads a stored value back. */
  #reader(stored: AttributeValue): Codec | undefined {
    return this.#candidates(stored).find((option) => attempt(option, stored, new Path()));
  }

  #candidates(stored: AttributeValue): readonly Codec[] {
    const { types } = this.#found();
    return this.options.filter((_, index) => {
      for (const type of types[index] ?? []) if (type in stored) return true;
      return false;
    });
  }

  #found(): UnionFacts {
    this.#facts ??= {
      types: this.options.map((option) => option.types),
      disjoint: areDisjoint(this.options),
      tags: this.discriminator === undefined ? undefined : tagsOf(this.options, this.discriminator),
    };
    return this.#facts;
  }
}

interface UnionFacts {
  /** The stored types of each option. */
  readonly types: readonly ReadonlySet<StoredType>[];
  /** Whether no stored type belongs to two options: then the type tells the option. */
  readonly disjoint: boolean;
  /** `undefined` where no discriminator tells the options apart. */
  readonly tags: Tags | undefined;
}

/** The option for each value of the discriminator, and for each stored value of it. */
interface Tags {
  readonly name: string;
  readonly byValue: ReadonlyMap<unknown, Codec>;
  readonly byStored: ReadonlyMap<string, Codec>;
}

function areDisjoint(options: readonly Codec[]): boolean {
  const types = options.flatMap((option) => [...option.types]);
  return new Set(types).size === types.length;
}

function tagsOf(options: readonly Codec[], name: string): Tags | undefined {
  const byValue = new Map<unknown, Codec>();
  const byStored = new Map<string, Codec>();
  for (const option of options) {
    const codec = option.property(name);
    if (codec?.literals === undefined) return undefined;
    for (const value of codec.literals) {
      const stored = storedKey(codec.encode(value, new Path()));
      if (byStored.has(stored)) return undefined;
      byStored.set(stored, option);
      byValue.set(value, option);
    }
  }
  return { name, byValue, byStored };
}

function attempt(
  option: Codec,
  stored: AttributeValue,
  path: Path,
): { readonly value: unknown } | undefined {
  try {
    return { value: option.decode(stored, path) };
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function unionOf(codecs: readonly (Codec | undefined)[]): Codec | undefined {
  const known = codecs.filter((codec) => codec !== undefined);
  const [only] = known;
  return known.length > 1 ? new UnionCodec(known, false) : only;
}

function holdsMoreThanNull(option: Codec): boolean {
  return !isNullOnly(option.types);
}

function isNullOnly(types: ReadonlySet<StoredType>): boolean {
  return types.size === 1 && types.has("NULL");
}
