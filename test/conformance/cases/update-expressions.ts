import { fact, facts, finds, KEY, type NamedCase, put, update } from "../build.js";
import { PAIR_NUMBER } from "../tables.js";
import { type Attributes, B, BS, L, M, N, NS, S, SS } from "../values.js";

interface Update {
  /** The attributes before; left out: there is no item. */
  readonly of?: Attributes;
  readonly values?: Attributes;
  readonly names?: Readonly<Record<string, string>>;
  /** The attributes afterwards. */
  readonly gives: Attributes;
}

function updating(name: string, expression: string, { of, values, names, gives }: Update) {
  const more = {
    ...(values && { ExpressionAttributeValues: values }),
    ...(names && { ExpressionAttributeNames: names }),
  };
  return fact(
    name,
    ...(of === undefined ? [] : [put({ ...KEY, ...of })]),
    update(KEY, expression, more),
    finds(KEY, { ...KEY, ...gives }),
  );
}

const four = { ":v": N(4) };
const list = (...numbers: number[]) => L(...numbers.map(N));

const setting: readonly NamedCase[] = [
  updating("SET makes an item", "SET b = :v", { values: four, gives: { b: N(4) } }),
  updating("SET leaves other attributes", "SET b = :v", {
    of: { a: S("hi") },
    values: four,
    gives: { a: S("hi"), b: N(4) },
  }),
  updating("One SET sets several attributes", "SET x = :v, y = :v", {
    values: four,
    gives: { x: N(4), y: N(4) },
  }),
  updating("SET copies an attribute", "SET b = a", {
    of: { a: S("x") },
    gives: { a: S("x"), b: S("x") },
  }),
  updating("SET of an attribute to itself changes nothing", "SET a = a", {
    of: { a: S("x") },
    gives: { a: S("x") },
  }),
  updating("Operands are read before anything is written", "SET a = :v, b = a", {
    of: { a: N(1) },
    values: four,
    gives: { a: N(4), b: N(1) },
  }),
  updating("A removed attribute can be copied by the same update", "REMOVE a SET b = a", {
    of: { a: S("x") },
    gives: { b: S("x") },
  }),
  updating("Names are replaced on both sides", "SET #one = #two", {
    of: { a: S("x") },
    names: { "#one": "c", "#two": "a" },
    gives: { a: S("x"), c: S("x") },
  }),
  updating("Keywords are read in any case", "sEt b = :v", { values: four, gives: { b: N(4) } }),
  updating("Spaces do not matter", "  set   b=:v  ", { values: four, gives: { b: N(4) } }),
  updating("A clause may follow another without a comma", "SET c = :v REMOVE b", {
    of: { b: N(1) },
    values: four,
    gives: { c: N(4) },
  }),
  updating("A name may hold digits and underscores", "SET Alpha_Numeric_123 = :v", {
    values: four,
    gives: { Alpha_Numeric_123: N(4) },
  }),
  updating("A placeholder may begin with a digit", "SET #123a = :123", {
    names: { "#123a": "any thing!.#=" },
    values: { ":123": N(4) },
    gives: { "any thing!.#=": N(4) },
  }),
  updating("A placeholder may be an underscore", "SET #_ = :_", {
    names: { "#_": "a" },
    values: { ":_": N(4) },
    gives: { a: N(4) },
  }),
  updating("A dot in a replaced name is part of the name", "SET #a = :v", {
    names: { "#a": "a.b" },
    values: four,
    gives: { "a.b": N(4) },
  }),
  updating("SET stores empty values but sets", "SET d = :l, e = :m, f = :s, g = :b", {
    values: { ":l": L(), ":m": M({}), ":s": S(""), ":b": B("") },
    gives: { d: L(), e: M({}), f: S(""), g: B("") },
  }),
];

