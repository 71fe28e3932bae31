import { getOwn, type Item, setOwn } from "./attribute-value.js";
import { EMPTY_SET } from "./codec.js";
import { AttributeCodec, type EntityCodec } from "./entity-codec.js";
import { Path } from "./path.js";
import { PlainCodec } from "./plain.js";
import { checkName } from "./text.js";

const plainCodec = new PlainCodec("lenient");
const plainAttribute = new AttributeCodec(plainCodec, "attribute");

/** Attributes as plain stored values, whatever the schema says. */
class PlainEntityCodec implements EntityCodec {
  readonly names = undefined;
  readonly isClosed = false;

  encodeAttributes(attributes: object): Item {
    const here = new Path();
    const item: Item = {};
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || typeof value === "function") continue;
      here.key = name;
      const attribute = plainCodec.encode(value, here);
      if (attribute === undefined || attribute === EMPTY_SET) continue;
      setOwn(item, checkName(name, here), attribute);
    }
    return item;
  }

  writeAttributes(): boolean {
    return false;
  }

  decodeAttributes(item: Item, skip: ReadonlySet<string>): Record<string, unknown> {
    return this.decodeSelected(
      item,
      Object.keys(item).filter((name) => !skip.has(name)),
    );
  }

  decodeSelected(item: Item, names: readonly string[]): Record<string, unknown> {
    const here = new Path();
    const attributes: Record<string, unknown> = {};
    for (const name of names) {
      const stored = getOwn(item, name);
      if (stored === undefined) continue;
      here.key = name;
      setOwn(attributes, name, plainCodec.decode(stored, here));
    }
    return attributes;
  }

  kind(): undefined {
    return undefined;
  }

  attribute(): AttributeCodec {
    return plainAttribute;
  }
}

const codec = new PlainEntityCodec();

/** The codec of schemas that say nothing of their attributes. */
export function plainEntityCodec(): EntityCodec {
  return codec;
}
