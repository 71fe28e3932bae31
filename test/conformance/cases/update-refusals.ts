import {
  fact,
  facts,
  invalid,
  invalidParameter,
  KEY,
  type More,
  on,
  put,
  tableIsMissing,
  update,
} from "../build.js";
import type { Refusal } from "../case.js";
import { ABSENT, PAIR } from "../tables.js";
import { type Attributes, B, BOOL, BS, L, M, N, NS, NULL, S, SS } from "../values.js";

const one = { ":v": N(1) };

function refused(
  name: string,
  expression: string,
  expected: Refusal,
  values: Attributes = one,
  names?: Readonly<Record<string, string>>,
) {
  const more: More = {
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ...(names && { ExpressionAttributeNames: names }),
  };
  return fact(name, on(update(KEY, expression, more), expected));
}

const syntax = invalid(/^(1 validation error detected: )?Invalid UpdateExpression: Syntax error; /);
const NO_ATTRIBUTE =
  "The provided expression refers to an attribute that does not exist in the item";
const WRONG_TYPE = "An operand in the update expression has an incorrect data type";

/** Expressions that are not of the grammar. */
const NOT_OF_THE_GRAMMAR = [
  ...["SET _123 = :v", "SET _abc = :v", "SET 123a = :v", "SET 123 = :v", "SET hi-there = :v"],
  ...["SET hi$there = :v", 'SET "hithere" = :v', "SET !hithere = :v", "SET :v = :v"],
  ...["HELLO b = :v", "SET b = :v + :v + :v", "SET a[:v] = :v", "SET a[#v] = :v"],
  ...["SET b = if_not_exists(non@sense, :v)", "SET c = if_not_exists(c, :v+:v)"],
  ...["SET a = _f(b,c,d)", "set a", "add a", "delete a", "set a=set", "remove a = b"],
  ...["add a = b", "delete a b", "remove a b", "set a b", "remove :v", "set a = b / c"],
  ...["set a = b * c", 'set a[1] = "eight"', "set a[1] = 1", "set (a = (b + c))"],
];

const operand = (name: string, kind: string) =>
  invalid(
    `Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${kind}`,
  );

/** Newer answers go on with the set of kinds that the action takes. */
const actionOperand = (name: string, kind: string) =>
  invalid(
    new RegExp(
      `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ${name}, operand type: ${kind}(, typeSet: ALLOWED_FOR_${name}_OPERAND)?$`,
    ),
  );

const KINDS = [
  [S("a"), "S", "STRING"],
  [B("a"), "B", "BINARY"],
  [BOOL(true), "BOOL", "BOOLEAN"],
  [NULL, "NULL", "NULL"],
  [M({}), "M", "MAP"],
] as const;

const KEY_CHANGES = [
  ["SET pk = :v", "pk", one],
  ["SET sk = :v", "sk", one],
  ["REMOVE pk", "pk", undefined],
  ["REMOVE sk", "sk", undefined],
  ["ADD pk :v", "pk", one],
  ["ADD sk :v", "sk", one],
  ["DELETE sk :v", "sk", { ":v": SS("x") }],
] as const;

