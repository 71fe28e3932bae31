import type { Item } from "../codec/attribute-value.js";
import type {
  AttributesOf,
  EntityTypes,
  IndexRanges,
  PrimaryKey,
  RangeKey,
  TypeCarrier,
} from "../model/entity-types.js";
import type { SortOperator } from "../model/operator.js";
import type { InferInput, InferOutput, StandardSchema } from "../model/standard-schema.js";
import type { Effect } from "../operation/effect.js";
import type { Operation } from "../operation/operation.js";
import type { ConnectionTarget } from "../repository/connection.js";
import type { ObjectsClass } from "../repository/face.js";
import type { Mode, Modes } from "../repository/modes.js";
import type { Objects } from "../repository/objects.js";
import type { Query, QueryMethods } from "../repository/query.js";
import type { Repository } from "../repository/repository.js";

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
    /** The same repository on another connection: per-tenant credentials, a test's own engine. */
    using(target: ConnectionTarget): BoundRepository<Model, Manager, In>;
  };

/** What `Model.objects` is: every method answers a promise. */
export type AsyncRepository<Model, Manager = Objects<Model>> = BoundRepository<
  Model,
  Manager,
  "async"
>;

/** What `Model.objectsSync` is: every method blocks. */
export type SyncRepository<Model, Manager = Objects<Model>> = BoundRepository<
  Model,
  Manager,
  "sync"
>;

/** What every entity has beside its attributes. */
export interface ModelMembers<Types> extends TypeCarrier<Types> {
  /** The text of the partition key. */
  pk(): string;
  /** The text of the sort key. */
  sk(): string;
  /** When the item was first stored; kept by every later save. */
  createdAt: Date | undefined;
  /** When the item was last stored. */
  readonly updatedAt: Date | undefined;
  /** The item that a save would store now, in DynamoDB JSON (binary as base64 text). */
  toItem(): Item;
  /** The attributes and the timestamps. */
  toJSON(): Record<string, unknown>;
}

/** What entities have whose class computes its keys itself: it must implement `pk` and `sk`. */
export declare abstract class OwnKeys<Types> implements ModelMembers<Types> {
  readonly "~types"?: Types;
  abstract pk(): string;
  abstract sk(): string;
  createdAt: Date | undefined;
  readonly updatedAt: Date | undefined;
  toItem(): Item;
  toJSON(): Record<string, unknown>;
}

/** What the class of a model has. */
export interface ModelStatics<Self, Manager> {
  /** Persistence with promises. */
  readonly objects: AsyncRepository<Self, Manager>;
  /** The same persistence, blocking. */
  readonly objectsSync: SyncRepository<Self, Manager>;
}

type InstanceOf<Class> = Class extends abstract new (
  ...args: never
) => infer Instance
  ? Instance
  : never;

type AttributeNames<Schema extends StandardSchema> = Extract<keyof InferOutput<Schema>, string>;

/** Shown by the compiler where a declaration is wrong. */
export interface Problem<Message extends string> {
  readonly "~problem": Message;
}

type Unknown<Template extends string, Names extends string> = Exclude<
  AttributesOf<Template>,
  Names
>;

/** Nothing for a good template; a problem that names the placeholder for another. */
export type CheckTemplate<Template extends string, Names extends string> = [
  Unknown<Template, Names>,
] extends [never]
  ? unknown
  : Problem<`{${Unknown<Template, Names>}} is not an attribute of the schema`>;

/** The templates of a model's indexes, with a problem for each that the table or schema lacks. */
export type CheckIndexes<Indexes, TableIndexes extends string, Names extends string> = {
  readonly [Index in keyof Indexes]: Index extends TableIndexes
    ? Indexes[Index] extends { readonly pk: string }
      ? {
          readonly [Part in keyof Indexes[Index]]: Indexes[Index][Part] extends string
            ? CheckTemplate<Indexes[Index][Part], Names>
            : string;
        }
      : Problem<"an index takes { pk, sk } templates">
    : Problem<`${Index & string} is not an index of the table`>;
};

