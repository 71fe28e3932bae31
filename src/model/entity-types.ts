import type {
  AttributeReference,
  Combination,
  ComparisonName,
  Operator,
  SortOperator,
  StoredTypeName,
} from "./operator.js";

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

/** What is only set whole: an object can stand for its parts, these cannot. */
type Whole =
  | string
  | boolean
  | Date
  | Uint8Array
  | ReadonlyMap<unknown, unknown>
  | null
  | undefined;

/** Attributes by their path, such as `"address.lines[2]"`: checked when it is used. */
export interface ByPath {
  readonly [path: `${string}.${string}`]: unknown;
  readonly [path: `${string}[${string}`]: unknown;
}

/** The changes that only some kinds of values have, and those of the parts of an object or list. */
type OwnChange<Value> = Value extends Whole
  ? never
  : Value extends number | bigint
    ? Operator<"add", number | bigint>
    : Value extends ReadonlySet<unknown>
      ? Operator<"add" | "subtract", Value>
      : Value extends readonly (infer Element)[]
        ? Operator<"append" | "prepend", Value> | { readonly [Index in number]?: Change<Element> }
        : { readonly [Name in keyof Value]?: Change<Exclude<Value[Name], undefined>> };

/**
 * What an update can do to an attribute: a new value, an operator, or, for an object or a list,
 * the changes of some of its parts.
 */
export type Change<Value> =
  | Value
  | Operator<"remove", never>
  | Operator<"set" | "setIfMissing", Value>
  | OwnChange<Value>;

/** The changes of an update: any attributes but those of the primary key. */
export type Changes<Model> = {
  readonly [Name in Exclude<
    keyof AttributesOfModel<Model>,
    keyof KeyAttributes<TypesOf<Model>>
  >]?: Change<Exclude<AttributesOfModel<Model>[Name], undefined>>;
} & ByPath;

type SizeComparison = Operator<"size", number | Operator<ComparisonName, number>>;

/** The comparisons that only some kinds of values have, and those of the parts of an object or list. */
type OwnComparison<Value> = Value extends string
  ? Operator<"beginsWith" | "contains", string> | SizeComparison
  : Value extends Date
    ? Operator<"beginsWith", string>
    : Value extends ReadonlySet<infer Member>
      ? Operator<"contains", Member> | SizeComparison
      : Value extends readonly (infer Element)[]
        ?
            | Operator<"contains", Element>
            | SizeComparison
            | { readonly [Index in number]?: Comparison<Element> }
        : Value extends number | bigint | boolean | null | undefined
          ? never
          : Value extends Whole
            ? SizeComparison
            : AttributeCondition<Value> | SizeComparison;

/** What an attribute can be compared with; an object stands for what it names, `eq()` for its whole. */
export type Comparison<Value> =
  | Value
  | Operator<ComparisonName, NonNullable<Value> | AttributeReference>
  | Operator<"ofType", StoredTypeName>
  | Operator<"exists" | "missing", never>
  | Combination<Comparison<Value>>
  | OwnComparison<Value>;

/** Attributes that all have to compare as given. */
export type AttributeCondition<Attributes> = {
  readonly [Name in keyof Attributes]?: Comparison<Attributes[Name]>;
};

/** A condition on a stored item: attributes, or `and`, `or`, `not` of conditions. */
export type Condition<Model> =
  | (AttributeCondition<AttributesOfModel<Model>> & ByPath)
  | Combination<Condition<Model>>;
