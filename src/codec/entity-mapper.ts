import { EncodeError, KeyError } from "../errors/errors.js";
import { EntityTypeError } from "../errors/stored-errors.js";
import { type ModelDefinition, templateAttributes } from "../model/definition.js";
import { Entity, entityMembers, Hydration, type Stamps } from "../model/entity.js";
import { checkKeyText, formatKey } from "../model/key-codec.js";
import type { AttributeValue, Item } from "./attribute-value.js";
import { EncodedItem, writeItem } from "./encoded-item.js";
import type { AttributeCodec, EntityCodec } from "./entity-codec.js";
import { writeJson } from "./json-sink.js";
import { LoadedItem, type StoredItem } from "./loaded-item.js";
import { naming } from "./naming.js";
import { OwnAttributes } from "./own-attributes.js";
import { OwnKeys, type StoredKey } from "./own-key.js";
import { ReplyReader } from "./reply-reader.js";
import { reservedNames } from "./reserved-names.js";
import { runHook } from "./run-hook.js";
import { storedStamps, storedVersion, storedWrite, textOf } from "./stored-stamps.js";
import { storedTimestamp } from "./stored-timestamp.js";
import { upgradeItem } from "./upgrade-item.js";

export type { StoredKey };

/** One text that names an item; the length keeps its two parts apart. */
export function keyText(key: StoredKey): string {
  return `${key.pk.length}:${key.pk}${key.sk}`;
}

/** How a model's entities become items and items become entities. */
export class EntityMapper<Model> {
  readonly #construct: (hydration: Hydration) => Model;
  /** Stored names that are not the schema's. */
  readonly reserved: ReadonlySet<string>;
  #ownKeys: OwnKeys | undefined;
  readonly #own: OwnAttributes;
  #replies: ReplyReader | undefined;

  constructor(
    readonly definition: ModelDefinition,
    readonly codec: EntityCodec,
    construct: (hydration: Hydration) => Model,
  ) {
    this.#construct = construct;
    this.reserved = reservedNames(definition);
    this.#own = new OwnAttributes(definition);
  }

  /** Reads replies that have items of this model. */
  get replies(): ReplyReader {
    this.#replies ??= new ReplyReader(this.definition, this.codec, this.reserved);
    return this.#replies;
  }

  /**
   * The primary key of an entity, or of plain key attributes.
   * @throws KeyError
   */
  key(keyOrEntity: unknown): StoredKey {
    const { key, name } = this.definition;
    if (typeof keyOrEntity !== "object" || keyOrEntity === null) {
      throw new KeyError(`${name}: a key is an object of key attributes, or an entity.`);
    }
    if (key === undefined) return this.#ownKey(keyOrEntity);
    // Key attributes are read by name; what is missing or of a wrong type is refused there.
    const attributes = keyOrEntity as Readonly<Record<string, unknown>>;
    return {
      pk: formatKey(key.pk, attributes, { model: name, kind: "partition" }),
      sk: formatKey(key.sk, attributes, { model: name, kind: "sort" }),
    };
  }

  /**
   * The attributes that make the primary key. Those of a class that computes its own are what its
   * methods have been seen to read, of any entity so far and of one without attributes.
   */
  get keyAttributes(): ReadonlySet<string> {
    const { key } = this.definition;
    if (key !== undefined) {
      return new Set([...templateAttributes(key.pk), ...templateAttributes(key.sk)]);
    }
    const stamps = { createdAt: undefined, updatedAt: undefined };
    return this.#computedKeys.attributes(() => this.#construct(new Hydration({}, stamps)));
  }

  /** The primary key that a stored item, or the key of a reply, has; empty texts where it has none. */
  storedKey(item: Item): StoredKey {
    const { keys } = this.definition.table;
    return { pk: textOf(item[keys.pk]) ?? "", sk: textOf(item[keys.sk]) ?? "" };
  }

  /** A primary key as the `Key` of a request. */
  keyItem(key: StoredKey): Item {
    const { keys } = this.definition.table;
    return { [keys.pk]: { S: key.pk }, [keys.sk]: { S: key.sk } };
  }

  /** What an entity does itself before it is saved: once a save, before its key is looked at. @throws HookError */
  beforeSave(entity: Model): void {
    if (entity instanceof Entity) runHook(this.definition, entity, "beforeSave");
  }

  /**
   * The item that a write of the entity stores.
   * @throws KeyError, EncodeError, ItemTooLargeError
   */
  encode(entity: Model, stamps: Stamps): Item {
    return this.encoded(entity, stamps).item;
  }

