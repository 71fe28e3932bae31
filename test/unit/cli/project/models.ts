import { defineTable } from "monotable";
import { z } from "zod";

/** A table with everything that a template has to say. */
export const fields = defineTable({
  name: "field-data.v2",
  indexes: {
    GSI1: { pk: "GSI1PK", sk: "GSI1SK" },
    ByMail: { pk: "byMail" },
    Idle: { pk: "idlePk", sk: "idleSk" },
  },
  ttl: "expiresAt",
});

export class Device extends fields.model<Device>("Device")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    status: z.enum(["up", "down"]),
    seq: z.number().int().min(0),
    tags: z.set(z.string()).optional(),
    seenAt: z.date().optional(),
    expiresAt: z.date().optional(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },
}) {}

export class Reading extends fields.model<Reading>("Reading")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    at: z.date(),
    value: z.number(),
    raw: z.instanceof(Uint8Array).optional(),
    total: z.bigint().optional(),
  }),
  pk: "TENANT#{tenantId}#READINGS#{deviceId}",
  sk: "{at}",
}) {}

/** Its keys are computed, its mail addresses unique. */
export class Person extends fields.model<Person>("Person")({
  schema: z.object({ mail: z.email(), name: z.string() }),
  indexes: { ByMail: { pk: "{mail}" } },
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
