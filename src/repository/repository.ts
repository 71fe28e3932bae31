import type { BatchReport } from "../errors/batch-write-error.js";
import type {
  AttributeName,
  Changes,
  Condition,
  Found,
  IndexOf,
  KeyOf,
  RangeOf,
} from "../model/entity-types.js";
import type { BatchOptions } from "../operation/batch-options.js";
import type { CheckUniqueOptions, UniqueProgress } from "../operation/check-unique.js";
import type { DeleteOptions } from "../operation/delete.js";
import type { CallOptions } from "../operation/effect.js";
import type { ExistsOptions, GetOptions } from "../operation/get.js";
import type { GetManyOptions } from "../operation/get-many.js";
import type { MaintenanceOptions, MaintenanceReport } from "../operation/maintenance.js";
import type { QueryOptions } from "../operation/query-plan.js";
import type { ReindexReport } from "../operation/reindex.js";
import type { CreateOptions, SaveOptions } from "../operation/save.js";
import type { ScanOptions } from "../operation/scan-plan.js";
import type { Updated } from "../operation/update.js";
import type { Returning, UpdateOptions } from "../operation/update-plan.js";
import type { UpsertOptions } from "../operation/upsert-merged.js";
import type { Inputs, Mode, Modes } from "./modes.js";
import type { Query } from "./query.js";

/**
 * The persistence of one model: the same methods in all modes. `Model.objects` answers promises,
 * `Model.objectsSync` blocks, and a manager's own methods get operations to compose.
 */
export interface Repository<Model, In extends Mode> {
  /** The entity of a key, or `undefined`. @throws EntityTypeError, DecodeError */
  get<Name extends AttributeName<Model> = never>(
    key: KeyOf<Model>,
    options?: GetOptions<Name>,
  ): Modes<Found<Model, NoInfer<Name>> | undefined>[In];
  /** The entity of a key. @throws NotFoundError */
  getOrThrow<Name extends AttributeName<Model> = never>(
    key: KeyOf<Model>,
    options?: GetOptions<Name>,
  ): Modes<Found<Model, NoInfer<Name>>>[In];
  /** The entities of any number of keys, aligned with them; `undefined` where none is stored. */
  getMany<Name extends AttributeName<Model> = never>(
    keys: Iterable<KeyOf<Model>>,
    options?: GetManyOptions<Name>,
  ): Modes<(Found<Model, NoInfer<Name>> | undefined)[]>[In];
  /** Whether an entity is stored under the key. */
  exists(key: KeyOf<Model>, options?: ExistsOptions): Modes<boolean>[In];
  /**
   * Stores an entity whole, stamps it and returns it.
   * @throws AlreadyExistsError in mode `create`, ConditionFailedError for `where`
   */
  save(entity: Model, options?: SaveOptions<Model>): Modes<Model>[In];
  /** `save` in mode `create`. @throws AlreadyExistsError */
  create(entity: Model, options?: CreateOptions<Model>): Modes<Model>[In];
  /**
   * Changes attributes of a stored item and gives the entity as it is stored now, or what
   * `returning` asks for.
   * @throws NotFoundError, ConditionFailedError, IndexKeyError
   */
  update<Returned extends Returning = "new">(
    key: KeyOf<Model>,
    changes: Changes<Model>,
    options?: UpdateOptions<Model, Returned>,
  ): Modes<Updated<Model, Returned>>[In];
  /** Deletes an item and gives the entity that was stored, or `undefined`. */
  delete(key: KeyOf<Model>, options?: DeleteOptions<Model>): Modes<Model | undefined>[In];
  /**
   * Checks that an item is stored and meets a condition; made for transactions, where it holds at
   * the moment of the writes.
   * @throws NotFoundError, ConditionFailedError
   */
  check(key: KeyOf<Model>, where?: Condition<Model>, options?: CallOptions): Modes<void>[In];
  /**
   * Compares what keeps `unique` attributes with the entities, and repairs it where asked: reads
   * the whole table, and two items more for each entity.
   */
  checkUnique(options?: CheckUniqueOptions): Modes<UniqueProgress>[In];
  /**
   * Stores any number of entities, 25 a request; one a request with `preserveCreatedAt`.
   * @throws BatchWriteError unless all are written
   */
  upsertMany(entities: Inputs<Model>[In], options?: UpsertOptions): Modes<BatchReport<Model>>[In];
  /** Deletes any number of items, 25 a request. @throws BatchWriteError unless all are deleted */
  deleteMany(
    keys: Inputs<KeyOf<Model>>[In],
    options?: BatchOptions,
  ): Modes<BatchReport<KeyOf<Model>>>[In];
  /**
   * Writes all stored items of older schemas back as they are upgraded, each unless it changes
   * meanwhile. Reads the whole table.
   */
  backfill(options?: MaintenanceOptions): Modes<MaintenanceReport>[In];
  /**
   * Finds all stored items whose index keys are not what their attributes make, and repairs them.
   * Reads the whole table.
   */
  reindex(options?: MaintenanceOptions): Modes<ReindexReport>[In];
  /** A lazy query of one partition: partition attributes, and sort attributes left to right. */
  query<Index extends IndexOf<Model> = "primary", Name extends AttributeName<Model> = never>(
    key: RangeOf<Model, Index>,
    options?: QueryOptions<Model, Index, Name>,
  ): Query<Found<Model, NoInfer<Name>>, In>;
  /**
   * A lazy read of the whole table, of which this model's entities are given: everything that is
   * stored is read and charged.
   */
  scan<Name extends AttributeName<Model> = never>(
    options?: ScanOptions<Model, Name>,
  ): Query<Found<Model, NoInfer<Name>>, In>;
}
