import type { IndexOf, RangeOf } from "./entity-types.js";
import type { SortOperator } from "./operator.js";

/** The class of a model. */
export type ModelClass = abstract new (...args: never) => object;

/** The entities of some classes: a union. */
export type EntityOf<Classes extends readonly ModelClass[]> = InstanceType<Classes[number]>;

/** A partition by the text of its key, with a range of sort keys where one is given. */
export interface PartitionText {
  readonly pk: string;
  readonly sk?: string | SortOperator<string>;
}

/** The indexes that all of the models are in, and `primary`. */
export type SharedIndex<Model> = (
  Model extends unknown
    ? (index: IndexOf<Model>) => void
    : never
) extends (index: infer Index extends string) => void
  ? Index
  : never;

type SharedAttributes<Model, Index> = (
  Model extends unknown
    ? (key: RangeOf<Model, Index>) => void
    : never
) extends (key: infer Key) => void
  ? Key
  : never;

/** What names one partition for all of the models: attributes that they share, or its text. */
export type CollectionKey<Model, Index> = SharedAttributes<Model, Index> | PartitionText;
