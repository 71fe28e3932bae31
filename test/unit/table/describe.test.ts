import { expect, test } from "vitest";
import { z } from "zod";
import { defineTable } from "../../../src/index.js";

const platform = defineTable({
  name: () => "platform",
  indexes: {
    GSI1: { pk: "GSI1PK", sk: "GSI1SK" },
    ByMail: { pk: "mailKey" },
    Idle: { pk: "idle" },
  },
  ttl: "expiresAt",
});

class Device extends platform.model<Device>("Device")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    status: z.enum(["up", "down"]),
    seq: z.number().int(),
    at: z.date(),
    expiresAt: z.date().optional(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}#{at}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },
}) {}

class Person extends platform.model<Person>("Person")({
  schema: z.object({ mail: z.string(), active: z.boolean(), weight: z.number() }),
  indexes: { ByMail: { pk: "{weight:number}#{active}" } },
  version: true,
  unique: ["mail"],
}) {
  pk() {
    return `PERSON#${this.mail}`;
  }
  sk() {
    return "PERSON";
  }
}

test("a table describes itself and its models", () => {
  expect([Device.name, Person.name]).toEqual(["Device", "Person"]);
  expect(platform.describe()).toEqual({
    name: "platform",
    keys: { pk: "PK", sk: "SK" },
    indexes: [
      { name: "GSI1", keys: { pk: "GSI1PK", sk: "GSI1SK" }, models: ["Device"] },
      { name: "ByMail", keys: { pk: "mailKey" }, models: ["Person"] },
      { name: "Idle", keys: { pk: "idle" }, models: [] },
    ],
    ttl: "expiresAt",
    attributes: {
      type: "_type",
      createdAt: "createdAt",
      updatedAt: "updatedAt",
      schema: "_schema",
      version: "_version",
      write: "_w",
    },
    models: [
      {
        name: "Device",
        key: {
          pk: {
            template: "TENANT#{tenantId}",
            attributes: ["tenantId"],
            example: "TENANT#tenantId1",
          },
          sk: {
            template: "DEVICE#{deviceId}#{at}",
            attributes: ["deviceId", "at"],
            example: "DEVICE#deviceId1#2026-01-31T12:00:00.000Z",
          },
        },
        indexes: [
          {
            name: "GSI1",
            pk: {
              template: "TENANT#{tenantId}#{status}",
              attributes: ["tenantId", "status"],
              example: "TENANT#tenantId1#up",
            },
            sk: { template: "{seq:10}", attributes: ["seq"], example: "0000000007" },
          },
        ],
        attributes: [
          { name: "tenantId", type: "string" },
          { name: "deviceId", type: "string" },
          { name: "status", type: "string" },
          { name: "seq", type: "number" },
          { name: "at", type: "date" },
          { name: "expiresAt", type: "date" },
        ],
        schema: 1,
        versioned: false,
        unique: [],
      },
      {
        name: "Person",
        key: undefined,
        indexes: [
          {
            name: "ByMail",
            pk: {
              template: "{weight:number}#{active}",
              attributes: ["weight", "active"],
              example: "C01C000000000000#true",
            },
            sk: undefined,
          },
        ],
        attributes: [
          { name: "mail", type: "string" },
          { name: "active", type: "boolean" },
          { name: "weight", type: "number" },
        ],
        schema: 1,
        versioned: true,
        unique: [["mail"]],
      },
    ],
  });
});

test("the examples are keys that the models read back", () => {
  const { models } = platform.describe();
  const { pk, sk } = models[0]?.key ?? {};
  expect(platform.parseKey({ pk: String(pk?.example), sk: String(sk?.example) })).toEqual({
    model: "Device",
    attributes: {
      tenantId: "tenantId1",
      deviceId: "deviceId1",
      at: new Date("2026-01-31T12:00:00.000Z"),
    },
  });
});

test("the description is frozen at every depth", () => {
  const isFrozen = (value: unknown): boolean =>
    typeof value !== "object" ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isFrozen));
  expect(isFrozen(platform.describe())).toBe(true);
});

test("keys of any kind of placeholder have an example", () => {
  const table = defineTable({ name: "odd" });
  class Odd extends table.model<Odd>("Odd")({
    schema: z.object({
      kind: z.literal(["", "text"]),
      big: z.bigint(),
      raw: z.string(),
      day: z.codec(z.string(), z.date(), {
        decode: (text) => new Date(text),
        encode: (date) => date.toISOString(),
      }),
    }),
    pk: "{kind}#{big:3}",
    sk: "{raw:raw}#{day}",
  }) {}
  expect(Odd.name).toBe("Odd");
  const key = table.describe().models[0]?.key;
  expect([key?.pk.example, key?.sk?.example]).toEqual([
    "text#007",
    "raw1#2026-01-31T12:00:00.000Z",
  ]);
});

test("the types of attributes are told as far as their schemas tell them", () => {
  const table = defineTable({ name: "types" });
  class Types extends table.model<Types>("Types")({
    schema: z.object({
      id: z.bigint(),
      list: z.array(z.string()).nullable(),
      map: z.object({ a: z.string() }),
      set: z.set(z.number()).optional(),
      bytes: z.instanceof(Uint8Array),
      any: z.any(),
      either: z.union([z.string(), z.number()]),
    }),
    pk: "{id:10}",
    sk: "TYPES",
  }) {}
  expect(Types.name).toBe("Types");
  const [model] = table.describe().models;
  expect(model?.attributes?.map(({ type }) => type)).toEqual([
    "bigint",
    "list",
    "map",
    "set",
    "binary",
    "any",
    "any",
  ]);
});
