import type { BatchReport } from "../errors/batch-write-error.js";
import type { TableDefinition } from "../model/definition.js";
import type { BatchOptions } from "../operation/batch-options.js";
import { createTable } from "../operation/create-table.js";
import type { CallOptions } from "../operation/effect.js";
import type { Observer } from "../operation/observer.js";
import type { Operation } from "../operation/operation.js";
import {
  type ResultsOf,
  readTogether,
  type TransactOptions,
  transact,
} from "../operation/transact.js";
import { type WriteMany, writeMany } from "../operation/write-many.js";
import type { ConnectionTarget } from "../repository/connection.js";
import type { Inputs } from "../repository/modes.js";
import type { RawModelOptions } from "./define-model.js";
import type { DeclareModel, ModelName } from "./model-types.js";
import { type ParsedKey, Registry } from "./registry.js";
import { type OnConnection, Runtime } from "./runtime.js";

/** A DynamoDB table and the models that live in it. */
export class Table<Indexes extends string = string> {
  readonly #definition: TableDefinition;
  readonly #runtime: Runtime;
  readonly #registry: Registry;

  /** @internal */
  constructor(definition: TableDefinition) {
    this.#definition = definition;
    this.#runtime = new Runtime(definition);
    this.#registry = new Registry(definition, this.#runtime);
  }

  /** The table's name; a function that gives it is called once, at first use. */
  get name(): string {
    return this.#runtime.tableName();
  }

  /**
   * Declares a model: `class Device extends table.model<Device>("Device")({ ... }) {}`.
   * @throws DefinitionError
   */
  model<Self = never>(name: ModelName<Self>): DeclareModel<Self, Indexes> {
    // The compiler's view of a declaration is in `model-types.ts`; this is the same, checked at run time.
    return ((options: RawModelOptions) =>
      this.#registry.declare(name, options)) as unknown as DeclareModel<Self, Indexes>;
  }

  /**
   * Sets what the table talks to: a Transport, an AWS SDK `DynamoDBClient`, or
   * `{ region, endpoint, credentials }`. Without it the environment decides at first use.
   */
  connect(target: ConnectionTarget): this {
    this.#runtime.connect(target);
    return this;
  }

  /**
   * Tells an observer of every call of the table and its repositories from now on; the function
   * that it gives back ends that.
   */
  observe(observer: Observer): () => void {
    return this.#runtime.observe(observer);
  }

  /** Ends the sockets and threads of all its connections; later calls open new ones. */
  async close(): Promise<void> {
    await this.#runtime.close();
  }

  /**
   * Makes the table, with its keys, indexes and TTL, where it is missing, billed per request; for
   * development and tests.
   */
  async create(): Promise<void> {
    await this.#runtime.async("create").run(createTable(this.name, this.#definition));
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
    await this.#runtime.async("transact", options).run(transact(operations, options));
  }

  /** The same as `transact`, blocking. */
  transactSync(
    operations: readonly Operation<unknown>[],
    options?: TransactOptions & OnConnection,
  ): void {
    this.#runtime.sync("transact", options).run(transact(operations, options));
  }

  /**
   * Stores any number of entities, of any models of the table, 25 a request.
   * @throws BatchWriteError unless all are written
   */
  async upsertMany<Model extends object>(
    entities: Inputs<Model>["async"],
    options?: BatchOptions & OnConnection,
  ): Promise<BatchReport<Model>> {
    return await this.#writeMany("upsertMany", { save: entities }, options);
  }

  /** The same as `upsertMany`, blocking. */
  upsertManySync<Model extends object>(
    entities: Inputs<Model>["sync"],
    options?: BatchOptions & OnConnection,
  ): BatchReport<Model> {
    return this.#writeManySync("upsertMany", { save: entities }, options);
  }

  /**
   * Stores and deletes any number of entities, of any models of the table, in the same requests: of
   * one key what comes last, deletes after all saves. Keys may be given as `{ pk, sk }` too.
   * @throws BatchWriteError unless all is written
   */
  async writeMany<Saved extends object, Deleted extends object>(
    writes: WriteMany<Saved, Deleted>,
    options?: BatchOptions & OnConnection,
  ): Promise<BatchReport<Saved | Deleted>> {
    return await this.#writeMany("writeMany", writes, options);
  }

  /** The same as `writeMany`, blocking. */
  writeManySync<Saved extends object, Deleted extends object>(
    writes: WriteMany<Saved, Deleted>,
    options?: BatchOptions & OnConnection,
  ): BatchReport<Saved | Deleted> {
    return this.#writeManySync("writeMany", writes, options);
  }

  #writeMany<Saved, Deleted>(
    method: string,
    writes: WriteMany<Saved, Deleted>,
    options: (BatchOptions & OnConnection) | undefined,
  ): Promise<BatchReport<Saved | Deleted>> {
    const program = writeMany(this.#registry.mixed(), `${this.name}.${method}`, writes, options);
    return this.#runtime.async(method, options).run(program);
  }

  #writeManySync<Saved, Deleted>(
    method: string,
    writes: WriteMany<Saved, Deleted>,
    options: (BatchOptions & OnConnection) | undefined,
  ): BatchReport<Saved | Deleted> {
    const program = writeMany(this.#registry.mixed(), `${this.name}.${method}`, writes, options);
    return this.#runtime.sync(method, options).run(program);
  }

  /** Reads up to 100 items as they are at one moment: `get` and `getOrThrow` of `Model.operations`. */
  async read<const Operations extends readonly Operation<unknown>[]>(
    operations: Operations,
    options?: CallOptions & OnConnection,
  ): Promise<ResultsOf<Operations>> {
    return await this.#runtime.async("read", options).run(readTogether(operations, options));
  }

  /** The same as `read`, blocking. */
  readSync<const Operations extends readonly Operation<unknown>[]>(
    operations: Operations,
    options?: CallOptions & OnConnection,
  ): ResultsOf<Operations> {
    return this.#runtime.sync("read", options).run(readTogether(operations, options));
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
    // Its class is one of `models`, or whatever the caller says it expects.
    return this.#registry.parse(item) as unknown as Model;
  }

  /** The model and attributes of a primary key, or `undefined` where no template made it. */
  parseKey(key: { readonly pk: string; readonly sk: string }): ParsedKey | undefined {
    return this.#registry.parseKey(key);
  }
}
