import type { BatchReport } from "../errors/batch-write-error.js";
import { InternalError } from "../errors/errors.js";
import type {
  AttributeName,
  Changes,
  Condition,
  Found,
  IndexOf,
  KeyOf,
  RangeOf,
} from "../model/entity-types.js";
import { backfill } from "../operation/backfill.js";
import type { BatchOptions } from "../operation/batch-options.js";
import { deletePlan } from "../operation/batch-plans.js";
import { batchWrite } from "../operation/batch-write.js";
import { planCheck } from "../operation/check.js";
import {
  type CheckUniqueOptions,
  checkUnique,
  type UniqueProgress,
} from "../operation/check-unique.js";
import type { OperationContext } from "../operation/context.js";
import { type DeleteOptions, deleteOne, planDelete } from "../operation/delete.js";
import type { CallOptions, Program } from "../operation/effect.js";
import {
  type ExistsOptions,
  exists,
  type GetOptions,
  get,
  getOrThrow,
  planGet,
  planGetOrThrow,
  type ReadPlan,
} from "../operation/get.js";
import { type GetManyOptions, getMany } from "../operation/get-many.js";
import type { ListPlan } from "../operation/list-plan.js";
import type { MaintenanceOptions, MaintenanceReport } from "../operation/maintenance.js";
import { Operation } from "../operation/operation.js";
import { planQuery, type QueryOptions } from "../operation/query-plan.js";
import { type ReindexReport, reindex } from "../operation/reindex.js";
import { type CreateOptions, planSave, type SaveOptions, save } from "../operation/save.js";
import { planScan, type ScanOptions } from "../operation/scan-plan.js";
import { writeAlone } from "../operation/transact.js";
import { type Updated, update } from "../operation/update.js";
import { planUpdate, type Returning, type UpdateOptions } from "../operation/update-plan.js";
import { type UpsertOptions, upsertPlanOf } from "../operation/upsert-merged.js";
import type { WritePlanner } from "../operation/write-plan.js";
import type { Inputs } from "./modes.js";
import { OperationQuery, type Query } from "./query.js";
import type { Repository } from "./repository.js";

/** How a method takes part in a transaction, given its model. */
interface InTransaction<Model, Result> {
  readonly write?: (context: OperationContext<Model>) => ReturnType<WritePlanner>;
  readonly read?: (context: OperationContext<Model>) => ReadPlan<Result>;
}

/** The context of every manager; kept beside the instance so that no subclass can clash with it. */
const contexts = new WeakMap<object, OperationContext<unknown>>();

/**
 * The persistence logic of a model, written once: every method gives an operation, and the two
 * repositories run them. Extend it for queries of your own:
 *
 *     class DeviceObjects extends Objects<Device> {
 *       online(tenantId: string) {
 *         return this.query({ tenantId, status: "up" }, { index: "GSI1" });
 *       }
 *     }
 *
 * A method returns an operation, or is a generator that runs several with `yield*`.
 */
export class Objects<Model> implements Repository<Model, "operation"> {
  /**
   * Names of persistence methods that a subclass replaces on purpose. Others cannot be replaced:
   * that is an error where the model is defined.
   */
  static readonly replaces: readonly string[] = [];

