import type { AttributeValue, StoredType } from "./attribute-value.js";
import { BaseCodec, type Codec, EMPTY_SET, refuseKind, refuseStored } from "./codec.js";
import { encodeElement } from "./list-codecs.js";
import { storedKey } from "./literal-codec.js";
import type { Path } from "./path.js";

type Form = "SS" | "NS" | "BS" | "L";

const FORMS: ReadonlySet<StoredType> = new Set<StoredType>(["SS", "NS", "BS", "L"]);

/**
 * Sets: of what is stored as text, numbers or bytes as DynamoDB's own sets, of anything else as a
 * list. An empty set is {@link EMPTY_SET}, and an empty list is read as one.
 */
export class SetCodec extends BaseCodec {
  override readonly types = FORMS;
  override readonly emptySet = true;
  #form: Form | undefined;

  constructor(override readonly element: Codec) {
    super();
  }

  override takes(value: unknown): boolean {
    return value instanceof Set;
  }

  override encode(value: unknown, path: Path): AttributeValue {
    if (!(value instanceof Set)) refuseKind("a Set", value, path);
    const here = path.enter();
    if (value.size === 0) return EMPTY_SET;
    const members: AttributeValue[] = [];
    for (const member of value) {
      here.key = members.length;
      members.push(encodeElement(this.element, member, here));
    }
    this.#form ??= formOf(this.element.types);
    return setOf(members, this.#form, path);
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    const here = path.enterStored();
    const value = new Set();
    for (const member of membersOf(stored, path)) {
      here.key = value.size;
      value.add(this.element.decode(member, here));
    }
    return value;
  }
}

function formOf(types: ReadonlySet<StoredType>): Form {
  const [type] = types.size === 1 ? types : [];
  if (type === "S") return "SS";
  if (type === "N") return "NS";
  return type === "B" ? "BS" : "L";
}

/**
 * The stored form of a set's members.
 * @throws EncodeError when two members are stored alike: DynamoDB refuses duplicates
 */
export function setOf(members: readonly AttributeValue[], form: Form, path: Path): AttributeValue {
  if (form === "L") return { L: members };
  const seen = new Set<string>();
  const texts: string[] = [];
  for (const member of members) {
    const text = "S" in member ? member.S : "N" in member ? member.N : "B" in member && member.B;
    if (text === false) path.refuse("holds members of several kinds.");
    seen.add("N" in member ? storedKey(member) : text);
    texts.push(text);
  }
  if (seen.size < texts.length) {
    path.refuse("holds two members that are stored alike, which a DynamoDB set cannot.");
  }
  if (form === "SS") return { SS: texts };
  return form === "NS" ? { NS: texts } : { BS: texts };
}

/** The members of a stored set, each as a value. */
export function membersOf(stored: AttributeValue, path: Path): readonly AttributeValue[] {
  if ("SS" in stored) return stored.SS.map((text) => ({ S: text }));
  if ("NS" in stored) return stored.NS.map((text) => ({ N: text }));
  if ("BS" in stored) return stored.BS.map((text) => ({ B: text }));
  return "L" in stored ? stored.L : refuseStored("a set (SS, NS, BS)", stored, path);
}
