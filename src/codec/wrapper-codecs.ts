import type { AttributeValue, StoredType } from "./attribute-value.js";
import { type AttributeKind, type Codec, refuseKind } from "./codec.js";
import type { Path } from "./path.js";

/** A codec that is another one but for what a subclass says. */
export abstract class WrapperCodec implements Codec {
  abstract get inner(): Codec;

  get types(): ReadonlySet<StoredType> {
    return this.inner.types;
  }
  get kind(): AttributeKind | undefined {
    return this.inner.kind;
  }
  get optional(): boolean {
    return this.inner.optional;
  }
  get nullable(): boolean {
    return this.inner.nullable;
  }
  get emptySet(): boolean {
    return this.inner.emptySet;
  }
  get restore(): (() => unknown) | undefined {
    return this.inner.restore;
  }
  get literals(): ReadonlySet<unknown> | undefined {
    return this.inner.literals;
  }
  get element(): Codec | undefined {
    return this.inner.element;
  }
  get keyed(): boolean {
    return this.inner.keyed;
  }
  property(name: string): Codec | undefined {
    return this.inner.property(name);
  }
  takes(value: unknown): boolean {
    return this.inner.takes(value);
  }
  encode(value: unknown, path: Path): AttributeValue | undefined {
    return this.inner.encode(value, path);
  }
  decode(stored: AttributeValue, path: Path): unknown {
    return this.inner.decode(stored, path);
  }
}

/** What stands under a key that is data: the map that it is in can do without it. */
export class EntryCodec extends WrapperCodec {
  constructor(override readonly inner: Codec) {
    super();
  }
}

/** A schema that takes `undefined` too. */
export class OptionalCodec extends WrapperCodec {
  constructor(override readonly inner: Codec) {
    super();
  }
  override get optional(): boolean {
    return true;
  }
  override get literals(): ReadonlySet<unknown> | undefined {
    const { literals } = this.inner;
    return literals && new Set([...literals, undefined]);
  }
  override takes(value: unknown): boolean {
    return value === undefined || this.inner.takes(value);
  }
  override encode(value: unknown, path: Path): AttributeValue | undefined {
    if (value === undefined) return undefined;
    return (
      this.inner.encode(value, path) ??
      path.refuse("is encoded as undefined by the schema, and would be read back as undefined.")
    );
  }
}

/** A schema that takes `null` too. */
export class NullableCodec extends WrapperCodec {
  constructor(override readonly inner: Codec) {
    super();
  }
  override get types(): ReadonlySet<StoredType> {
    return new Set<StoredType>([...this.inner.types, "NULL"]);
  }
  override get nullable(): boolean {
    return true;
  }
  override get literals(): ReadonlySet<unknown> | undefined {
    const { literals } = this.inner;
    return literals && new Set([...literals, null]);
  }
  override takes(value: unknown): boolean {
    return value === null || this.inner.takes(value);
  }
  override encode(value: unknown, path: Path): AttributeValue | undefined {
    return value === null ? { NULL: true } : this.inner.encode(value, path);
  }
  override decode(stored: AttributeValue, path: Path): unknown {
    return "NULL" in stored ? null : this.inner.decode(stored, path);
  }
}

/** A schema that never gives out `undefined`, because it has a default or says so. */
export class RequiredCodec extends WrapperCodec {
  readonly #restore: (() => unknown) | undefined;

  constructor(
    override readonly inner: Codec,
    restore?: () => unknown,
  ) {
    super();
    this.#restore = restore;
  }
  override get optional(): boolean {
    return false;
  }
  override get literals(): ReadonlySet<unknown> | undefined {
    const { literals } = this.inner;
    return literals && new Set([...literals].filter((value) => value !== undefined));
  }
  override get restore(): (() => unknown) | undefined {
    return this.#restore ?? this.inner.restore;
  }
  override takes(value: unknown): boolean {
    return value !== undefined && this.inner.takes(value);
  }
  override encode(value: unknown, path: Path): AttributeValue | undefined {
    if (value === undefined) refuseKind("a value", value, path);
    return this.inner.encode(value, path);
  }
}

/** A codec that is known only later: recursive schemas. */
export class DeferredCodec extends WrapperCodec {
  readonly #find: () => Codec;
  #found: Codec | undefined;

  constructor(find: () => Codec) {
    super();
    this.#find = find;
  }
  override get inner(): Codec {
    this.#found ??= this.#find();
    return this.#found;
  }
}
