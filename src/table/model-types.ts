import type { Item } from "../codec/attribute-value.js";
import type { AttributesOf, EntityTypes, TypeCarrier } from "../model/entity-types.js";
import type { OnReadError } from "../model/read-errors.js";
import type { InferInput, InferOutput } from "../model/standard-schema.js";
import type { Upgrade } from "../model/upgrades.js";
import type { ObjectsClass } from "../repository/face.js";
import type { Objects } from "../repository/objects.js";
import type { AsyncRepository, OperationRepository, SyncRepository } from "./repository-types.js";

/** What every entity has beside its attributes. */
export interface EntityMembers {
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
  /**
   * Called once before each save of the entity, before its key is computed: to fill in attributes,
   * or to throw. Updates by key have no entity and do not call it.
   */
  beforeSave?(): void;
  /** Called once for each entity that a read makes. */
  afterLoad?(): void;
}

/** The same, with what the compiler knows of the model's keys. */
export interface ModelMembers<Types> extends EntityMembers, TypeCarrier<Types> {}

/** What entities have whose class computes its keys itself: it must implement `pk` and `sk`. */
export declare abstract class OwnKeys<Types> implements ModelMembers<Types> {
  readonly "~types"?: Types;
  abstract pk(): string;
  abstract sk(): string;
  createdAt: Date | undefined;
  readonly updatedAt: Date | undefined;
  toItem(): Item;
  toJSON(): Record<string, unknown>;
  beforeSave?(): void;
  afterLoad?(): void;
}

/** What entities of models with `version: true` have. */
export interface Versioned {
  /** The version that the item was stored or read as; 0 before. */
  readonly version: number;
}

type VersionMember<Version> = [Version] extends [true] ? Versioned : unknown;

/** What the class of a model has. */
export interface ModelStatics<Self, Manager> {
  /** Persistence with promises. */
  readonly objects: AsyncRepository<Self, Manager>;
  /** The same persistence, blocking. */
  readonly objectsSync: SyncRepository<Self, Manager>;
  /** Operations that have not run, for `table.transact` and `table.read`. */
  readonly operations: OperationRepository<Self, Manager>;
}

type InstanceOf<Class> = Class extends abstract new (
  ...args: never
) => infer Instance
  ? Instance
  : never;

/** Shown by the compiler where a declaration is wrong. */
export interface Problem<Message extends string> {
  readonly "~problem": Message;
}

type Unknown<Template extends string, Names extends string> = Exclude<
  AttributesOf<Template>,
  Names
>;

/** Nothing for good templates; a problem that names the placeholder for others. */
export type CheckTemplate<Template extends string, Names extends string> = [
  AttributesOf<Template>,
] extends [Names]
  ? unknown
  : Problem<`{${Unknown<Template, Names>}} is not an attribute of the schema`>;

type IndexTemplates<Indexes> = {
  readonly [Index in keyof Indexes]: Indexes[Index] extends { readonly pk: string }
    ? Indexes[Index][keyof Indexes[Index]]
    : never;
}[keyof Indexes];

/** Nothing for good indexes; a problem that names the index or the placeholder for others. */
export type CheckIndexes<Indexes, TableIndexes extends string, Names extends string> = [
  keyof Indexes,
] extends [TableIndexes]
  ? CheckTemplate<Extract<IndexTemplates<Indexes>, string>, Names>
  : Problem<`${Exclude<keyof Indexes, TableIndexes> & string} is not an index of the table`>;

/** What `table.model<Self>(name)` is called with. */
export interface ModelOptions<
  Schema,
  Names extends string,
  Partition extends string,
  Sort extends string,
  Indexes,
  Manager extends ObjectsClass,
  TableIndexes extends string,
  Version extends boolean,
> {
  /** Validates the attributes: zod 4, or any Standard Schema. */
  readonly schema: Schema;
  /** The template of the partition key, such as `"TENANT#{tenantId}"`. */
  readonly pk?: Partition & CheckTemplate<Partition, Names>;
  /** The template of the sort key, such as `"DEVICE#{deviceId}"`. */
  readonly sk?: Sort & CheckTemplate<Sort, Names>;
  /** The templates of the indexes that items of this model are in. */
  readonly indexes?: Indexes & CheckIndexes<Indexes, TableIndexes, Names>;
  /** The class of the model's own queries, merged into both repositories. */
  readonly objects?: Manager;
  /**
   * Optimistic locking: every write of an entity checks that what is stored is the version that it
   * was read as, and counts it.
   */
  readonly version?: Version;
  /**
   * Makes items of older schemas into those of this one when they are read: `1` from version 1 to
   * 2, and so on. Items that do not say their version are of version 1.
   */
  readonly upgrade?: { readonly [version: number]: Upgrade };
  /** What reads do with items that do not fit the schema; the table's own answer when left out. */
  readonly onReadError?: OnReadError | undefined;
  /**
   * Attributes whose values no two entities share: names, or arrays of names that are unique
   * together. Kept by transactions, at a read and more write units where such a value may change.
   */
  readonly unique?: readonly (NoInfer<Names> | readonly NoInfer<Names>[])[];
}

/** The class that a declaration with key templates extends. */
export interface TemplateModel<
  Self,
  Schema,
  Output,
  Partition extends string,
  Sort extends string,
  Indexes,
  Manager,
  Version = false,
> extends ModelStatics<Self, InstanceOf<Manager>> {
  new (
    attributes: InferInput<Schema>,
  ): Output & ModelMembers<EntityTypes<Output, Partition, Sort, Indexes>> & VersionMember<Version>;
}

/** The class that a declaration without key templates extends. */
export type OwnKeyModel<Self, Schema, Output, Indexes, Manager, Version = false> = ModelStatics<
  Self,
  InstanceOf<Manager>
> &
  (abstract new (
    attributes: InferInput<Schema>,
  ) => Output & OwnKeys<EntityTypes<Output, never, never, Indexes>> & VersionMember<Version>);

/** The class to extend, or what is wrong with the declaration. */
export type DeclaredModel<
  Self,
  Schema,
  Output,
  Partition extends string,
  Sort extends string,
  Indexes,
  Manager,
  Version,
> = [Partition] extends [never]
  ? [Sort] extends [never]
    ? OwnKeyModel<Self, Schema, Output, Indexes, Manager, Version>
    : Problem<"give `pk` as well as `sk`, or neither">
  : [Sort] extends [never]
    ? Problem<"give `sk` as well as `pk`, or neither">
    : TemplateModel<Self, Schema, Output, Partition, Sort, Indexes, Manager, Version>;

/**
 * What `table.model<Self>(name)` gives: called with the model's options, it gives the class to
 * extend. `Output` and `Names` follow from the schema; as parameters they are worked out once.
 */
export type DeclareModel<Self, TableIndexes extends string> = <
  Schema,
  const Partition extends string = never,
  const Sort extends string = never,
  const Indexes = Record<never, never>,
  Manager extends ObjectsClass = typeof Objects<Self>,
  Output = InferOutput<Schema>,
  Names extends string = Extract<keyof Output, string>,
  const Version extends boolean = false,
>(
  options: ModelOptions<Schema, Names, Partition, Sort, Indexes, Manager, TableIndexes, Version>,
) => DeclaredModel<Self, Schema, Output, Partition, Sort, Indexes, Manager, Version>;

/** The name of a model; the compiler asks for `Self` here where it is missing. */
export type ModelName<Self> = [Self] extends [never]
  ? 'Write: class Name extends table.model<Name>("Name")({ ... }) {}'
  : string;
