import type { Operator, SortOperator } from "./operator.js";

/** The attribute names in a key template: `"A#{x}#{y:10}"` gives `"x" | "y"`. */
export type AttributesOf<Template extends string> =
  Template extends `${string}{${infer Placeholder}}${infer Rest}`
    ? (Placeholder extends `${infer Name}:${string}` ? Name : Placeholder) | AttributesOf<Rest>
    : never;

/** What an entity's type tells about its attributes and keys; carried by instances, types only. */
export interface EntityTypes<Output, Key, Ranges> {
  /** The attributes, as the schema gives them out. */
  readonly output: Output;
  /** The attributes that make the primary key. */
  readonly key: Key;
  /** For each index, and `primary`, what a query on it takes. */
  readonly ranges: Ranges;
}

/** Carries {@link EntityTypes} on an instance type; there is no such property at run time. */
export interface TypeCarrier<Types> {
  readonly "~types"?: Types;
}

type AnyTypes = EntityTypes<unknown, unknown, unknown>;
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

/** The queries that index templates allow, by index name. */
export type IndexRanges<Output, Indexes> = {
  readonly [Index in keyof Indexes]: Indexes[Index] extends {
    readonly pk: infer Partition extends string;
  }
    ? RangeKey<
        Output,
        AttributesOf<Partition>,
        Indexes[Index] extends { readonly sk: infer Sort extends string }
          ? AttributesOf<Sort>
          : never
      >
    : never;
};

/** The attributes of a model. */
export type AttributesOfModel<Model> = TypesOf<Model>["output"];

/** What names one item: its key attributes, or an entity. */
export type KeyOf<Model> = TypesOf<Model>["key"] | Model;

/** The names of the indexes that a model has templates for. */
export type IndexOf<Model> = Extract<keyof TypesOf<Model>["ranges"], string>;

/** The key that a query on an index (or `"primary"`) takes. */
export type RangeOf<Model, Index> = TypesOf<Model>["ranges"] extends infer Ranges
  ? Index extends keyof Ranges
    ? Ranges[Index]
    : never
  : never;

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
  readonly [Name in Exclude<keyof AttributesOfModel<Model>, keyof TypesOf<Model>["key"]>]?: Change<
    Exclude<AttributesOfModel<Model>[Name], undefined>
  >;
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
