import {
  answers,
  conditionFails,
  fact,
  facts,
  finds,
  invalid,
  KEY,
  type More,
  on,
  put,
  remove,
  update,
} from "../build.js";
import type { Refusal } from "../case.js";
import { type Attributes, L, M, N, S, SS } from "../values.js";

function updated(
  name: string,
  of: Attributes | undefined,
  expression: string,
  returns: string,
  attributes: Attributes | undefined,
  values?: Attributes,
) {
  return fact(
    name,
    ...(of === undefined ? [] : [put({ ...KEY, ...of })]),
    on(
      update(KEY, expression, {
        ReturnValues: returns,
        ...(values && { ExpressionAttributeValues: values }),
      }),
      answers({ Attributes: attributes }),
    ),
  );
}

const before = { a: S("hi"), b: S("dog") };
const cat = { ":v": S("cat") };
const both = { ":v": S("cat"), ":w": S("new") };
const doc = { a: M({ b: S("dog"), c: L(N(1), N(2), N(3)) }), d: S("cat") };
const seven = { ":v": N(7) };

const updates = [
  updated("NONE answers nothing", before, "SET b = :v", "NONE", undefined, cat),
  updated(
    "ALL_OLD answers the item before",
    before,
    "SET b = :v",
    "ALL_OLD",
    { ...KEY, ...before },
    cat,
  ),
  updated("ALL_OLD of no item answers nothing", undefined, "SET b = :v", "ALL_OLD", undefined, cat),
  updated(
    "UPDATED_OLD answers what was overwritten",
    before,
    "SET b = :v, c = :w",
    "UPDATED_OLD",
    { b: S("dog") },
    both,
  ),
  updated("UPDATED_OLD answers what was removed", before, "REMOVE b", "UPDATED_OLD", {
    b: S("dog"),
  }),
  updated(
    "UPDATED_OLD of a new attribute answers nothing",
    before,
    "SET c = :v",
    "UPDATED_OLD",
    undefined,
    cat,
  ),
  updated(
    "UPDATED_OLD answers a value written again",
    before,
    "SET b = :v",
    "UPDATED_OLD",
    { b: S("dog") },
    { ":v": S("dog") },
  ),
  updated(
    "ALL_NEW answers the item after",
    before,
    "SET b = :v",
    "ALL_NEW",
    { ...KEY, a: S("hi"), b: S("cat") },
    cat,
  ),
  updated("ALL_NEW leaves removed attributes out", before, "REMOVE b", "ALL_NEW", {
    ...KEY,
    a: S("hi"),
  }),
  updated(
    "ALL_NEW answers a new item",
    undefined,
    "SET b = :v",
    "ALL_NEW",
    { ...KEY, b: S("cat") },
    cat,
  ),
  updated(
    "UPDATED_NEW answers what was set",
    before,
    "SET b = :v, c = :w",
    "UPDATED_NEW",
    { b: S("cat"), c: S("new") },
    both,
  ),
  updated("UPDATED_NEW of a removal answers nothing", before, "REMOVE b", "UPDATED_NEW", undefined),
  updated(
    "UPDATED_NEW answers what was set beside a removal",
    before,
    "SET a = :v REMOVE b",
    "UPDATED_NEW",
    { a: S("cat") },
    cat,
  ),
  updated(
    "UPDATED_NEW answers what was calculated",
    { a: N(1) },
    "SET a = a + :v",
    "UPDATED_NEW",
    { a: N(8) },
    seven,
  ),
  updated(
    "UPDATED_NEW of a new item answers no key",
    undefined,
    "SET a = :v",
    "UPDATED_NEW",
    { a: N(7) },
    seven,
  ),
  updated(
    "UPDATED_NEW of ADD answers the sum",
    { a: N(1) },
    "ADD a :v",
    "UPDATED_NEW",
    { a: N(8) },
    seven,
  ),
  updated(
    "UPDATED_NEW of ADD answers the whole set",
    { a: SS("x") },
    "ADD a :v",
    "UPDATED_NEW",
    { a: SS("x", "y") },
    { ":v": SS("y") },
  ),
  updated(
    "UPDATED_OLD of a path answers that path only",
    doc,
    "SET a.b = :v",
    "UPDATED_OLD",
    { a: M({ b: S("dog") }) },
    cat,
  ),
  updated(
    "UPDATED_NEW of a path answers that path only",
    doc,
    "SET a.b = :v",
    "UPDATED_NEW",
    { a: M({ b: S("cat") }) },
    cat,
  ),
  updated(
    "UPDATED_OLD of an element answers a list of one",
    doc,
    "SET a.c[1] = :v",
    "UPDATED_OLD",
    { a: M({ c: L(N(2)) }) },
    seven,
  ),
  updated(
    "UPDATED_NEW of an element answers a list of one",
    doc,
    "SET a.c[1] = :v",
    "UPDATED_NEW",
    { a: M({ c: L(N(7)) }) },
    seven,
  ),
  updated(
    "UPDATED_NEW of several paths answers them together",
    doc,
    "SET a.c[1] = :v, a.b = :v",
    "UPDATED_NEW",
    { a: M({ b: N(7), c: L(N(7)) }) },
    seven,
  ),
  updated(
    "UPDATED_OLD leaves out elements that were not there",
    doc,
    "REMOVE a.c[1], a.c[3]",
    "UPDATED_OLD",
    { a: M({ c: L(N(2)) }) },
  ),
  updated(
    "UPDATED_OLD of a new member answers nothing",
    doc,
    "SET a.x = :v",
    "UPDATED_OLD",
    undefined,
    seven,
  ),
  updated(
    "UPDATED_NEW of a new member answers it",
    doc,
    "SET a.x = :v",
    "UPDATED_NEW",
    { a: M({ x: N(7) }) },
    seven,
  ),
  updated(
    "UPDATED_NEW of an element beyond the end answers nothing",
    doc,
    "SET a.c[100] = :v",
    "UPDATED_NEW",
    undefined,
    seven,
  ),
  updated(
    "UPDATED_NEW of a removed element answers what took its place",
    doc,
    "REMOVE a.c[1]",
    "UPDATED_NEW",
    { a: M({ c: L(N(3)) }) },
  ),
  updated(
    "UPDATED_NEW of two members of a map answers both",
    doc,
    "SET a.b = :v, a.d = :v",
    "UPDATED_NEW",
    { a: M({ b: N(7), d: N(7) }) },
    seven,
  ),
];

