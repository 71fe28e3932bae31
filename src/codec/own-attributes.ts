import type { ModelDefinition } from "../model/definition.js";
import type { Entity, Stamps } from "../model/entity.js";
import { eachIndexKey } from "./index-keys.js";
import type { JsonSink } from "./json-sink.js";
import type { StoredKey } from "./own-key.js";
import { storedTimestamp } from "./stored-timestamp.js";
import { currentSchema } from "./upgrade-item.js";

const END = Buffer.from("}");

/** Writes what is stored beside the attributes of the schema: each attribute after a comma. */
export class OwnAttributes {
  readonly #definition: ModelDefinition;
  /** By name, what a text of it begins with. */
  readonly #openings = new Map<string, Buffer>();
  /** What is the same in every item. */
  readonly #same: Buffer;

  constructor(definition: ModelDefinition) {
    this.#definition = definition;
    const { attributes } = definition.table;
    const same: Record<string, unknown> = { [attributes.type]: { S: definition.name } };
    if (definition.upgrades.length > 0) {
      same[attributes.schema] = { N: String(currentSchema(definition)) };
    }
    this.#same = Buffer.from(`,${JSON.stringify(same).slice(1, -1)}`);
  }

  /** @throws KeyError, EncodeError */
  write(key: StoredKey, entity: Entity, stamps: Stamps, sink: JsonSink): void {
    const { keys, attributes } = this.#definition.table;
    this.#text(keys.pk, key.pk, sink);
    this.#text(keys.sk, key.sk, sink);
    sink.bytes(this.#same);
    eachIndexKey(this.#definition, entity, (name, text) => this.#text(name, text, sink));
    this.#timestamp(attributes.createdAt, stamps.createdAt, sink);
    this.#timestamp(attributes.updatedAt, stamps.updatedAt, sink);
    const { version, write } = stamps;
    if (version !== undefined)
      sink.raw(`,${JSON.stringify(attributes.version)}:{"N":"${version}"}`);
    if (write !== undefined) this.#text(attributes.write, write, sink);
  }

  #timestamp(name: string, date: Date | undefined, sink: JsonSink): void {
    if (date === undefined) return;
    const stored = storedTimestamp(date, name, this.#definition.table.timestamps);
    if ("S" in stored) this.#text(name, stored.S, sink);
    else sink.raw(`,${JSON.stringify(name)}:${JSON.stringify(stored)}`);
  }

  /** Writes a text that has no half of a surrogate pair: keys with one are refused before. */
  #text(name: string, text: string, sink: JsonSink): void {
    let opening = this.#openings.get(name);
    if (opening === undefined) {
      opening = Buffer.from(`,${JSON.stringify(name)}:{"S":`);
      this.#openings.set(name, opening);
    }
    sink.bytes(opening);
    sink.text(text);
    sink.bytes(END);
  }
}
