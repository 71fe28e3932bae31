import { wireItem } from "../codec/wire-item.js";
import { ArgumentError, DefinitionError } from "../errors/errors.js";
import { EntityTypeError } from "../errors/stored-errors.js";
import type { ModelDefinition, TableDefinition } from "../model/definition.js";
import type { Entity } from "../model/entity.js";
import { parseKey } from "../model/key-codec.js";
import { createTable } from "../operation/create-table.js";
import type { CallOptions } from "../operation/effect.js";
import type { Operation } from "../operation/operation.js";
import { runAsync } from "../operation/run-async.js";
import { runSync } from "../operation/run-sync.js";
import {
  type ResultsOf,
  readTogether,
  type TransactOptions,
  transact,
} from "../operation/transact.js";
import { Connection, type ConnectionTarget } from "../repository/connection.js";
import { checkObjectsClass, type ObjectsClass } from "../repository/face.js";
import { checkCollision, defineModel, type RawModelOptions } from "./define-model.js";
import { ModelClassFactory } from "./model-class.js";
import type { DeclareModel, ModelName } from "./model-types.js";
import type { TableRuntime } from "./table-runtime.js";

/** What a primary key says: which model's it is, and the attributes it was made from. */
export interface ParsedKey {
  readonly model: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Which connection a call of the table uses. */
export interface OnConnection {
  /** Another connection than the table's own, as in `Model.objects.using(target)`. */
  readonly using?: ConnectionTarget | undefined;
}

interface Registered {
  readonly definition: ModelDefinition;
  readonly factory: ModelClassFactory;
}

/** A DynamoDB table and the models that live in it. */
export class Table<Indexes extends string = string> {
  readonly #definition: TableDefinition;
  readonly #models = new Map<string, Registered>();
  readonly #runtime: TableRuntime;
  #name: string | undefined;
  #connection: Connection | undefined;
  /** Everything that `close` has to end, connections that were replaced included. */
  readonly #connections = new Set<Connection>();
  readonly #byTarget = new WeakMap<ConnectionTarget, Connection>();

  /** @internal */
  constructor(definition: TableDefinition) {
    this.#definition = definition;
    this.#runtime = {
      tableName: () => this.name,
      connection: () => {
        this.#connection ??= this.#connect({});
        return this.#connection;
      },
      connectionTo: (target) => this.#byTarget.get(target) ?? this.#connect(target),
    };
  }

  /** The table's name; a function that gives it is called once, at first use. */
  get name(): string {
    if (this.#name === undefined) {
      const { name } = this.#definition;
      const found: unknown = typeof name === "function" ? name() : name;
      if (typeof found !== "string" || found === "") {
        throw new DefinitionError("defineTable: the function given as name gave no name.");
      }
      this.#name = found;
    }
    return this.#name;
  }

  /**
   * Declares a model: `class Device extends table.model<Device>("Device")({ ... }) {}`.
   * @throws DefinitionError
   */
  model<Self = never>(name: ModelName<Self>): DeclareModel<Self, Indexes> {
    // The compiler's view of a declaration is in `model-types.ts`; this is the same, checked at run time.
    return ((options: RawModelOptions) => this.#declare(name, options)) as unknown as DeclareModel<
      Self,
      Indexes
    >;
  }

  /**
   * Sets what the table talks to: a Transport, an AWS SDK `DynamoDBClient`, or
   * `{ region, endpoint, credentials }`. Without it the environment decides at first use.
   */
  connect(target: ConnectionTarget): this {
    this.#connection = this.#connect(target);
    return this;
  }

  /** Ends the sockets and threads of all its connections; later calls open new ones. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.close()));
  }

  /**
   * Makes the table, with its keys, indexes and TTL, where it is missing, billed per request; for
   * development and tests.
   */
  async create(): Promise<void> {
    await runAsync(createTable(this.name, this.#definition), this.#runtime.connection());
  }

  /**
   * Carries out up to 100 writes together, all of them or none: `save`, `create`, `update`,
   * `delete` and `check` of `Model.operations`, of any models that the connection reaches.
   * @throws TransactionError naming the operations that had it cancelled
   */
  async transact(
    operations: readonly Operation<unknown>[],
    options?: TransactOptions & OnConnection,
  ): Promise<void> {
    await runAsync(transact(operations, options), this.#on(options));
  }

  /** The same as `transact`, blocking. */
  transactSync(
    operations: readonly Operation<unknown>[],
    options?: TransactOptions & OnConnection,
  ): void {
    runSync(transact(operations, options), this.#on(options).syncPort());
  }

  /** Reads up to 100 items as they are at one moment: `get` and `getOrThrow` of `Model.operations`. */
  async read<const Operations extends readonly Operation<unknown>[]>(
    operations: Operations,
    options?: CallOptions & OnConnection,
  ): Promise<ResultsOf<Operations>> {
    return await runAsync(readTogether(operations, options), this.#on(options));
  }

  /** The same as `read`, blocking. */
  readSync<const Operations extends readonly Operation<unknown>[]>(
    operations: Operations,
    options?: CallOptions & OnConnection,
  ): ResultsOf<Operations> {
    return runSync(readTogether(operations, options), this.#on(options).syncPort());
  }

  /**
   * The entity of an item in DynamoDB JSON, such as an image of a stream record. Give the classes
   * that can occur where nothing has used them yet.
   * @throws EntityTypeError when no model of the table has the item's type
   */
  parse<Model>(
    item: object,
    models: readonly (abstract new (...args: never) => Model)[] = [],
  ): Model {
    for (const model of models) Reflect.get(model, "objects");
    const wire = wireItem(item);
    const stored = wire[this.#definition.attributes.type];
    const type = stored !== undefined && "S" in stored ? stored.S : undefined;
    const registered = type === undefined ? undefined : this.#models.get(type);
    if (registered === undefined) {
      throw new EntityTypeError([...this.#models.keys()].join(" or "), type);
    }
    const { factory } = registered;
    // Its class is one of `models`, or whatever the caller says it expects.
    return factory.bind(factory.latest).mapper.decode(wire) as Entity & Model;
  }

  /** The model and attributes of a primary key, or `undefined` where no template made it. */
  parseKey(key: { readonly pk: string; readonly sk: string }): ParsedKey | undefined {
    if (typeof key?.pk !== "string" || typeof key.sk !== "string") {
      throw new ArgumentError("parseKey takes { pk, sk }, the texts of a primary key.");
    }
    for (const { definition, factory } of this.#models.values()) {
      if (definition.key === undefined) continue;
      const kinds = (attribute: string) => factory.kindOf(attribute);
      const partition = parseKey(definition.key.pk, key.pk, kinds);
      const sort = parseKey(definition.key.sk, key.sk, kinds);
      if (partition === undefined || sort === undefined) continue;
      return { model: definition.name, attributes: { ...partition, ...sort } };
    }
    return undefined;
  }

  #on(options: OnConnection | undefined): Connection {
    const target = options?.using;
    return target === undefined ? this.#runtime.connection() : this.#runtime.connectionTo(target);
  }

  #connect(target: ConnectionTarget = {}): Connection {
    const connection = new Connection(target);
    this.#connections.add(connection);
    this.#byTarget.set(target, connection);
    return connection;
  }

  #declare(name: unknown, options: RawModelOptions): object {
    const definition = defineModel(this.#definition, name, options);
    if (this.#models.has(definition.name)) {
      throw new DefinitionError(`${definition.name}: the table has a model of this name already.`);
    }
    checkCollision(
      definition,
      [...this.#models.values()].map((registered) => registered.definition),
    );
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
}