const OLD_OR_NONE = invalid("ReturnValues can only be ALL_OLD or NONE");
const condition: More = { ConditionExpression: "a = :v", ExpressionAttributeValues: cat };
const all: More = { ...condition, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
const failsWith = (item: Attributes | undefined): Refusal => ({
  ...conditionFails,
  members: { Item: item },
});

export const returnValues = [
  ...facts("scylladb/scylladb: test/alternator/test_returnvalues, checked on AWS", [
    ...updates,
    fact(
      "An update that only removes makes no item",
      on(update(KEY, "REMOVE b", { ReturnValues: "ALL_NEW" }), answers({ Attributes: undefined })),
      finds(KEY, undefined),
    ),
    fact(
      "PutItem answers nothing by default",
      put(KEY),
      on(put(KEY), answers({ Attributes: undefined })),
    ),
    fact(
      "PutItem answers the item before",
      put({ ...KEY, ...before }),
      on(put(KEY, { ReturnValues: "ALL_OLD" }), answers({ Attributes: { ...KEY, ...before } })),
    ),
    fact(
      "PutItem answers nothing where nothing was",
      on(put(KEY, { ReturnValues: "ALL_OLD" }), answers({ Attributes: undefined })),
    ),
    fact(
      "DeleteItem answers the item before",
      put({ ...KEY, ...before }),
      on(remove(KEY, { ReturnValues: "ALL_OLD" }), answers({ Attributes: { ...KEY, ...before } })),
    ),
    fact(
      "DeleteItem answers nothing where nothing was",
      on(remove(KEY, { ReturnValues: "ALL_OLD" }), answers({ Attributes: undefined })),
    ),
    ...["UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"].flatMap((mode) => [
      fact(`PutItem has no ${mode}`, {
        request: put(KEY, { ReturnValues: mode }),
        expected: OLD_OR_NONE,
      }),
      fact(`DeleteItem has no ${mode}`, {
        request: remove(KEY, { ReturnValues: mode }),
        expected: OLD_OR_NONE,
      }),
    ]),
    ...["DOG", "none"].map((mode) =>
      fact(`ReturnValues knows no ${mode}`, {
        request: put(KEY, { ReturnValues: mode }),
        expected: invalid(/enum value set/),
      }),
    ),
    fact(
      "A failed put answers the item on request",
      put({ ...KEY, ...before }),
      on(put(KEY, all), failsWith({ ...KEY, ...before })),
    ),
    fact(
      "A failed delete answers the item on request",
      put({ ...KEY, ...before }),
      on(remove(KEY, all), failsWith({ ...KEY, ...before })),
    ),
    fact(
      "A failed update answers the item on request",
      put({ ...KEY, ...before }),
      on(update(KEY, "REMOVE b", all), failsWith({ ...KEY, ...before })),
      finds(KEY, { ...KEY, ...before }),
    ),
    fact(
      "A failed put answers no item without the request",
      put({ ...KEY, ...before }),
      on(put(KEY, condition), failsWith(undefined)),
    ),
    fact("A failed put of no item answers no item", on(put(KEY, all), failsWith(undefined))),
    ...["DUMMY", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"].map((mode) =>
      fact(`ReturnValuesOnConditionCheckFailure knows no ${mode}`, {
        request: put(KEY, { ...condition, ReturnValuesOnConditionCheckFailure: mode }),
        expected: invalid(/enum value set/),
      }),
    ),
  ]),
];