/** What `table.model<Self>(name)` is called with. */
export interface ModelOptions<
  Schema extends StandardSchema,
  Partition extends string,
  Sort extends string,
  Indexes,
  Manager extends ObjectsClass,
  TableIndexes extends string,
> {
  /** Validates the attributes: zod 4, or any Standard Schema. */
  readonly schema: Schema;
  /** The template of the partition key, such as `"TENANT#{tenantId}"`. */
  readonly pk?: Partition & CheckTemplate<Partition, AttributeNames<Schema>>;
  /** The template of the sort key, such as `"DEVICE#{deviceId}"`. */
  readonly sk?: Sort & CheckTemplate<Sort, AttributeNames<Schema>>;
  /** The templates of the indexes that items of this model are in. */
  readonly indexes?: Indexes & CheckIndexes<Indexes, TableIndexes, AttributeNames<Schema>>;
  /** The class of the model's own queries, merged into both repositories. */
  readonly objects?: Manager;
  /** Optimistic locking; only `false` so far. */
  readonly version?: false;
}

type TemplateTypes<Output, Partition extends string, Sort extends string, Indexes> = EntityTypes<
  Output,
  PrimaryKey<Output, AttributesOf<Partition> | AttributesOf<Sort>>,
  {
    readonly primary: RangeKey<Output, AttributesOf<Partition>, AttributesOf<Sort>>;
  } & IndexRanges<Output, Indexes>
>;

type OwnKeyTypes<Output, Indexes> = EntityTypes<
  Output,
  { readonly pk: string; readonly sk: string },
  {
    readonly primary: { readonly pk: string; readonly sk?: string | SortOperator<string> };
  } & IndexRanges<Output, Indexes>
>;

/** The class that a declaration with key templates extends. */
export interface TemplateModel<
  Self,
  Schema extends StandardSchema,
  Partition extends string,
  Sort extends string,
  Indexes,
  Manager,
> extends ModelStatics<Self, InstanceOf<Manager>> {
  new (
    attributes: InferInput<Schema>,
  ): InferOutput<Schema> &
    ModelMembers<TemplateTypes<InferOutput<Schema>, Partition, Sort, Indexes>>;
}

/** The class that a declaration without key templates extends. */
export type OwnKeyModel<Self, Schema extends StandardSchema, Indexes, Manager> = ModelStatics<
  Self,
  InstanceOf<Manager>
> &
  (abstract new (
    attributes: InferInput<Schema>,
  ) => InferOutput<Schema> & OwnKeys<OwnKeyTypes<InferOutput<Schema>, Indexes>>);

/** The class to extend, or what is wrong with the keys. */
export type DeclaredModel<
  Self,
  Schema extends StandardSchema,
  Partition extends string,
  Sort extends string,
  Indexes,
  Manager,
> = [Partition] extends [never]
  ? [Sort] extends [never]
    ? OwnKeyModel<Self, Schema, Indexes, Manager>
    : Problem<"give `pk` as well as `sk`, or neither">
  : [Sort] extends [never]
    ? Problem<"give `sk` as well as `pk`, or neither">
    : TemplateModel<Self, Schema, Partition, Sort, Indexes, Manager>;

/** What `table.model<Self>(name)` gives: called with the model's options, it gives the class to extend. */
export type DeclareModel<Self, TableIndexes extends string> = <
  Schema extends StandardSchema,
  const Partition extends string = never,
  const Sort extends string = never,
  const Indexes = Record<never, never>,
  Manager extends ObjectsClass = typeof Objects<Self>,
>(
  options: ModelOptions<Schema, Partition, Sort, Indexes, Manager, TableIndexes>,
) => DeclaredModel<Self, Schema, Partition, Sort, Indexes, Manager>;

/** The name of a model; the compiler asks for `Self` here where it is missing. */
export type ModelName<Self> = [Self] extends [never]
  ? 'Write: class Name extends table.model<Name>("Name")({ ... }) {}'
  : string;
