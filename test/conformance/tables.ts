import type { ApiRequest } from "./case.js";

/** Everything that the cases create is named with this prefix. */
export const PREFIX = "conformance.";

export const HASH = `${PREFIX}hash`;
export const HASH_NUMBER = `${PREFIX}hash-number`;
export const HASH_BINARY = `${PREFIX}hash-binary`;
export const PAIR = `${PREFIX}pair`;
export const PAIR_NUMBER = `${PREFIX}pair-number`;
export const PAIR_BINARY = `${PREFIX}pair-binary`;
/** `city` keys byCity, byCitySince and the local cityOf; `since` byCitySince and sinceOf. */
export const INDEXED = `${PREFIX}indexed`;
/** The binary attribute `mark` keys the index byMark. */
export const INDEXED_BINARY = `${PREFIX}indexed-binary`;
/** `team` keys the global index byTeam, which includes `shown`; `grade` the local byGrade. */
export const METERED = `${PREFIX}metered`;
/** No table has this name. */
export const ABSENT = `${PREFIX}absent`;

interface Index {
  readonly name: string;
  readonly keys: readonly string[];
  /** Left out: everything. */
  readonly include?: readonly string[];
}

interface TableShape {
  readonly name: string;
  /** Names and kinds of key attributes: `"sk:N"`; a string where the kind is left out. */
  readonly keys: readonly string[];
  readonly global?: readonly Index[];
  readonly local?: readonly Index[];
}

const SHAPES: readonly TableShape[] = [
  { name: HASH, keys: ["pk"] },
  { name: HASH_NUMBER, keys: ["pk:N"] },
  { name: HASH_BINARY, keys: ["pk:B"] },
  { name: PAIR, keys: ["pk", "sk"] },
  { name: PAIR_NUMBER, keys: ["pk", "sk:N"] },
  { name: PAIR_BINARY, keys: ["pk", "sk:B"] },
  {
    name: INDEXED,
    keys: ["pk", "sk"],
    global: [
      { name: "byCity", keys: ["city"] },
      { name: "byCitySince", keys: ["city", "since"], include: ["shown"] },
    ],
    local: [
      { name: "cityOf", keys: ["pk", "city"] },
      { name: "sinceOf", keys: ["pk", "since"], include: ["city"] },
    ],
  },
  { name: INDEXED_BINARY, keys: ["pk"], global: [{ name: "byMark", keys: ["mark:B"] }] },
  {
    name: METERED,
    keys: ["pk", "sk"],
    global: [{ name: "byTeam", keys: ["team"], include: ["shown"] }],
    local: [{ name: "byGrade", keys: ["pk", "grade"] }],
  },
];

/** The tables that every case may use, with the names of their key attributes. */
export const SHARED_TABLES: ReadonlyMap<string, readonly string[]> = new Map(
  SHAPES.map(({ name, keys }) => [name, keys.map((key) => nameAndKind(key).name)]),
);

/** The requests that create the shared tables. */
export const CREATE_SHARED_TABLES: readonly ApiRequest[] = SHAPES.map((shape) => {
  const indexes = [...(shape.global ?? []), ...(shape.local ?? [])];
  const keys = new Set([...shape.keys, ...indexes.flatMap((index) => index.keys)]);
  return {
    operation: "CreateTable",
    input: {
      TableName: shape.name,
      AttributeDefinitions: [...keys].map((key) => {
        const { name, kind } = nameAndKind(key);
        return { AttributeName: name, AttributeType: kind };
      }),
      KeySchema: keySchema(shape.keys),
      BillingMode: "PAY_PER_REQUEST",
      ...(shape.global && { GlobalSecondaryIndexes: shape.global.map(indexInput) }),
      ...(shape.local && { LocalSecondaryIndexes: shape.local.map(indexInput) }),
    },
  };
});

function indexInput({ name, keys, include }: Index) {
  const projection =
    include === undefined
      ? { ProjectionType: "ALL" }
      : { ProjectionType: "INCLUDE", NonKeyAttributes: include };
  return { IndexName: name, KeySchema: keySchema(keys), Projection: projection };
}

function keySchema(keys: readonly string[]) {
  return keys.map((key, i) => ({
    AttributeName: nameAndKind(key).name,
    KeyType: i === 0 ? "HASH" : "RANGE",
  }));
}

function nameAndKind(key: string) {
  const [name = "", kind = "S"] = key.split(":");
  return { name, kind };
}