export const updateRefusals = [
  ...facts("scylladb/scylladb: test_update_expression; architect/dynalite: test/updateItem", [
    ...NOT_OF_THE_GRAMMAR.map((expression) =>
      refused(
        `${expression} is no update expression`,
        expression,
        syntax,
        expression.includes(":v") ? one : {},
      ),
    ),
    ...(["SET", "REMOVE", "ADD", "DELETE"] as const).map((clause) => {
      const action = { SET: "a = :v", REMOVE: "a", ADD: "a :v", DELETE: "a :v" }[clause];
      const other = action.replace("a", "b");
      return refused(
        `${clause} can be used once`,
        `${clause} ${action} ${clause} ${other}`,
        invalid(
          `Invalid UpdateExpression: The "${clause}" section can only be used once in an update expression;`,
        ),
        clause === "REMOVE" ? {} : { ":v": clause === "DELETE" ? SS("x") : N(1) },
      );
    }),
    refused("An attribute to copy must exist", "SET c = z", invalid(NO_ATTRIBUTE), {}),
    refused("A list to append to must exist", "SET c = list_append(z, :v)", invalid(NO_ATTRIBUTE), {
      ":v": L(),
    }),
    fact(
      "An attribute that the same update makes cannot be copied",
      put({ ...KEY, a: N(1) }),
      on(
        update(KEY, "SET x = :v, y = x", { ExpressionAttributeValues: one }),
        invalid(NO_ATTRIBUTE),
      ),
    ),
    ...KINDS.flatMap(([value, kind, longKind]) => [
      refused(`+ takes no ${kind}`, "SET b = :v + :v", operand("+", kind), { ":v": value }),
      refused(
        `list_append takes no ${kind}`,
        "SET b = list_append(:v, b)",
        operand("list_append", kind),
        {
          ":v": value,
        },
      ),
      refused(`ADD takes no ${kind}`, "ADD b :v", actionOperand("ADD", longKind), { ":v": value }),
      refused(`DELETE takes no ${kind}`, "DELETE b :v", actionOperand("DELETE", longKind), {
        ":v": value,
      }),
    ]),
    refused("ADD takes no list", "ADD b :v", actionOperand("ADD", "LIST"), { ":v": L() }),
    refused("DELETE takes no list", "DELETE b :v", actionOperand("DELETE", "LIST"), { ":v": L() }),
    refused("DELETE takes no number", "DELETE b :v", actionOperand("DELETE", "NUMBER")),
    ...(
      [
        ["ADD of a number to a string", "ADD a :v", S("hi"), N(1)],
        ["ADD of a set to a list", "ADD a :v", L(), NS(1)],
        ["ADD of strings to numbers", "ADD a :v", NS(1), SS("a")],
        ["DELETE from a set of another kind", "DELETE a :v", NS(1), SS("a")],
        ["DELETE from a string", "DELETE a :v", S("hi"), SS("a")],
        ["Addition to a string", "SET a = a + :v", S("hi"), N(1)],
        ["list_append to a string", "SET a = list_append(a, :v)", S("hi"), L()],
        ["ADD of binaries to strings", "ADD a :v", SS("a"), BS("a")],
      ] as const
    ).map(([name, expression, before, value]) =>
      fact(
        `${name} is refused`,
        put({ ...KEY, a: before }),
        on(
          update(KEY, expression, { ExpressionAttributeValues: { ":v": value } }),
          invalid(WRONG_TYPE),
        ),
      ),
    ),
    refused(
      "list_append takes two operands, not one",
      "SET a = list_append(:v)",
      invalid(
        "Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1",
      ),
      { ":v": L() },
    ),
    refused(
      "list_append does not nest",
      "SET a = list_append(list_append(:v, :v), :v)",
      invalid(
        "Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append",
      ),
      { ":v": L() },
    ),
    ...["if_not_exists(:v, :v)", "if_not_exists(if_not_exists(a, :v), :v)"].map((call) =>
      refused(
        `${call} needs a path`,
        `SET b = ${call}`,
        invalid(
          "Invalid UpdateExpression: Operator or function requires a document path; operator or function: if_not_exists",
        ),
      ),
    ),
    ...["f", "f123_hi"].map((name) =>
      refused(
        `${name} is no function`,
        `SET a = ${name}(b, c)`,
        invalid(`Invalid UpdateExpression: Invalid function name; function: ${name}`),
        {},
      ),
    ),
    refused("Function names are of one case", "SET a = LIST_APPEND(:v, :v)", invalid(), {
      ":v": L(),
    }),
    refused(
      "A reserved word is no name",
      "SET abOrt = :v",
      invalid(
        "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: abOrt",
      ),
    ),
  ]),
  ...facts("paritysuite/dynamodb-conformance: tier3 error-messages/updateItem", [
    refused(
      "The first wrong token is named",
      "INVALID SYNTAX HERE",
      invalid('Invalid UpdateExpression: Syntax error; token: "INVALID", near: "INVALID SYNTAX"'),
    ),
    refused(
      "An empty expression",
      "",
      invalid("Invalid UpdateExpression: The expression can not be empty;"),
      {},
    ),
    ...KEY_CHANGES.map(([expression, name, values]) =>
      fact(`A key is not updated: ${expression}`, {
        request: update({ pk: S("a"), sk: S("b") }, expression, {
          TableName: PAIR,
          ...(values && { ExpressionAttributeValues: values }),
        }),
        expected: expression.startsWith("SET")
          ? invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`)
          : invalid(/key/),
      }),
    ),
    fact("A table that does not exist", {
      request: update(KEY, "SET a = :v", { TableName: ABSENT, ExpressionAttributeValues: one }),
      expected: tableIsMissing,
    }),
    fact("Arithmetic beyond the range is refused", {
      request: update(KEY, "SET n = :a + :b", {
        ExpressionAttributeValues: { ":a": N("9.9e125"), ":b": N("9.9e125") },
      }),
      expected: invalid(/Number overflow/),
    }),
  ]),
];
