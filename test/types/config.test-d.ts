import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { type Config, defineConfig, defineTable, type TableDescription } from "../../src/index.js";

const table = defineTable({ name: "people", indexes: { ByMail: { pk: "mailKey" } } });

class Person extends table.model<Person>("Person")({
  schema: z.object({ id: z.string(), mail: z.string() }),
  pk: "PERSON#{id}",
  sk: "PERSON",
  indexes: { ByMail: { pk: "{mail}" } },
  version: true,
}) {}

class Note extends table.model<Note>("Note")({ schema: z.object({ id: z.string() }) }) {
  pk() {
    return `NOTE#${this.id}`;
  }
  sk() {
    return "NOTE";
  }
}

test("a configuration takes tables with any indexes, models of any kind, and any connection", () => {
  expectTypeOf(defineConfig({ table, models: [Person, Note] })).toEqualTypeOf<Config>();
  defineConfig({ table, models: [], stream: true, connect: { region: "eu-west-1" } });
  defineConfig({ table, models: [], connect: async () => new DynamoDBClient({}) });
});

test("and refuses what is none", () => {
  // @ts-expect-error models are classes
  defineConfig({ table, models: ["Person"] });
  // @ts-expect-error a table is what defineTable gave
  defineConfig({ table: { name: "people" }, models: [] });
  // @ts-expect-error no option
  defineConfig({ table, models: [], streams: true });
});

test("a description is plain data", () => {
  expectTypeOf(table.describe()).toEqualTypeOf<TableDescription>();
});