const calculating: readonly NamedCase[] = [
  updating("SET adds values", "SET b = :v + :w", {
    values: { ":v": N(4), ":w": N(3) },
    gives: { b: N(7) },
  }),
  updating("SET subtracts values", "SET b = :v - :w", {
    values: { ":v": N(5), ":w": N(2) },
    gives: { b: N(3) },
  }),
  updating("SET adds to an attribute", "SET a = a + :v", {
    of: { a: N(2) },
    values: four,
    gives: { a: N(6) },
  }),
  updating("SET subtracts an attribute from a value", "SET b = :v - a", {
    of: { a: N(1) },
    values: four,
    gives: { a: N(1), b: N(3) },
  }),
  updating("SET adds two attributes", "SET a = b + a", {
    of: { a: N(9), b: N(10) },
    gives: { a: N(19), b: N(10) },
  }),
  updating("A calculation may stand in parentheses", "SET a = (a - :v)", {
    of: { a: N(10) },
    values: four,
    gives: { a: N(6) },
  }),
  updating("if_not_exists takes the value", "SET a = if_not_exists(a, :v)", {
    values: four,
    gives: { a: N(4) },
  }),
  updating("if_not_exists keeps the attribute", "SET a = if_not_exists(a, :v)", {
    of: { a: N(2) },
    values: four,
    gives: { a: N(2) },
  }),
  updating("if_not_exists copies another attribute", "SET b = if_not_exists(a, :v)", {
    of: { a: N(2), b: N(1) },
    values: four,
    gives: { a: N(2), b: N(2) },
  }),
  updating("if_not_exists falls back to an attribute", "SET b = if_not_exists(b, a)", {
    of: { a: N(2) },
    gives: { a: N(2), b: N(2) },
  }),
  updating("if_not_exists nests", "SET a = if_not_exists(b, if_not_exists(c, :v))", {
    values: four,
    gives: { a: N(4) },
  }),
  updating("if_not_exists can be calculated with", "SET b = if_not_exists(b, :v) + :w", {
    values: { ":v": N(2), ":w": N(3) },
    gives: { b: N(5) },
  }),
  updating("list_append joins values", "SET a = list_append(:v, :w)", {
    values: { ":v": list(1), ":w": list(2, 3) },
    gives: { a: list(1, 2, 3) },
  }),
  updating("list_append appends", "SET a = list_append(a, :v)", {
    of: { a: list(1) },
    values: { ":v": list(2) },
    gives: { a: list(1, 2) },
  }),
  updating("list_append puts in front", "SET a = list_append(:v, a)", {
    of: { a: list(1) },
    values: { ":v": list(2) },
    gives: { a: list(2, 1) },
  }),
  updating("list_append joins two attributes", "SET c = list_append(a, b)", {
    of: { a: list(1), b: list(2) },
    gives: { a: list(1), b: list(2), c: list(1, 2) },
  }),
  updating("list_append takes if_not_exists", "SET a = list_append(if_not_exists(a, :v), :w)", {
    values: { ":v": L(), ":w": list(1) },
    gives: { a: list(1) },
  }),
  fact(
    "Key attributes can be read by an update",
    update({ pk: S("a"), sk: N(7) }, "SET #n = pk, nn = sk + sk", {
      TableName: PAIR_NUMBER,
      ExpressionAttributeNames: { "#n": "n" },
    }),
    finds(
      { pk: S("a"), sk: N(7) },
      { pk: S("a"), sk: N(7), n: S("a"), nn: N(14) },
      { TableName: PAIR_NUMBER },
    ),
  ),
];

const pig = { ":v": SS("pig") };

const addingAndDeleting: readonly NamedCase[] = [
  updating("ADD adds to a number", "ADD a :v", {
    of: { a: N(3) },
    values: four,
    gives: { a: N(7) },
  }),
  updating("ADD makes a number", "ADD b :v", { of: {}, values: four, gives: { b: N(4) } }),
  updating("ADD makes an item", "ADD b :v", { values: four, gives: { b: N(4) } }),
  updating("ADD of a negative number subtracts", "ADD a :v", {
    of: { a: N(3) },
    values: { ":v": N(-5) },
    gives: { a: N(-2) },
  }),
  updating("ADD adds members to a set", "ADD a :v", {
    of: { a: SS("dog", "pig") },
    values: { ":v": SS("pig", "cat") },
    gives: { a: SS("cat", "dog", "pig") },
  }),
  updating("ADD makes a set", "ADD a :v", { values: pig, gives: { a: SS("pig") } }),
  updating("ADD adds to a number set", "ADD a :v", {
    of: { a: NS(1) },
    values: { ":v": NS(2, "1.0") },
    gives: { a: NS(1, 2) },
  }),
  updating("ADD adds an empty binary to a set", "ADD a :v", {
    of: { a: BS("x") },
    values: { ":v": BS("") },
    gives: { a: BS("", "x") },
  }),
  updating("ADD of an empty string that is there changes nothing", "ADD a :v", {
    of: { a: SS("") },
    values: { ":v": SS("") },
    gives: { a: SS("") },
  }),
  updating("DELETE removes members", "DELETE a :v", {
    of: { a: SS("dog", "pig") },
    values: pig,
    gives: { a: SS("dog") },
  }),
  updating("DELETE of the empty member leaves the others", "DELETE a :v", {
    of: { a: SS("", "x") },
    values: { ":v": SS("") },
    gives: { a: SS("x") },
  }),
  updating("DELETE of members that are not there changes nothing", "DELETE a :v", {
    of: { a: SS("dog") },
    values: pig,
    gives: { a: SS("dog") },
  }),
  updating("DELETE of the last member removes the attribute", "DELETE a :v", {
    of: { a: SS("pig"), b: N(1) },
    values: pig,
    gives: { b: N(1) },
  }),
  updating("DELETE from an attribute that is not there changes nothing", "DELETE a :v", {
    of: { b: N(1) },
    values: pig,
    gives: { b: N(1) },
  }),
];

export const updateExpressions = [
  ...facts("scylladb/scylladb: test/alternator/test_update_expression, checked on AWS", [
    ...setting,
    ...calculating,
    ...addingAndDeleting,
  ]),
];
