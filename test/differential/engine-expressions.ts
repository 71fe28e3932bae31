import fc, { type Arbitrary } from "fast-check";
import type { WireObject } from "../../src/transport/transport.js";
import { listsOf, type Shape, scalar, sets, type Value, values } from "./engine-values.js";

/** An expression: literal text, with the values in their places. */
export type Expression = readonly (string | Value)[];

const PATHS = [
  ...["a", "b", "c", "l", "m", "l[0]", "l[1]", "l[9]", "m.x", "m.y", "m.x.y", "m.z[0]"],
  ...["#b", "m.#x", "pk", "li", "gp", "gs", "nope", "nope.x"],
];
const paths: Arbitrary<Expression> = fc.constantFrom(...PATHS).map((path) => [path]);

function literal(arbitrary: Arbitrary<Value>): Arbitrary<Expression> {
  return arbitrary.map((value) => [value]);
}

/** Parts put in the places of a pattern's `?`. */
function pattern(text: string, ...parts: readonly Arbitrary<Expression>[]): Arbitrary<Expression> {
  const texts = text.split("?");
  return fc
    .tuple(...parts)
    .map((chosen) => texts.flatMap((piece, i) => [piece, ...(chosen[i] ?? [])]));
}

const operands: Arbitrary<Expression> = fc.oneof(
  { weight: 3, arbitrary: paths },
  { weight: 4, arbitrary: literal(values) },
  { weight: 1, arbitrary: pattern("size(?)", paths) },
);

const typeNames = fc.constantFrom("S", "N", "SS", "M", "L", "BOOL", "Q").map((S) => ({ S }));

const comparisons: Arbitrary<Expression> = fc.oneof(
  ...["=", "<>", "<", "<=", ">", ">="].map((sign) => pattern(`? ${sign} ?`, operands, operands)),
  pattern("? BETWEEN ? AND ?", operands, operands, operands),
  pattern("? IN (?, ?)", operands, operands, operands),
  pattern("attribute_exists(?)", paths),
  pattern("attribute_not_exists(?)", paths),
  pattern("contains(?, ?)", operands, operands),
  pattern("begins_with(?, ?)", operands, operands),
  pattern("attribute_type(?, ?)", paths, literal(typeNames)),
);

export const conditions: Arbitrary<Expression> = fc.letrec<{ condition: Expression }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    comparisons,
    pattern("(? AND ?)", tie("condition"), tie("condition")),
    pattern("? OR ?", tie("condition"), tie("condition")),
    pattern("NOT ?", tie("condition")),
  ),
})).condition;

const TARGETS = [
  ...["a", "b", "c", "l", "m", "l[0]", "l[1]", "l[7]", "m.x", "m.y", "m.q.r", "#b"],
  ...["nope.x", "li", "gp"],
];
const targets: Arbitrary<Expression> = fc.constantFrom(...TARGETS).map((path) => [path]);

const newValues: Arbitrary<Expression> = fc.oneof(
  { weight: 5, arbitrary: literal(values) },
  { weight: 2, arbitrary: paths },
  { weight: 2, arbitrary: pattern("? + ?", paths, literal(scalar("N"))) },
  { weight: 1, arbitrary: pattern("? - ?", literal(scalar("N")), paths) },
  { weight: 2, arbitrary: pattern("if_not_exists(?, ?)", paths, literal(values)) },
  { weight: 2, arbitrary: pattern("list_append(?, ?)", paths, literal(listsOf(values))) },
);

const sections: readonly Arbitrary<Expression>[] = [
  listed("SET", pattern("? = ?", targets, newValues)),
  listed("REMOVE", targets),
  listed("ADD", pattern("? ?", targets, literal(fc.oneof(scalar("N"), sets)))),
  listed("DELETE", pattern("? ?", targets, literal(sets))),
];

function listed(section: string, member: Arbitrary<Expression>): Arbitrary<Expression> {
  return fc
    .array(member, { minLength: 1, maxLength: 3 })
    .map((members) => members.flatMap((one, i) => [i === 0 ? `${section} ` : ", ", ...one]));
}

export const updates: Arbitrary<Expression> = fc
  .shuffledSubarray([...sections], { minLength: 1, maxLength: 2 })
  .chain((some) => fc.tuple(...some))
  .map((parts) => parts.flatMap((part) => [...part, " "]));

export const projections: Arbitrary<Expression> = fc
  .uniqueArray(
    fc.constantFrom("a", "b", "l[0]", "l[2]", "l[1].x", "m.x", "m.y", "pk", "sk", "nope"),
    { minLength: 1, maxLength: 4 },
  )
  .map((some) => [some.join(", ")]);

/** A query on the keys of a table or index. */
export interface KeyQuery {
  readonly IndexName: string | undefined;
  readonly condition: Expression;
}

export function keyQueries({ partition, sort }: Shape): Arbitrary<KeyQuery> {
  const ofTable = scalar(partition, 2);
  const table = onKeys(undefined, "pk", ofTable, sort && ["sk", scalar(sort)]);
  if (sort === undefined) return table;
  return fc.oneof(
    table,
    onKeys("local", "pk", ofTable, ["li", scalar("S")]),
    onKeys("global", "gp", scalar("S", 2), ["gs", scalar("N")]),
    onKeys("some", "gp", scalar("S", 2), undefined),
  );
}

function onKeys(
  IndexName: string | undefined,
  partitionName: string,
  partition: Arbitrary<Value>,
  sort: readonly [string, Arbitrary<Value>] | undefined,
): Arbitrary<KeyQuery> {
  const whole = pattern(`${partitionName} = ?`, literal(partition));
  const conditions = [whole];
  if (sort !== undefined) {
    const value = literal(sort[1]);
    const [name] = sort;
    for (const sign of ["=", "<", "<=", ">", ">="]) {
      conditions.push(pattern(`? AND ${name} ${sign} ?`, whole, value));
    }
    conditions.push(pattern(`? AND ${name} BETWEEN ? AND ?`, whole, value, value));
    conditions.push(pattern(`? AND begins_with(${name}, ?)`, whole, value));
  }
  return fc.oneof(...conditions).map((condition) => ({ IndexName, condition }));
}

const NAMES: Readonly<Record<string, string>> = { "#b": "b", "#x": "x" };

/** The parameters of a request that has these expressions; undefined ones are left out. */
export function parameters(
  expressions: Readonly<Record<string, Expression | undefined>>,
): WireObject {
  const given: Record<string, string> = {};
  const used: Record<string, Value> = {};
  for (const [parameter, expression] of Object.entries(expressions)) {
    if (expression === undefined) continue;
    given[parameter] = expression
      .map((piece) => {
        if (typeof piece === "string") return piece;
        const name = `:v${Object.keys(used).length}`;
        used[name] = piece;
        return name;
      })
      .join("");
  }
  const text = Object.values(given).join(" ");
  const names = Object.entries(NAMES).filter(([alias]) => text.includes(alias));
  return {
    ...given,
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(Object.keys(used).length > 0 && { ExpressionAttributeValues: used }),
  };
}
