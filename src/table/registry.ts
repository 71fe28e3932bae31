import type { Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { textOf } from "../codec/stored-stamps.js";
import { wireItem } from "../codec/wire-item.js";
import { ArgumentError, DefinitionError } from "../errors/errors.js";
import type { ModelDefinition, TableDefinition } from "../model/definition.js";
import { Entity } from "../model/entity.js";
import { parseKey } from "../model/key-codec.js";
import type { CollectionModels } from "../operation/collection-plan.js";
import { itemReader } from "../operation/read-item.js";
import { checkOnUnknown, meetUnknown } from "../operation/unknown-item.js";
import type { MixedTarget } from "../operation/write-many.js";
import { checkObjectsClass, type ObjectsClass } from "../repository/face.js";
import { checkCollision, defineModel, type RawModelOptions } from "./define-model.js";
import { checkMarkerKeys } from "./define-unique.js";
import { describeTable, type TableDescription } from "./describe.js";
import { ModelClassFactory } from "./model-class.js";
import type { TableRuntime } from "./table-runtime.js";

/** What a primary key says: which model's it is, and the attributes it was made from. */
export interface ParsedKey {
  readonly model: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Registered {
  readonly definition: ModelDefinition;
  readonly factory: ModelClassFactory;
}

/** The models that are declared on a table. */
export class Registry {
  readonly #table: TableDefinition;
  readonly #runtime: TableRuntime;
  readonly #models = new Map<string, Registered>();

  constructor(table: TableDefinition, runtime: TableRuntime) {
    this.#table = table;
    this.#runtime = runtime;
  }

  /** The class that a declaration extends. @throws DefinitionError */
  declare(name: unknown, options: RawModelOptions): object {
    const definition = defineModel(this.#table, name, options);
    if (this.#models.has(definition.name)) {
      throw new DefinitionError(`${definition.name}: the table has a model of this name already.`);
    }
    const others = this.definitions;
    checkCollision(definition, others);
    checkMarkerKeys([definition, ...others]);
    const { objects } = options;
    if (objects !== undefined) checkObjectsClass(objects, definition.name);
    const factory = new ModelClassFactory(
      definition,
      this.#runtime,
      objects as ObjectsClass | undefined, // checked just above
    );
    this.#models.set(definition.name, { definition, factory });
    return factory.model;
  }

  /** The table as the target of batches over several models. */
  mixed(): MixedTarget {
    const { keys } = this.#table;
    return {
      tableName: () => this.#runtime.tableName(),
      mapperOf: (entity) => this.#mapperOf(entity),
      keyItem: (key) => ({ [keys.pk]: { S: key.pk }, [keys.sk]: { S: key.sk } }),
      mapper: {
        definition: { name: this.#runtime.tableName() },
        storedKey: (item) => ({ pk: textOf(item[keys.pk]) ?? "", sk: textOf(item[keys.sk]) ?? "" }),
      },
    };
  }

  /** The mapper of an entity's class; `undefined` for what is no entity of the table. */
  #mapperOf(entity: unknown): EntityMapper<Entity> | undefined {
    if (!(entity instanceof Entity)) return undefined;
    for (const { factory } of this.#models.values()) {
      if (entity instanceof factory.model) return factory.bind(entity.constructor).mapper;
    }
    return undefined;
  }

  /**
   * The entity of an item, of the models that are given or of any: `undefined` for another one's
   * that is to be left out.
   * @throws EntityTypeError, DecodeError
   */
  parse(item: object, models: readonly unknown[], handling: unknown = "throw"): Entity | undefined {
    const onUnknown = checkOnUnknown(handling, "parse");
    const listed = models.map((model) => this.#mapperOfClass(model, "parse"));
    const wire = wireItem(item);
    const type = textOf(wire[this.#table.attributes.type]) || undefined;
    const registered = type === undefined ? undefined : this.#models.get(type);
    const mapper =
      models.length > 0
        ? listed.find(({ definition }) => definition.name === type)
        : registered?.factory.bind(registered.factory.latest).mapper;
    if (mapper !== undefined) return mapper.decode(wire);
    const key = this.mixed().mapper.storedKey(wire);
    const expected =
      models.length > 0 ? listed.map(({ definition }) => definition.name) : undefined;
    meetUnknown(
      { type, declared: registered !== undefined, key, item: wire },
      expected ?? [...this.#models.keys()],
      onUnknown,
    );
    return undefined;
  }

  /** What reads the items of a model; `undefined` where the table has none of that name. */
  reader(name: string): ((item: Item) => Entity | undefined) | undefined {
    const registered = this.#models.get(name);
    if (registered === undefined) return undefined;
    const { factory } = registered;
    return itemReader(factory.bind(factory.latest).mapper, undefined);
  }

  /** Has reads give instances of a class. @throws ArgumentError for what is no class of the model */
  use(model: unknown, caller: string): string {
    return this.#mapperOfClass(model, caller).definition.name;
  }

  /** The declared models. */
  get definitions(): readonly ModelDefinition[] {
    return [...this.#models.values()].map(({ definition }) => definition);
  }

  /** The table and its models as data. */
  describe(): TableDescription {
    const models = [...this.#models.values()].map(({ definition, factory: { codec } }) => ({
      definition,
      codec,
    }));
    return describeTable(this.#runtime.tableName(), this.#table, models);
  }

  /** The models of a collection. @throws ArgumentError */
  collection(models: unknown): CollectionModels<Entity> {
    const list: readonly unknown[] = Array.isArray(models) ? models : [];
    const [first, ...others] = list.map((model) => ({
      mapper: this.#mapperOfClass(model, "query"),
      tableName: () => this.#runtime.tableName(),
    }));
    if (first === undefined) {
      throw new ArgumentError("query: name the models to read, such as [Device, Reading].");
    }
    const names = [first, ...others].map(({ mapper }) => mapper.definition.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new ArgumentError(`query: ${twice} is in the list twice.`);
    return { contexts: [first, ...others], isDeclared: (name) => this.#models.has(name) };
  }

  /** @throws ArgumentError for what is no class of a model of the table. */
  #mapperOfClass(model: unknown, caller: string): EntityMapper<Entity> {
    if (typeof model === "function") {
      for (const { factory } of this.#models.values()) {
        const isOwn = model === factory.model || model.prototype instanceof factory.model;
        if (isOwn) return factory.bind(model).mapper;
      }
    }
    throw new ArgumentError(`${caller}: the models are classes of this table's models.`);
  }

  /** The model and attributes of a key, or `undefined` where no template made it. */
  parseKey(key: { readonly pk: string; readonly sk: string }): ParsedKey | undefined {
    if (typeof key?.pk !== "string" || typeof key.sk !== "string") {
      throw new ArgumentError("parseKey takes { pk, sk }, the texts of a primary key.");
    }
    for (const { definition, factory } of this.#models.values()) {
      if (definition.key === undefined) continue;
      const kinds = (attribute: string) => factory.codec.kind(attribute);
      const partition = parseKey(definition.key.pk, key.pk, kinds);
      const sort = parseKey(definition.key.sk, key.sk, kinds);
      if (partition === undefined || sort === undefined) continue;
      return { model: definition.name, attributes: { ...partition, ...sort } };
    }
    return undefined;
  }
}
