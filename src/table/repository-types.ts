import type { Effect } from "../operation/effect.js";
import type { Operation } from "../operation/operation.js";
import type { ConnectionTarget } from "../repository/connection.js";
import type { Mode, Modes } from "../repository/modes.js";
import type { Objects } from "../repository/objects.js";
import type { Query, QueryMethods } from "../repository/query.js";
import type { Repository } from "../repository/repository.js";
import type { Exporter } from "./s3-import.js";

/** What a manager's member answers once it is merged into a repository. */
type Lifted<Result, In extends Mode> =
  Result extends QueryMethods<infer Model, "operation">
    ? Query<Model, In>
    : Result extends Operation<infer Value>
      ? Modes<Value>[In]
      : Result extends Generator<Effect, infer Value, never>
        ? Modes<Value>[In]
        : Result;

type LiftedMember<Member, In extends Mode> = Member extends (...args: infer Args) => infer Result
  ? (...args: Args) => Lifted<Result, In>
  : Lifted<Member, In>;

/** A manager's own members, as a repository has them. */
export type ManagerMembers<Manager, In extends Mode> = {
  readonly [Name in Exclude<keyof Manager, keyof Objects<never>>]: LiftedMember<Manager[Name], In>;
};

/** A repository with its manager merged in. */
export type BoundRepository<Model, Manager, In extends Mode> = Repository<Model, In> &
  ManagerMembers<Manager, In> & {
    /**
     * The same repository on another connection: per-tenant credentials, a test's own engine. A
     * target has one connection, which lasts until the table is closed: keep and reuse targets.
     */
    using(target: ConnectionTarget): BoundRepository<Model, Manager, In>;
  };

/** What `Model.objects` is: every method answers a promise. */
export type AsyncRepository<Model, Manager = Objects<Model>> = BoundRepository<
  Model,
  Manager,
  "async"
> &
  Exporter<Model>;

/** What `Model.objectsSync` is: every method blocks. */
export type SyncRepository<Model, Manager = Objects<Model>> = BoundRepository<
  Model,
  Manager,
  "sync"
>;

/** What `Model.operations` is: every method gives an operation that has not run. */
export type OperationRepository<Model, Manager = Objects<Model>> = Repository<Model, "operation"> &
  ManagerMembers<Manager, "operation">;
