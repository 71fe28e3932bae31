import type { AttributeValue } from "../attribute-value.js";

/** A document path as written: names, aliases (#n) or list indexes. */
export interface RawPath {
  readonly type: "path";
  readonly parts: readonly RawPart[];
}

export type RawPart =
  | { readonly type: "name" | "alias"; readonly text: string }
  | { readonly type: "index"; readonly text: string };

export interface RawValue {
  readonly type: "value";
  /** With its colon. */
  readonly name: string;
}

/** A document path with its aliases replaced: attribute and member names, and list indexes. */
export type Path = readonly (string | number)[];

export interface PathOperand {
  readonly type: "path";
  readonly path: Path;
}

export interface ValueOperand {
  readonly type: "value";
  readonly value: AttributeValue;
}

/** `Leaf` is RawPath | RawValue as parsed, and PathOperand | ValueOperand once resolved. */
export interface Call<Leaf> {
  readonly type: "call";
  readonly name: string;
  readonly operands: readonly Operand<Leaf>[];
}

export type Operand<Leaf> = Leaf | Call<Leaf>;

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Condition<Leaf> =
  | Call<Leaf>
  | {
      readonly type: "comparison";
      readonly operator: Comparator | "BETWEEN" | "IN";
      /** The compared operand first. */
      readonly operands: readonly Operand<Leaf>[];
    }
  | {
      readonly type: "logical";
      readonly operator: "AND" | "OR" | "NOT";
      readonly conditions: readonly Condition<Leaf>[];
    };

export type RawLeaf = RawPath | RawValue;
export type ResolvedLeaf = PathOperand | ValueOperand;

export type RawCondition = Condition<RawLeaf>;
export type ResolvedCondition = Condition<ResolvedLeaf>;

/** The right side of a SET: an operand, or a sum or difference of two. */
export type SetValue<Leaf> =
  | Operand<Leaf>
  | {
      readonly type: "arithmetic";
      readonly operator: "+" | "-";
      readonly operands: readonly [Operand<Leaf>, Operand<Leaf>];
    };

export type Action<PathType, Leaf, ValueType> =
  | { readonly type: "SET"; readonly path: PathType; readonly value: SetValue<Leaf> }
  | { readonly type: "REMOVE"; readonly path: PathType }
  | { readonly type: "ADD" | "DELETE"; readonly path: PathType; readonly value: ValueType };

export type RawAction = Action<RawPath, RawLeaf, RawValue>;
export type ResolvedAction = Action<Path, ResolvedLeaf, AttributeValue>;
