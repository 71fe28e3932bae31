import type { Operator, SortOperator } from "./operator.js";

/** The attribute names in a key template: `"A#{x}#{y:10}"` gives `"x" | "y"`. */
export type AttributesOf<Template extends string> =
  Template extends `${string}{${infer Placeholder}}${infer Rest}`
    ? (Placeholder extends `${infer Name}:${string}` ? Name : Placeholder) | AttributesOf<Rest>
    : never;

/**
 * What an entity's type tells about its attributes and keys; carried by instances, types only. It
 * holds the templates as they were written: what a query takes is worked out where one is made.
 */
export interface EntityTypes<Output, Partition extends string, Sort extends string, Indexes> {
  /** The attributes, as the schema gives them out. */
  readonly output: Output;
  /** The templates of the primary key; `never` where the class computes its own. */
  readonly pk: Partition;
  readonly sk: Sort;
  /** The templates of the indexes, by name. */
  readonly indexes: Indexes;
}

/** Carries {@link EntityTypes} on an instance type; there is no such property at run time. */
export interface TypeCarrier<Types> {
  readonly "~types"?: Types;
}

type AnyTypes = EntityTypes<unknown, string, string, unknown>;
type TypesOf<Model> = Model extends TypeCarrier<infer Types extends AnyTypes> ? Types : AnyTypes;

type PartValue<Output, Name> = Name extends keyof Output ? NonNullable<Output[Name]> : never;

/** The key attributes of a primary key, all required. */
export type PrimaryKey<Output, Names extends string> = {
  readonly [Name in Names]: PartValue<Output, Name>;
};

/** The key of a query: partition attributes required, sort attributes optional, an operator last. */
export type RangeKey<Output, Partition extends string, Sort extends string> = {
  readonly [Name in Partition]: PartValue<Output, Name>;
} & {
  readonly [Name in Exclude<Sort, Partition>]?:
    | PartValue<Output, Name>
    | SortOperator<PartValue<Output, Name>>;
};

/** The attributes of a model. */
export type AttributesOfModel<Model> = TypesOf<Model>["output"];

/** The names of a model's attributes. */
export type AttributeName<Model> = Extract<keyof AttributesOfModel<Model>, string>;

/** Some attributes of a model: what reads with `select` answer, as plain frozen objects. */
export type Selected<Model, Name> = Readonly<
  Pick<AttributesOfModel<Model>, Name & keyof AttributesOfModel<Model>>
>;

/** What a read answers: entities, or selected attributes where there is a selection. */
export type Found<Model, Name> = [Name] extends [never] ? Model : Selected<Model, Name>;

/** The key texts of a model whose class computes them. */
export interface OwnKey {
  readonly pk: string;
  readonly sk: string;
}

type KeyAttributes<Types extends AnyTypes> = [Types["pk"]] extends [never]
  ? OwnKey
  : PrimaryKey<Types["output"], AttributesOf<Types["pk"]> | AttributesOf<Types["sk"]>>;

/** What names one item: its key attributes, or an entity. */
export type KeyOf<Model> = KeyAttributes<TypesOf<Model>> | Model;

/** The names of the indexes that a model has templates for, and `primary`. */
export type IndexOf<Model> = Extract<keyof TypesOf<Model>["indexes"], string> | "primary";

type PrimaryRange<Types extends AnyTypes> = [Types["pk"]] extends [never]
  ? { readonly pk: string; readonly sk?: string | SortOperator<string> }
  : RangeKey<Types["output"], AttributesOf<Types["pk"]>, AttributesOf<Types["sk"]>>;

type IndexRange<Output, Templates> = Templates extends {
  readonly pk: infer Partition extends string;
}
  ? RangeKey<
      Output,
      AttributesOf<Partition>,
      Templates extends { readonly sk: infer Sort extends string } ? AttributesOf<Sort> : never
    >
  : never;

/** The key that a query on an index (or `"primary"`) takes. */
export type RangeOf<Model, Index> = Index extends "primary"
  ? PrimaryRange<TypesOf<Model>>
  : IndexRange<
      AttributesOfModel<Model>,
      TypesOf<Model>["indexes"][Index & keyof TypesOf<Model>["indexes"]]
    >;

type Listed<Value> = Value extends readonly unknown[] ? Value : never;
type Added<Value> = Value extends number | bigint | ReadonlySet<unknown> ? Value : never;

/** What an update can do to an attribute: a new value, or an operator. */
export type Change<Value> =
  | Value
  | Operator<"remove", never>
  | Operator<"add", Added<Value>>
  | Operator<"append", Listed<Value>>;

/** The changes of an update: any attributes but those of the primary key. */
export type Changes<Model> = {
  readonly [Name in Exclude<
    keyof AttributesOfModel<Model>,
    keyof KeyAttributes<TypesOf<Model>>
  >]?: Change<Exclude<AttributesOfModel<Model>[Name], undefined>>;
};

/** The operators that compare an attribute with a value of its own type. */
export type ComparisonName = "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "between" | "oneOf";

/** What an attribute can be compared with. */
export type Comparison<Value> =
  | Value
  | Operator<ComparisonName, NonNullable<Value>>
  | Operator<"beginsWith", string>
  | Operator<"exists" | "missing", never>;

/** Attributes that all have to compare as given. */
export type AttributeCondition<Attributes> = {
  readonly [Name in keyof Attributes]?: Comparison<Attributes[Name]>;
};

/** A condition on a stored item: attributes, or `and`, `or`, `not` of conditions. */
export type Condition<Model> =
  | AttributeCondition<AttributesOfModel<Model>>
  | Operator<"and" | "or" | "not", Condition<Model>>;
