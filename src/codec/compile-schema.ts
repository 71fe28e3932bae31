import type { StandardSchema } from "../model/standard-schema.js";
import { isZodSchema } from "../model/zod-schema.js";
import { getOwn, type Item } from "./attribute-value.js";
import type { AttributeKind, Codec } from "./codec.js";
import { type AttributeWriter, attributeWriters, writeMembers } from "./compile-writer.js";
import { compileZod } from "./compile-zod.js";
import { AttributeCodec, type EntityCodec } from "./entity-codec.js";
import { expiryCodec } from "./expiry-codec.js";
import type { JsonSink } from "./json-sink.js";
import { ObjectCodec, putAttribute } from "./object-codec.js";
import { Path } from "./path.js";
import { plainEntityCodec } from "./plain-entity-codec.js";

/**
 * Compiles a schema: zod 4 to exact codecs of each attribute, others to plain stored values.
 * `ttl` names the attribute that is stored as seconds since 1970, if the schema has it.
 * @throws DefinitionError when a zod schema has parts that cannot be stored
 */
export function compileSchema(schema: StandardSchema, ttl?: string): EntityCodec {
  if (!isZodSchema(schema)) return plainEntityCodec();
  const object = compileZod(schema);
  const expiry = ttl === undefined ? undefined : object.properties.get(ttl);
  if (ttl === undefined || expiry === undefined) return new ZodEntityCodec(object);
  const properties = new Map([...object.properties, [ttl, expiryCodec(ttl, expiry)]]);
  return new ZodEntityCodec(new ObjectCodec(properties, object.rest));
}

class ZodEntityCodec implements EntityCodec {
  readonly #object: ObjectCodec;
  #writers: readonly AttributeWriter[] | undefined;

  constructor(object: ObjectCodec) {
    this.#object = object;
  }

  get names(): ReadonlyMap<string, Codec> {
    return this.#object.properties;
  }

  get isClosed(): boolean {
    return this.#object.rest === undefined;
  }

  encodeAttributes(attributes: object): Item {
    // An object's properties are read by name, and checked by their codecs.
    const source = attributes as Readonly<Record<string, unknown>>;
    const here = new Path();
    const item: Item = {};
    for (const [name, codec] of this.#object.properties) {
      const value = getOwn(source, name);
      if (value === null && codec.nullable) continue;
      here.key = name;
      putAttribute(item, codec, value, here);
    }
    const { rest } = this.#object;
    if (rest === undefined) return item;
    const names = Object.keys(source).filter((name) => source[name] !== null || !rest.nullable);
    this.#object.encodeRest(source, names, item, here);
    return item;
  }

  writeAttributes(attributes: object, sink: JsonSink): boolean {
    if (this.#object.rest !== undefined) return false;
    this.#writers ??= attributeWriters(this.#object, "remove"); // at first use: schemas may be recursive
    // As in `encodeAttributes`.
    const source = attributes as Readonly<Record<string, unknown>>;
    writeMembers(source, this.#writers, new Path(), sink);
    return true;
  }

  decodeAttributes(item: Item, skip: ReadonlySet<string>): Record<string, unknown> {
    return this.#object.decodeItem(item, skip);
  }

  decodeSelected(item: Item, names: readonly string[]): Record<string, unknown> {
    return this.#object.decodeSelected(item, names);
  }

  kind(name: string): AttributeKind | undefined {
    return this.#object.property(name)?.kind;
  }

  attribute(name: string): AttributeCodec | undefined {
    const codec = this.#object.property(name);
    return codec && new AttributeCodec(codec, "attribute");
  }
}
