import { HIDDEN_KEY } from "../model/attribute-path.js";
import { type AttributeValue, type Item, type StoredType, setOwn } from "./attribute-value.js";
import { BaseCodec, EMPTY_SET, kindOf, refuseStored } from "./codec.js";
import { exactBigint, exactNumber } from "./decimal.js";
import type { Path } from "./path.js";
import {
  base64Bytes,
  base64Text,
  encodeBigint,
  encodeDate,
  encodeNumber,
} from "./scalar-codecs.js";
import { membersOf, setOf } from "./set-codec.js";
import { checkName, checkText } from "./text.js";

const ALL: ReadonlySet<StoredType> = new Set<StoredType>([
  "S",
  "N",
  "B",
  "BOOL",
  "NULL",
  "M",
  "L",
  "SS",
  "NS",
  "BS",
]);

const NO_ZOD_KIND =
  "which would not be read back as one here; give the attribute its own schema " +
  "(z.date(), z.map(), z.set(), z.bigint(), z.instanceof(Buffer), z.codec(), ...)";

/**
 * Values whose schema says nothing of how they are stored.
 *
 * Strict (`z.any()`, `z.unknown()`, `z.custom()`, transforms): what would be read back as
 * something else is refused. Lenient (schemas of other libraries): dates become ISO text, maps
 * with text keys objects, bigints numbers, buffers bytes, and an empty set is left out; they are
 * read back as these plain values. Names in objects are shown in errors, as those of properties are:
 * only zod tells whether they are contents.
 */
export class PlainCodec extends BaseCodec {
  override readonly types = ALL;
  override readonly nullable = true;
  override readonly element = this;
  readonly #lenient: boolean;

  constructor(mode: "strict" | "lenient") {
    super();
    this.#lenient = mode === "lenient";
  }

  override get keyed(): boolean {
    return true;
  }

  override property(): this {
    return this;
  }

  override takes(): boolean {
    return true;
  }

  override encode(value: unknown, path: Path): AttributeValue | undefined {
    switch (typeof value) {
      case "undefined":
        return undefined;
      case "string":
        return { S: checkText(value, path) };
      case "number":
        return encodeNumber(value, path);
      case "boolean":
        return { BOOL: value };
      case "bigint":
        return this.#encodeBigint(value, path);
      case "object":
        return value === null ? { NULL: true } : this.#encodeObject(value, path);
      default:
        return path.refuse(`is a ${typeof value}, which cannot be stored.`);
    }
  }

  #encodeBigint(value: bigint, path: Path): AttributeValue {
    const stored = encodeBigint(value, path);
    if (!this.#lenient && exactNumber(String(value)) !== undefined) {
      path.refuse("is a bigint that would be read back as a number; use z.bigint() or a number.");
    }
    return stored;
  }

  #encodeObject(value: object, path: Path): AttributeValue {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      this.#refuseSymbols(value, path);
      return this.#encodeEntries(Object.entries(value), path);
    }
    if (Array.isArray(value) && (prototype === Array.prototype || this.#lenient)) {
      return this.#encodeArray(value, path);
    }
    if (prototype === Uint8Array.prototype || (this.#lenient && value instanceof Uint8Array)) {
      return { B: base64Text(value as Uint8Array) }; // by its prototype
    }
    if (value instanceof Set && (this.#lenient || isPlainSet(value))) {
      return this.#encodeSet(value, path);
    }
    if (this.#lenient) {
      if (value instanceof Date) return { S: encodeDate(value, path) };
      if (value instanceof Map) return this.#encodeEntries(value, path);
      path.refuse(`is ${kindOf(value)}, which cannot be stored; use plain objects and arrays.`);
    }
    if (value instanceof Set && value.size === 0) path.refuse(`is an empty set, ${NO_ZOD_KIND}.`);
    return path.refuse(`is ${kindOf(value)}, ${NO_ZOD_KIND}.`);
  }

  #encodeEntries(entries: Iterable<readonly [unknown, unknown]>, path: Path): AttributeValue {
    const here = path.enter();
    const named = this.#lenient && !(entries instanceof Map);
    const stored: Item = {};
    for (const [key, value] of entries) {
      if (typeof key !== "string") return path.refuse("is a Map with keys that are not text.");
      here.key = named ? key : HIDDEN_KEY;
      if (value === undefined) continue;
      const attribute = this.encode(value, here);
      if (attribute === undefined || attribute === EMPTY_SET) continue;
      setOwn(stored, checkName(key, here), attribute);
    }
    return { M: stored };
  }

  #encodeArray(value: readonly unknown[], path: Path): AttributeValue {
    const here = path.enter();
    const stored: AttributeValue[] = [];
    for (let index = 0; index < value.length; index++) {
      here.key = index;
      stored.push(
        this.encode(value[index], here) ??
          here.refuse("is undefined or a hole, which a list cannot hold; use null."),
      );
    }
    if (!this.#lenient && Object.keys(value).length > value.length) {
      path.refuse("is an array with named properties, which would be lost.");
    }
    this.#refuseSymbols(value, path);
    return { L: stored };
  }

  #encodeSet(value: ReadonlySet<unknown>, path: Path): AttributeValue {
    if (value.size === 0) return EMPTY_SET;
    const here = path.enter();
    const members = [...value].map((member, index) => {
      here.key = index;
      return this.encode(member, here) ?? here.refuse("is undefined, which a set cannot hold.");
    });
    const [first] = members;
    for (const [type, form] of [
      ["S", "SS"],
      ["N", "NS"],
      ["B", "BS"],
    ] as const) {
      const all = members.every((member) => type in member);
      if (first !== undefined && all) return setOf(members, form, path);
    }
    return path.refuse("is a set whose members are not all text, all numbers or all bytes.");
  }

  #refuseSymbols(value: object, path: Path): void {
    if (this.#lenient) return;
    for (const symbol of Object.getOwnPropertySymbols(value)) {
      if (Object.prototype.propertyIsEnumerable.call(value, symbol)) {
        path.refuse("has a symbol as a property, which would be lost.");
      }
    }
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    if ("S" in stored) return stored.S;
    if ("N" in stored) {
      return (
        exactNumber(stored.N) ??
        exactBigint(stored.N) ??
        path.unreadable("holds a number that no JavaScript number or bigint can express.")
      );
    }
    if ("BOOL" in stored) return stored.BOOL;
    if ("NULL" in stored) return null;
    if ("B" in stored) return new Uint8Array(base64Bytes(stored.B, path));
    if ("M" in stored) return this.#decodeMap(stored.M, path);
    const here = path.enterStored();
    const decodeElement = (element: AttributeValue, index: number): unknown => {
      here.key = index;
      return this.decode(element, here);
    };
    if ("L" in stored) return stored.L.map(decodeElement);
    if ("SS" in stored || "NS" in stored || "BS" in stored) {
      return new Set(membersOf(stored, path).map(decodeElement));
    }
    return refuseStored("a stored value", stored, path);
  }

  #decodeMap(item: Item, path: Path): Record<string, unknown> {
    const here = path.enterStored();
    const value: Record<string, unknown> = {};
    for (const name of Object.keys(item)) {
      const stored = item[name];
      if (stored === undefined) continue;
      here.key = this.#lenient ? name : HIDDEN_KEY;
      setOwn(value, name, this.decode(stored, here));
    }
    return value;
  }
}

/** Whether a set is read back as it is: without its class, and as a list, it would not be. */
function isPlainSet(value: ReadonlySet<unknown>): boolean {
  return value.size > 0 && Object.getPrototypeOf(value) === Set.prototype;
}
