import fc, { type Arbitrary } from "fast-check";
import type { WireObject } from "../../src/transport/transport.js";

/** An attribute value in DynamoDB JSON. */
export type Value = WireObject;
export type ItemValue = Readonly<Record<string, Value>>;

type KeyKind = "S" | "N" | "B";

/** The kinds of a test table's key attributes, `pk` and, if any, `sk`. */
export interface Shape {
  readonly partition: KeyKind;
  readonly sort: KeyKind | undefined;
}

export const shapes: Arbitrary<Shape> = fc.record({
  partition: fc.constantFrom<KeyKind>("S", "S", "N", "B"),
  sort: fc.constantFrom<KeyKind | undefined>("S", "S", "N", "B", undefined),
});

const TEXTS = ["a", "ab", "b", "B", "\u00e9", "\uffff", "\u{10000}", "a b", "0"];
const NUMBERS = ["0", "1", "-1", "2", "10", "1.5", "1e3", "-0.001", "007", "1E-5", "9e30"];
const BINARIES = ["AA==", "AQ==", "/w==", "AQI=", "AQIDBA=="];
const SCALARS: Readonly<Record<KeyKind, readonly string[]>> = {
  S: TEXTS,
  N: NUMBERS,
  B: BINARIES,
};

/** One of the first `choices` values of a kind; all are valid in keys. */
export function scalar(kind: KeyKind, choices = Number.POSITIVE_INFINITY): Arbitrary<Value> {
  return fc.constantFrom(...SCALARS[kind].slice(0, choices)).map((text) => ({ [kind]: text }));
}

function sizedSet(kind: string, members: readonly string[]): Arbitrary<Value> {
  return fc
    .uniqueArray(fc.constantFrom(...members), { minLength: 1, maxLength: 4 })
    .map((set) => ({ [kind]: set }));
}

export const sets: Arbitrary<Value> = fc.oneof(
  sizedSet("SS", [...TEXTS, ""]),
  sizedSet("NS", ["1", "2", "3.5", "-4"]),
  sizedSet("BS", BINARIES),
);

const leaves: Arbitrary<Value> = fc.oneof(
  scalar("S"),
  scalar("N"),
  scalar("B"),
  fc.constantFrom<Value>({ S: "" }, { B: "" }, { NULL: true }, { BOOL: true }, { BOOL: false }),
  sets,
);

const MEMBERS = ["x", "y", "z"] as const;

export const values: Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaves,
    listsOf(tie("value")),
    mapsOf(tie("value")),
  ),
})).value;

export function listsOf(member: Arbitrary<Value>): Arbitrary<Value> {
  return fc.array(member, { maxLength: 4 }).map((L) => ({ L }));
}

export function mapsOf(member: Arbitrary<Value>): Arbitrary<Value> {
  return fc
    .dictionary(fc.constantFrom(...MEMBERS), member, { maxKeys: 3, noNullPrototype: true })
    .map((M) => ({ M }));
}

export function keys({ partition, sort }: Shape): Arbitrary<ItemValue> {
  const pk = scalar(partition, 2);
  return sort === undefined ? fc.record({ pk }) : fc.record({ pk, sk: scalar(sort) });
}

/** Items: plain attributes, a list, a map, and the keys of the indexes, each of them or not. */
export function items(shape: Shape): Arbitrary<ItemValue> {
  const attributes = fc.record(
    {
      a: values,
      b: values,
      c: values,
      l: listsOf(values),
      m: mapsOf(values),
      li: scalar("S", 4),
      gp: scalar("S", 2),
      gs: scalar("N", 6),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(attributes, keys(shape)).map(([some, key]) => ({ ...some, ...key }));
}

/** The table of a shape; where it has a sort key, with a local index and two global ones. */
export function tableOf({ partition, sort }: Shape, TableName: string): WireObject {
  const attributes = [["pk", partition]];
  if (sort !== undefined) attributes.push(["sk", sort], ["li", "S"], ["gp", "S"], ["gs", "N"]);
  return {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes.map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema("pk", sort && "sk"),
    ...(sort !== undefined && {
      LocalSecondaryIndexes: [
        {
          IndexName: "local",
          KeySchema: keySchema("pk", "li"),
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "global",
          KeySchema: keySchema("gp", "gs"),
          Projection: { ProjectionType: "ALL" },
        },
        {
          IndexName: "some",
          KeySchema: keySchema("gp", undefined),
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["a", "m"] },
        },
      ],
    }),
  };
}

function keySchema(partition: string, sort: string | undefined): readonly WireObject[] {
  const hash = { AttributeName: partition, KeyType: "HASH" };
  return sort === undefined ? [hash] : [hash, { AttributeName: sort, KeyType: "RANGE" }];
}
