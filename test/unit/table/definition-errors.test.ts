import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineTable, Objects } from "../../../src/index.js";
import {
  declare,
  defineUntyped,
  definitionError,
  GOOD,
  schema,
} from "../../support/untyped-models.js";

describe("a table that is declared wrongly", () => {
  test.each([
    ["without options", undefined, 'defineTable takes { name: "..." }.'],
    ["without a name", {}, "defineTable: name is the table's name, or a function that gives it."],
    [
      "with an empty name",
      { name: "" },
      "defineTable: name is the table's name, or a function that gives it.",
    ],
    ["with an option that is none", { name: "t", key: {} }, "defineTable: key is no option."],
    [
      "with a timestamp format that is none",
      { name: "t", timestamps: "epoch" },
      "defineTable: timestamps is one of iso, epochMs, epochSeconds.",
    ],
    [
      "with half a key",
      { name: "t", keys: { pk: "PK" } },
      "defineTable: every stored name is a text of its own.",
    ],
    [
      "with keys that are none",
      { name: "t", keys: null },
      "defineTable: keys is { pk, sk }, the stored names of the primary key.",
    ],
    [
      "with an index that is none",
      { name: "t", indexes: { GSI1: null } },
      "defineTable: index GSI1 is { pk, sk }, the stored names of its key.",
    ],
    [
      "with two attributes of one name",
      { name: "t", keys: { pk: "PK", sk: "GSI1PK" } },
      "defineTable: two attributes are stored as GSI1PK; rename one.",
    ],
    [
      "with an index called primary",
      { name: "t", indexes: { primary: { pk: "a", sk: "b" } } },
      'defineTable: "primary" means the table itself; rename that index.',
    ],
  ])("%s", (_name, options, message) => {
    expect(definitionError(() => defineUntyped(options))).toBe(message);
  });

  test("is found out at first use where its name is a function", () => {
    const table = defineTable({ name: () => "" });
    expect(definitionError(() => table.name)).toBe(
      "defineTable: the function given as name gave no name.",
    );
    const calls: string[] = [];
    const named = defineTable({
      name() {
        calls.push("name");
        return "t1";
      },
    });
    expect(calls).toEqual([]);
    expect([named.name, named.name]).toEqual(["t1", "t1"]);
    expect(calls).toEqual(["name"]);
  });
});

describe("a model that is declared wrongly", () => {
  test("without a name", () => {
    const message =
      'A model needs an explicit name: class Device extends table.model("Device")({ ... }) {}.';
    expect(definitionError(() => declare(GOOD, null))).toBe(message);
    expect(definitionError(() => declare(GOOD, ""))).toBe(message);
  });

  test.each([
    ["without options", undefined, "User: pass { schema, pk, sk, ... }."],
    [
      "with an option that is none",
      { ...GOOD, index: {} },
      "User: index is no option (did you mean indexes?).",
    ],
    ["with a far-off option", { ...GOOD, colour: 1 }, "User: colour is no option."],
    ["with versions", { ...GOOD, version: 1 }, "User: version is true or false."],
    [
      "without a schema",
      { pk: "a", sk: "b" },
      "User: schema is a zod schema, or any other that implements Standard Schema.",
    ],
    [
      "with a schema of something else",
      { ...GOOD, schema: z.string() },
      "A model's schema has to give out an object, not a string; use z.object({ ... }).",
    ],
    [
      "with half a key",
      { schema, pk: "TENANT#{tenantId}" },
      "User: give both pk and sk as templates, or neither and implement pk() and sk() in the class.",
    ],
    [
      "with an attribute that the schema lacks",
      { ...GOOD, sk: "USER#{emial}" },
      'User.sk: the template "USER#{emial}" uses {emial}, which is not an attribute of the schema (did you mean email?).',
    ],
    [
      "with an attribute that the schema lacks, in an index",
      { ...GOOD, indexes: { GSI1: { pk: "{tenantld}", sk: "x" } } },
      'User.indexes.GSI1.pk: the template "{tenantld}" uses {tenantld}, which is not an attribute of the schema (did you mean tenantId?).',
    ],
    [
      "with an index that the table lacks",
      { ...GOOD, indexes: { GSI3: { pk: "a", sk: "b" } } },
      "User: GSI3 is not an index of the table, which has GSI1, GSI2 (did you mean GSI1?).",
    ],
    [
      "with half an index key",
      { ...GOOD, indexes: { GSI1: { pk: "a" } } },
      "User: index GSI1 takes { pk, sk } templates.",
    ],
    [
      "with indexes that are none",
      { ...GOOD, indexes: 7 },
      "User: indexes is { NAME: { pk, sk } }.",
    ],
    [
      "with a template that is malformed",
      { ...GOOD, sk: "USER#{email" },
      'User.sk: the key template "USER#{email" has a brace without its partner; write {attribute}.',
    ],
    [
      "with an attribute named as a member",
      { ...GOOD, schema: schema.extend({ toItem: z.string() }) },
      "User: the schema has an attribute toItem, a member of every entity; rename it.",
    ],
    [
      "with an attribute that the table stores",
      { ...GOOD, schema: schema.extend({ GSI1PK: z.string() }) },
      "User: the schema has an attribute GSI1PK, which the table stores itself; rename it.",
    ],
    [
      "with a manager that is none",
      { ...GOOD, objects: class {} },
      "User: objects is a class that extends Objects<User>.",
    ],
    [
      "with the manager class itself",
      { ...GOOD, objects: new Objects() },
      "User: objects is a class that extends Objects<User>.",
    ],
  ])("%s", (_name, options, message) => {
    expect(definitionError(() => declare(options))).toBe(message);
  });

  test("with a name that is taken, or keys that another model can have", () => {
    const table = defineUntyped({ name: "t" });
    table.model("User")(GOOD);
    expect(definitionError(() => table.model("User")({ ...GOOD, sk: "PERSON#{email}" }))).toBe(
      "User: the table has a model of this name already.",
    );
    expect(definitionError(() => table.model("Person")(GOOD))).toBe(
      'Person and User can have the same key, such as "TENANT#x" / "USER#x": begin their sort keys ' +
        'with different text, "PERSON#" say.',
    );
  });

  test("with an index key that has no sort part where the index has none", () => {
    const table = defineUntyped({ name: "t", indexes: { byMail: { pk: "mail" } } });
    const indexes = { byMail: { pk: "{email}", sk: "x" } };
    expect(definitionError(() => table.model("User")({ ...GOOD, indexes }))).toBe(
      "User: index byMail takes { pk } templates.",
    );
    table.model("User")({ ...GOOD, indexes: { byMail: { pk: "{email}" } } });
  });
});