  get<Name extends AttributeName<Model> = never>(
    key: KeyOf<Model>,
    options?: GetOptions<Name>,
  ): Operation<Found<Model, NoInfer<Name>> | undefined> {
    return this.#found<Model | undefined, Found<Model, NoInfer<Name>> | undefined>(
      (context) => get(context, key, options),
      { read: (context) => planGet(context, key, options) },
    );
  }

  getOrThrow<Name extends AttributeName<Model> = never>(
    key: KeyOf<Model>,
    options?: GetOptions<Name>,
  ): Operation<Found<Model, NoInfer<Name>>> {
    return this.#found<Model, Found<Model, NoInfer<Name>>>(
      (context) => getOrThrow(context, key, options),
      { read: (context) => planGetOrThrow(context, key, options) },
    );
  }

  getMany<Name extends AttributeName<Model> = never>(
    keys: Iterable<KeyOf<Model>>,
    options?: GetManyOptions<Name>,
  ): Operation<(Found<Model, NoInfer<Name>> | undefined)[]> {
    return this.#found<(Model | undefined)[], (Found<Model, NoInfer<Name>> | undefined)[]>(
      (context) => getMany(context, keys, options),
    );
  }

  exists(key: KeyOf<Model>, options?: ExistsOptions): Operation<boolean> {
    return this.#operation((context) => exists(context, key, options));
  }

  save(entity: Model, options?: SaveOptions<Model>): Operation<Model> {
    return this.#operation((context) => save(context, entity, options), {
      write: (context) => planSave(context, entity, options),
    });
  }

  create(entity: Model, options?: CreateOptions<Model>): Operation<Model> {
    const created = { ...options, mode: "create" } as const;
    return this.#operation((context) => save(context, entity, created), {
      write: (context) => planSave(context, entity, created),
    });
  }

  update<Returned extends Returning = "new">(
    key: KeyOf<Model>,
    changes: Changes<Model>,
    options?: UpdateOptions<Model, Returned>,
  ): Operation<Updated<Model, Returned>> {
    const operation: Operation<unknown> = this.#operation(
      (context) => update(context, key, changes, options),
      { write: (context) => planUpdate(context, key, changes, options) },
    );
    return operation as Operation<Updated<Model, Returned>>; // as `returning` says
  }

  delete(key: KeyOf<Model>, options?: DeleteOptions<Model>): Operation<Model | undefined> {
    return this.#operation((context) => deleteOne(context, key, options), {
      write: (context) => planDelete(context, key, options),
    });
  }

  check(key: KeyOf<Model>, where?: Condition<Model>, options?: CallOptions): Operation<void> {
    const write = (context: OperationContext<Model>) => planCheck(context, key, where);
    return this.#operation((context) => writeAlone(() => write(context), options), { write });
  }

  checkUnique(options?: CheckUniqueOptions): Operation<UniqueProgress> {
    return this.#operation((context) => checkUnique(context, options));
  }

  upsertMany(
    entities: Inputs<Model>["operation"],
    options?: UpsertOptions,
  ): Operation<BatchReport<Model>> {
    return this.#operation((context) =>
      batchWrite(context, entities, upsertPlanOf(context, options), options),
    );
  }

  deleteMany(
    keys: Inputs<KeyOf<Model>>["operation"],
    options?: BatchOptions,
  ): Operation<BatchReport<KeyOf<Model>>> {
    return this.#operation((context) => batchWrite(context, keys, deletePlan(context), options));
  }

  backfill(options?: MaintenanceOptions): Operation<MaintenanceReport> {
    return this.#operation((context) => backfill(context, options));
  }

  reindex(options?: MaintenanceOptions): Operation<ReindexReport> {
    return this.#operation((context) => reindex(context, options));
  }

  query<Index extends IndexOf<Model> = "primary", Name extends AttributeName<Model> = never>(
    key: RangeOf<Model, Index>,
    options?: QueryOptions<Model, Index, Name>,
  ): Query<Found<Model, NoInfer<Name>>, "operation"> {
    return this.#list<Name>(planQuery(contextOf<Model>(this), key, options));
  }

  scan<Name extends AttributeName<Model> = never>(
    options?: ScanOptions<Model, Name>,
  ): Query<Found<Model, NoInfer<Name>>, "operation"> {
    return this.#list<Name>(planScan(contextOf<Model>(this), options));
  }

  /** What is read with `select` is typed as the selection. */
  #list<Name>(plan: ListPlan<Model>): Query<Found<Model, NoInfer<Name>>, "operation"> {
    return new OperationQuery(plan as ListPlan<unknown> as ListPlan<Found<Model, NoInfer<Name>>>); // as `itemReader` reads
  }

  #found<Result, Answer>(
    program: (context: OperationContext<Model>) => Program<Result>,
    inTransaction?: InTransaction<Model, Result>,
  ): Operation<Answer> {
    const operation: Operation<unknown> = this.#operation(program, inTransaction);
    return operation as Operation<Answer>; // as `itemReader` reads
  }

  #operation<Result>(
    program: (context: OperationContext<Model>) => Program<Result>,
    { write, read }: InTransaction<Model, Result> = {},
  ): Operation<Result> {
    const context = (): OperationContext<Model> => contextOf<Model>(this);
    return new Operation(() => program(context()), {
      ...(write && { write: () => write(context()) }),
      ...(read && { read: () => read(context()) }),
    });
  }
}

/** Gives a manager its model. */
export function bindObjects<Model>(
  manager: Objects<Model>,
  context: OperationContext<Model>,
): void {
  contexts.set(manager, context as OperationContext<unknown>); // read back by `contextOf` for the same manager
}

function contextOf<Model>(manager: Objects<Model>): OperationContext<Model> {
  const context = contexts.get(manager);
  if (context !== undefined) return context as OperationContext<Model>; // put there by `bindObjects`
  throw new InternalError("A manager was used without a model; use Model.objects.");
}
