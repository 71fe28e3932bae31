import {
  type AttributeValue,
  getOwn,
  type Item,
  type StoredType,
  setOwn,
} from "./attribute-value.js";
import {
  absentValue,
  BaseCodec,
  type Codec,
  EMPTY_SET,
  keepsEmptySet,
  refuseKind,
  refuseStored,
} from "./codec.js";
import { Path } from "./path.js";
import { checkName } from "./text.js";
import { EntryCodec } from "./wrapper-codecs.js";

export const MAP: ReadonlySet<StoredType> = new Set<StoredType>(["M"]);

/** Objects with known properties, and with one codec for all others (catchall, loose) or none. */
export class ObjectCodec extends BaseCodec {
  override readonly types = MAP;

  constructor(
    readonly properties: ReadonlyMap<string, Codec>,
    readonly rest: Codec | undefined,
  ) {
    super();
  }

  override get keyed(): boolean {
    return true;
  }

  override property(name: string): Codec | undefined {
    return this.properties.get(name) ?? (this.rest && new EntryCodec(this.rest));
  }

  override takes(value: unknown): boolean {
    return isRecord(value);
  }

  override encode(value: unknown, path: Path): AttributeValue {
    if (!isRecord(value)) refuseKind("an object", value, path);
    const here = path.enter();
    const stored: Item = {};
    let known = 0;
    for (const [name, codec] of this.properties) {
      here.key = name;
      const property = getOwn(value, name);
      if (property !== undefined) known += 1;
      putAttribute(stored, codec, property, here);
    }
    const names = Object.keys(value);
    if (names.length > known) this.encodeRest(value, names, stored, here);
    return { M: stored };
  }

  /** Encodes what the schema does not name; refused where it would be lost. */
  encodeRest(
    value: Readonly<Record<string, unknown>>,
    names: readonly string[],
    stored: Item,
    here: Path,
  ): void {
    for (const name of names) {
      const property = value[name];
      if (property === undefined || this.properties.has(name)) continue;
      here.key = name;
      if (this.rest === undefined) {
        here.refuse("is not part of the schema and would be lost; add it, or use z.looseObject().");
      }
      // An empty set stays: nothing tells a reader that the name was there.
      const attribute = this.rest.encode(property, here);
      if (attribute !== undefined) setOwn(stored, checkName(name, here), attribute);
    }
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    return this.#decodeAttributes(mapOf(stored, path), path.enterStored(), undefined);
  }

  /** Decodes a whole item; `skip` are attributes that are not the schema's. */
  decodeItem(item: Item, skip: ReadonlySet<string>): Record<string, unknown> {
    return this.#decodeAttributes(item, new Path(), skip);
  }

  /** Decodes attributes of those names of an item. */
  decodeSelected(item: Item, names: readonly string[]): Record<string, unknown> {
    const here = new Path();
    const value: Record<string, unknown> = {};
    for (const name of names) {
      here.key = name;
      const known = this.properties.get(name);
      const codec = known ?? (getOwn(item, name) === undefined ? undefined : this.rest);
      if (codec !== undefined) takeAttribute(value, codec, item, here, true);
    }
    return value;
  }

  #decodeAttributes(
    item: Item,
    here: Path,
    skip: ReadonlySet<string> | undefined,
  ): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const [name, codec] of this.properties) {
      here.key = name;
      takeAttribute(value, codec, item, here, skip !== undefined);
    }
    if (this.rest === undefined) return value;
    for (const name of Object.keys(item)) {
      const stored = item[name];
      if (stored === undefined || this.properties.has(name) || skip?.has(name)) continue;
      here.key = name;
      setOwn(value, name, this.rest.decode(stored, here));
    }
    return value;
  }
}

/** Decodes one attribute of an object into it, or what it gets where none is stored. */
function takeAttribute(
  value: Record<string, unknown>,
  codec: Codec,
  item: Item,
  here: Path,
  root: boolean,
): void {
  const name = String(here.key);
  const stored = getOwn(item, name);
  const decoded =
    stored === undefined ? absentValue(codec, here, root) : codec.decode(stored, here);
  if (stored !== undefined || decoded !== undefined) setOwn(value, name, decoded);
}

/** Encodes one attribute of an object into it, or leaves it out. */
export function putAttribute(stored: Item, codec: Codec, value: unknown, here: Path): void {
  const attribute = codec.encode(value, here);
  if (attribute === undefined || (attribute === EMPTY_SET && !keepsEmptySet(codec))) return;
  // The name needs no check: it was checked when the schema was compiled.
  setOwn(stored, String(here.key), attribute);
}

/** Whether a value is an object with attributes: a plain one, or an instance of someone's class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // Arrays, dates, maps, sets, buffers and the like have their data elsewhere.
  return !Array.isArray(value) && Object.prototype.toString.call(value) === "[object Object]";
}

/** The attributes of a stored map. */
export function mapOf(stored: AttributeValue, path: Path): Item {
  return "M" in stored && typeof stored.M === "object" && stored.M !== null
    ? stored.M
    : refuseStored("a map (M)", stored, path);
}
