import type { BatchReport } from "../errors/batch-write-error.js";
import type {
  CollectionKey,
  EntityOf,
  ModelClass,
  SharedIndex,
} from "../model/collection-types.js";
import type { TableDefinition } from "../model/definition.js";
import type { OnUnknown } from "../model/unknown-items.js";
import type { BatchOptions } from "../operation/batch-options.js";
import { type CollectionOptions, planCollection } from "../operation/collection-plan.js";
import { createTable } from "../operation/create-table.js";
import type { CallOptions, Program } from "../operation/effect.js";
import type { ListPlan } from "../operation/list-plan.js";
import type { Observer } from "../operation/observer.js";
import type { Operation } from "../operation/operation.js";
import type { ResultsOf, TransactOptions } from "../operation/transact.js";
import { readTogether, transact } from "../operation/transact.js";
import { type WriteMany, writeMany } from "../operation/write-many.js";
import type { ConnectionTarget } from "../repository/connection.js";
import type { Inputs } from "../repository/modes.js";
import { OperationQuery, type Query } from "../repository/query.js";
import { AsyncQuery, SyncQuery } from "../repository/query-faces.js";
import type { RawModelOptions } from "./define-model.js";
import type { TableDescription } from "./describe.js";
import type { DeclareModel, ModelName } from "./model-types.js";
import { rememberTable } from "./once-store.js";
import { type ParsedKey, Registry } from "./registry.js";
import { type OnConnection, Runtime } from "./runtime.js";
import { defineStreamHandler } from "./stream-handler.js";
import type { DefineStreamHandler, StreamOptions } from "./stream-types.js";
import { TableCommands } from "./table-commands.js";

/** A DynamoDB table and the models that live in it. */
export class Table<Indexes extends string = string> {
  readonly #definition: TableDefinition;
  readonly #runtime: Runtime;
  readonly #registry: Registry;
  /**
   * Makes a handler of the table's stream of functions `insert`, `modify` and `remove` by model, for
   * Lambda and others. @throws ArgumentError
   */
  readonly streamHandler: DefineStreamHandler;
  /** @internal */
  readonly commands: TableCommands;

  /** @internal */
  constructor(definition: TableDefinition) {
    this.#definition = definition;
    this.#runtime = new Runtime(definition);
    this.#registry = new Registry(definition, this.#runtime);
    this.commands = new TableCommands(this.#registry, this.#runtime);
    this.streamHandler = (handlers: object, options?: StreamOptions) =>
      defineStreamHandler(this.#registry, definition, handlers, options);
    rememberTable(this, definition, this.#registry, this.#runtime);
  }

  /** The table's name; a function that gives it is called once, at first use. */
  get name(): string {
    return this.#runtime.tableName();
  }

  /** Its keys and indexes, and the key patterns of its models, as frozen data. */
  describe(): TableDescription {
    return this.#registry.describe();
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

  /** Makes the table, its indexes and TTL where it is missing; for development and tests. */
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
    const program = this.#writes<Model, never>("upsertMany", { save: entities }, options);
    return await this.#runtime.async("upsertMany", options).run(program);
  }

  /** The same as `upsertMany`, blocking. */
  upsertManySync<Model extends object>(
    entities: Inputs<Model>["sync"],
    options?: BatchOptions & OnConnection,
  ): BatchReport<Model> {
    const program = this.#writes<Model, never>("upsertMany", { save: entities }, options);
    return this.#runtime.sync("upsertMany", options).run(program);
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
    const program = this.#writes("writeMany", writes, options);
    return await this.#runtime.async("writeMany", options).run(program);
  }

  /** The same as `writeMany`, blocking. */
  writeManySync<Saved extends object, Deleted extends object>(
    writes: WriteMany<Saved, Deleted>,
    options?: BatchOptions & OnConnection,
  ): BatchReport<Saved | Deleted> {
    const program = this.#writes("writeMany", writes, options);
    return this.#runtime.sync("writeMany", options).run(program);
  }

  #writes<Saved, Deleted>(
    method: string,
    writes: WriteMany<Saved, Deleted>,
    options: BatchOptions | undefined,
  ): Program<BatchReport<Saved | Deleted>> {
    return writeMany(this.#registry.mixed(), `${this.name}.${method}`, writes, options);
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
   * A lazy query of one partition, of the table or an index, that holds items of several models:
   * one request a page, a union of entities. Items of other types are an error unless `onUnknown`
   * says what becomes of them.
   * @throws ArgumentError, KeyError; reading throws EntityTypeError, DecodeError
   */
  query<
    const Classes extends readonly ModelClass[],
    Index extends SharedIndex<EntityOf<Classes>> = "primary" & SharedIndex<EntityOf<Classes>>,
  >(
    key: CollectionKey<EntityOf<Classes>, Index>,
    models: Classes,
    options?: CollectionOptions<Index> & OnConnection,
  ): Query<EntityOf<Classes>, "async"> {
    const plan = planCollection(this.#registry.collection(models), key, options);
    // What is read is of one of the classes, as the reader of each model makes it.
    const query = new OperationQuery(plan as unknown as ListPlan<EntityOf<Classes>>);
    return new AsyncQuery(query, this.#runtime.async("query", options));
  }

  /** The same as `query`, blocking. */
  querySync<
    const Classes extends readonly ModelClass[],
    Index extends SharedIndex<EntityOf<Classes>> = "primary" & SharedIndex<EntityOf<Classes>>,
  >(
    key: CollectionKey<EntityOf<Classes>, Index>,
    models: Classes,
    options?: CollectionOptions<Index> & OnConnection,
  ): Query<EntityOf<Classes>, "sync"> {
    const plan = planCollection(this.#registry.collection(models), key, options);
    const query = new OperationQuery(plan as unknown as ListPlan<EntityOf<Classes>>); // as in `query`
    return new SyncQuery(query, this.#runtime.sync("query", options));
  }

  /**
   * The entity of an item in DynamoDB JSON, such as an image of a stream record: of one of the
   * models, or, without a list, of any that was used before and the caller says it expects.
   * @throws EntityTypeError for an item of another type, unless `onUnknown` says otherwise; DecodeError
   */
  parse<const Classes extends readonly ModelClass[], Unknown extends OnUnknown = "throw">(
    item: object,
    models: Classes,
    options?: { readonly onUnknown?: Unknown | undefined },
  ): EntityOf<Classes> | ([Unknown] extends ["throw"] ? never : undefined);
  parse<Model>(item: object, models?: readonly ModelClass[]): Model;
  parse(
    item: object,
    models: readonly ModelClass[] = [],
    options?: { readonly onUnknown?: OnUnknown | undefined },
  ): unknown {
    return this.#registry.parse(item, models, options?.onUnknown);
  }

  /** The model and attributes of a primary key, or `undefined` where no template made it. */
  parseKey(key: { readonly pk: string; readonly sk: string }): ParsedKey | undefined {
    return this.#registry.parseKey(key);
  }
}
