import { z } from "zod";
import { compileSchema } from "../../src/codec/compile-schema.js";
import { EntityMapper } from "../../src/codec/entity-mapper.js";
import { defineTable } from "../../src/index.js";
import type { TableDefinition } from "../../src/model/definition.js";
import type { Hydration } from "../../src/model/entity.js";
import type { OperationContext } from "../../src/operation/context.js";
import { defineModel } from "../../src/table/define-model.js";

const OPTIONS = {
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    status: z.enum(["up", "down"]),
    seq: z.number().int().optional(),
    count: z.number().optional(),
    note: z.string().nullable().optional(),
    tags: z.set(z.string()).optional(),
    log: z.array(z.string()).optional(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },
} as const;

const TABLE: TableDefinition = {
  name: "platform",
  keys: { pk: "PK", sk: "SK" },
  indexes: {
    GSI1: { pk: "GSI1PK", sk: "GSI1SK" },
    GSI2: { pk: "GSI2PK", sk: "GSI2SK" },
  },
  attributes: {
    type: "_type",
    createdAt: "createdAt",
    updatedAt: "updatedAt",
    schema: "_schema",
    version: "_version",
    write: "_w",
  },
  ttl: undefined,
  cursorSecrets: [],
  onReadError: "throw",
  timestamps: "iso",
};

/** A model to step programs with, no connection needed. */
export class Device extends defineTable({ name: "platform" }).model<Device>("Device")(OPTIONS) {}

/** The device with a number, in one tenant. */
export function device(id: number | string, over: { seq?: number; note?: string } = {}): Device {
  return new Device({ tenantId: "t1", deviceId: String(id), status: "up", ...over });
}

/** The context in which the operations on `Device` run. */
export const context: OperationContext<Device> = {
  mapper: new EntityMapper<Device>(
    defineModel(TABLE, "Device", OPTIONS),
    compileSchema(OPTIONS.schema),
    // A hydration is what a model's constructor takes beside the attributes.
    (hydration: Hydration) => new Device(hydration as never),
  ),
  tableName: () => "platform",
};