  /**
   * The item that a write of the entity stores, as it is sent; `known` is its key where that was made
   * just before.
   * @throws KeyError, EncodeError, ItemTooLargeError
   */
  encoded(entity: Model, stamps: Stamps, known?: StoredKey): EncodedItem {
    const { definition } = this;
    if (!(entity instanceof Entity)) {
      throw new EncodeError(
        "",
        `expected an instance of ${definition.name}; use new ${definition.name}(...).`,
      );
    }
    const key = known ?? this.key(entity);
    const json = writeJson((sink) => {
      this.#own.write(key, entity, stamps, sink);
      const isWritten = naming(definition.name, () => this.codec.writeAttributes(entity, sink));
      if (!isWritten) writeItem(this.#encodeAttributes(entity), sink);
      sink.enclose(0, "{", "}");
    });
    return new EncodedItem(key, json, definition.name);
  }

  /**
   * The entity of a stored item.
   * @throws EntityTypeError, DecodeError, HookError
   */
  decode(stored: StoredItem): Model {
    const hydration =
      stored instanceof LoadedItem
        ? new Hydration(
            naming(this.definition.name, () => stored.attributes()),
            stored.stamps,
          )
        : new Hydration(this.#decodeAttributes(stored), this.stampsOf(stored));
    const entity = this.#construct(hydration);
    runHook(this.definition, entity as object, "afterLoad"); // constructors give objects
    return entity;
  }

  /** When, and as which version, an item was stored. */
  stampsOf(item: Item): Stamps {
    return storedStamps(item, this.definition.table);
  }

  /**
   * Attributes of a stored item as a plain frozen object, without an entity.
   * @throws EntityTypeError, DecodeError
   */
  decodeSelected(item: Item, names: readonly string[]): Readonly<Record<string, unknown>> {
    this.checkType(item);
    const current = upgradeItem(item, this.definition, this.reserved);
    return Object.freeze(this.codec.decodeSelected(current, names));
  }

  /** @throws EntityTypeError when the item is of another model. */
  checkType(item: Item): void {
    const { name } = this.definition;
    const type = this.typeOf(item);
    if (type !== name) throw new EntityTypeError(name, type);
  }

  /** The stored names of the attributes that the model knows, those of its indexes among them. */
  storedNames(): readonly string[] {
    const indexes = this.definition.indexes.flatMap(({ names: { pk, sk } }) =>
      sk === undefined ? [pk] : [pk, sk],
    );
    return [...indexes, ...(this.codec.names?.keys() ?? [])];
  }

  /** The version of a stored item; 0 where it has none. */
  versionOf(item: Item): number {
    return storedVersion(item, this.definition.table);
  }

  /** The name of the write that stored an item's version, where it has one. */
  writeOf(item: Item): string | undefined {
    return storedWrite(item, this.definition.table);
  }

  /** The entity type that an item says it has. */
  typeOf(item: Item): string | undefined {
    return textOf(item[this.definition.table.attributes.type]);
  }

  /**
   * The codec of an attribute; `undefined` for what is none, which an open schema does not tell of
   * names that the table or the class uses.
   */
  attribute(name: string): AttributeCodec | undefined {
    if (this.reserved.has(name) || entityMembers(this.definition).includes(name)) return undefined;
    return this.codec.attribute(name);
  }

  /** A timestamp as it is stored. @throws EncodeError */
  encodeTimestamp(date: Date, name: string): AttributeValue {
    return storedTimestamp(date, name, this.definition.table.timestamps);
  }

  /** The keys of a class that computes them. */
  get #computedKeys(): OwnKeys {
    this.#ownKeys ??= new OwnKeys(this.definition.name);
    return this.#ownKeys;
  }

  #decodeAttributes(item: Item): Record<string, unknown> {
    this.checkType(item);
    const current = upgradeItem(item, this.definition, this.reserved);
    return naming(this.definition.name, () => this.codec.decodeAttributes(current, this.reserved));
  }

  #encodeAttributes(entity: Entity): Item {
    const attributes = naming(this.definition.name, () => this.codec.encodeAttributes(entity));
    for (const name of this.reserved) {
      // Only schemas that are open to any attribute come this far with one.
      if (!Object.hasOwn(attributes, name)) continue;
      throw new EncodeError(name, "is stored by the table itself; rename the attribute.");
    }
    return attributes;
  }

  #ownKey(keyOrEntity: object): StoredKey {
    const { name } = this.definition;
    const own = keyOrEntity instanceof Entity ? this.#computedKeys.of(keyOrEntity) : keyOrEntity;
    const { pk, sk } = own as { pk?: unknown; sk?: unknown }; // checked just below
    return {
      pk: checkKeyText(pk, { model: name, kind: "partition" }),
      sk: checkKeyText(sk, { model: name, kind: "sort" }),
    };
  }
}
