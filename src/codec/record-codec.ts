import { HIDDEN_KEY } from "../model/attribute-path.js";
import { type AttributeValue, type Item, setOwn } from "./attribute-value.js";
import { BaseCodec, type Codec, refuseKind } from "./codec.js";
import { encodeElement } from "./list-codecs.js";
import { isRecord, MAP, mapOf } from "./object-codec.js";
import { Path } from "./path.js";
import { checkName } from "./text.js";
import { EntryCodec } from "./wrapper-codecs.js";

/** The keys of a record as its schema describes them. */
export interface RecordKeys {
  /** @throws EncodeError when the key is not one of the schema's */
  encode(key: string, path: Path): string;
  /** @throws DecodeError */
  decode(name: string, path: Path): string;
}

/** Records: objects whose keys are data. */
export class RecordCodec extends BaseCodec {
  override readonly types = MAP;

  constructor(
    readonly keys: RecordKeys,
    /** The codec of the value under a key: it is the same for all keys but in a loose record. */
    readonly valueAt: (key: string) => Codec,
  ) {
    super();
  }

  override get keyed(): boolean {
    return true;
  }

  override property(name: string): Codec | undefined {
    return isStoredAs(name, () => this.keys.encode(name, new Path()))
      ? new EntryCodec(this.valueAt(name))
      : undefined;
  }

  override takes(value: unknown): boolean {
    return isRecord(value);
  }

  override encode(value: unknown, path: Path): AttributeValue {
    if (!isRecord(value)) refuseKind("an object", value, path);
    const here = path.enter();
    here.key = HIDDEN_KEY;
    const stored: Item = {};
    for (const key of Object.keys(value)) {
      const element = value[key];
      if (element === undefined) continue;
      const name = checkName(this.keys.encode(key, here), here);
      if (Object.hasOwn(stored, name)) here.refuse("is stored under the same name as another key.");
      setOwn(stored, name, encodeElement(this.valueAt(key), element, here));
    }
    return { M: stored };
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    const item = mapOf(stored, path);
    const here = path.enterStored();
    here.key = HIDDEN_KEY;
    const value: Record<string, unknown> = {};
    for (const name of Object.keys(item)) {
      const element = item[name];
      if (element === undefined) continue;
      const key = this.keys.decode(name, here);
      setOwn(value, key, this.valueAt(key).decode(element, here));
    }
    return value;
  }
}

/** Whether a key is one of the schema's, and its own stored name. */
function isStoredAs(name: string, stored: () => string): boolean {
  try {
    return stored() === name;
  } catch {
    return false;
  }
}

/**
 * The keys of a record. JavaScript has only text keys, so numbers and enums are checked against
 * their text; what a schema makes of text (a codec) is stored as the schema says.
 */
export function recordKeys(codec: Codec): RecordKeys {
  const { literals } = codec;
  if (literals !== undefined) {
    const names = new Set([...literals].map(String));
    return checkedKeys((key) => names.has(key));
  }
  if (codec.kind === "number") return checkedKeys((key) => String(Number(key)) === key);
  return {
    encode: (key, path) => {
      const stored = codec.encode(key, path);
      return stored !== undefined && "S" in stored
        ? stored.S
        : path.refuse("has a key that the schema does not store as text.");
    },
    decode: (name, path) => {
      const key = codec.decode({ S: name }, path);
      return typeof key === "string" ? key : path.unreadable("has a key that is not text.");
    },
  };
}

function checkedKeys(isKey: (key: string) => boolean): RecordKeys {
  return {
    encode: (key, path) => (isKey(key) ? key : path.refuse("is not one of the schema's keys.")),
    decode: (name, path) =>
      isKey(name) ? name : path.unreadable("is not one of the schema's keys."),
  };
}
