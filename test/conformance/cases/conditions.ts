import { conditionFails, fact, facts, invalid, KEY, on, put, remove, succeeds } from "../build.js";
import type { Expected, Refusal } from "../case.js";
import { type Attributes, B, BOOL, BS, L, M, N, NS, NULL, S, SS } from "../values.js";

const ITEM: Attributes = {
  num: N(1),
  str: S("cat"),
  bin: B("cat"),
  two: N(2),
  three: N(3),
  pets: SS("dog", "cat"),
  numbers: NS(2, 4, 7),
  elements: L(N(2), NS(1, 2), L(N(3), N(4))),
  doc: M({ x: N(1), y: L(N(-1), N(2), N(0)) }),
  bool: BOOL(true),
  nil: NULL,
  binaries: BS("a", "b"),
  kind: S("N"),
  hello: S("hello"),
  five: N(5),
};

type Row = readonly [condition: string, values?: Attributes];

function conditions(expected: Expected, rows: readonly Row[], says: string) {
  return rows.map(([condition, values]) =>
    fact(
      `${condition}${
        values === undefined
          ? ""
          : ` with ${Object.keys(values)
              .map((name) => JSON.stringify(values[name]))
              .join(", ")}`
      } ${says}`,
      put({ ...KEY, ...ITEM }),
      on(
        remove(KEY, {
          ConditionExpression: condition,
          ...(values && { ExpressionAttributeValues: values }),
        }),
        expected,
      ),
    ),
  );
}

const v = (value: Attributes[string]): Attributes => ({ ":v": value });
const range = (low: Attributes[string], high: Attributes[string]) => ({ ":l": low, ":h": high });

const HOLD: readonly Row[] = [
  ["num = :v", v(N("1.0"))],
  ["pets = :v", v(SS("cat", "dog"))],
  ["doc.x = num"],
  ["num <> :v", v(S("1"))],
  ["num <> two"],
  ["absent <> :v", v(N(1))],
  ["absent <> nowhere"],
  ["num < :v", v(N(2))],
  ["str < :v", v(S("dog"))],
  ["bin < :v", v(B("dog"))],
  ["num <= :v", v(N(1))],
  ["str >= :v", v(S("cat"))],
  ["bin > :v", v(B("aardvark"))],
  [":v > num", v(N(2))],
  ["num BETWEEN :l AND :h", range(N(0), N(2))],
  ["num BETWEEN :l AND :h", range(N(1), N(1))],
  ["str between :l and :h", range(S("aardvark"), S("dog"))],
  ["two BETWEEN num AND three"],
  ["num IN (:v)", v(N(1))],
  ["num IN (:l, :h)", range(S("dog"), N(1))],
  ["pets IN (:v)", v(SS("cat", "dog"))],
  ["nil IN (:v)", v(NULL)],
  ["attribute_exists (num)"],
  ["attribute_exists(doc.y[2])"],
  ["attribute_not_exists (absent)"],
  ["attribute_not_exists(doc.z)"],
  ["attribute_type(:v, :t)", { ":v": N(0), ":t": S("N") }],
  ["begins_with(hello, :v)", v(S("hell"))],
  ["begins_with(bin, :v)", v(B("ca"))],
  ["begins_with(:v, str)", v(S("catfish"))],
  ["contains(hello, :v)", v(S("ell"))],
  ["contains(numbers, :v)", v(N(4))],
  ["contains(elements, :v)", v(N(2))],
  ["contains(elements, :v)", v(NS(2, 1))],
  ["contains(elements, :v)", v(L(N(3), N(4)))],
  ["contains(bin, :v)", v(B("at"))],
  ["size(hello) = :v", v(N(5))],
  ["size(numbers) = :v", v(N(3))],
  ["size(elements) = :v", v(N(3))],
  ["size(bin) = :v", v(N(3))],
  ["size(doc) = :v", v(N(2))],
  ["size(hello) = five"],
  ["size(hello) <> :v", v(N(4))],
  ["size(hello) < :v", v(N(7))],
  ["size(hello) BETWEEN :l AND :h", range(N(5), N(6))],
  ["doc.x < doc.y[1]"],
  ["num < two AND two < three"],
  ["num < two aNd two < three"],
  ["two < num oR two < three"],
  ["nOt two < num"],
  ["NOT NOT NOT NOT num < two"],
  ["(num < two OR two < num) AND (two < three AND (num < two OR two < three))"],
  ["num < two OR three < two AND two < num"],
  ["two BETWEEN num AND three AND num < two"],
];

const FAIL: readonly Row[] = [
  ["num = :v", v(S("1"))],
  ["numbers = :v", v(NS(2, 4, 8))],
  ["absent = :v", v(N(1))],
  ["absent = nowhere"],
  ["num <> doc.x"],
  ["num < :v", v(N(1))],
  ["num < :v", v(S("17"))],
  ["absent < :v", v(N(17))],
  [":v < absent", v(N(17))],
  ["elements < :v", v(N(1))],
  ["absent >= nowhere"],
  ["num BETWEEN :l AND :h", range(N(2), N(7))],
  ["num BETWEEN :l AND :h", range(S("0"), S("2"))],
  ["absent BETWEEN :l AND :h", range(N(0), N(2))],
  ["num BETWEEN two AND :v", v(N(1))],
  ["num BETWEEN :v AND two", v(N(3))],
  ["num IN (:v)", v(N(2))],
  ["attribute_exists(absent)"],
  ["attribute_not_exists(num)"],
  ["attribute_type(num, :v)", v(S("S"))],
  ["begins_with(hello, :v)", v(S("dog"))],
  ["begins_with(num, :v)", v(S("dog"))],
  ["contains(bin, :v)", v(B("dog"))],
  ["contains(bin, :v)", v(NS(1, 2))],
  ["size(num) = :v", v(N(1))],
  ["size(bool) = :v", v(N(1))],
  ["size(nil) = :v", v(N(1))],
  ["size(hello) = :v", v(S("dog"))],
  ["size(absent) = :v", v(N(0))],
  ["doc.z < doc.y[100]"],
  ["NOT num < two AND three < two"],
];

const ATTRIBUTES_OF_KINDS = [
  ["str", "S"],
  ["pets", "SS"],
  ["num", "N"],
  ["numbers", "NS"],
  ["bin", "B"],
  ["binaries", "BS"],
  ["bool", "BOOL"],
  ["nil", "NULL"],
  ["elements", "L"],
  ["doc", "M"],
] as const;

const operand = (name: string, kind: string): Refusal =>
  invalid(
    `Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${kind}`,
  );

const ALTERNATOR = "scylladb/scylladb: test/alternator/test_condition_expression, checked on AWS";

export const conditionCases = facts(ALTERNATOR, [
  ...conditions(succeeds, HOLD, "holds"),
  ...conditions(conditionFails, FAIL, "does not hold"),
  ...ATTRIBUTES_OF_KINDS.flatMap(([name, kind]) =>
    conditions(succeeds, [[`attribute_type(${name}, :v)`, v(S(kind))]], "holds"),
  ),
  ...["<", "<=", ">", ">="].flatMap((operator) =>
    conditions(operand(operator, "L"), [[`num ${operator} :v`, v(L())]], "is refused"),
  ),
]);
