import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { defineTable, Objects } from "../../src/index.js";

/** A table of its own with the models that the suite works on. */
export function defineModels(name: string) {
  const table = defineTable({ name, ttl: "expiresAt" });

  class TenantObjects<Model> extends Objects<Model> {
    readonly pageSize = 2;

    get label() {
      return "per tenant";
    }

    greeting(person: string) {
      return `hello ${person}`;
    }
  }

  class DeviceObjects extends TenantObjects<Device> {
    online(tenantId: string) {
      return this.query({ tenantId, status: "up" }, { index: "GSI1" });
    }

    twice(device: Device) {
      return this.getMany([device, device]);
    }

    *retire(device: Device) {
      yield* this.update(device, { status: "retired" });
      return yield* this.get(device);
    }

    *retireOrSave(device: Device) {
      try {
        return yield* this.retire(device);
      } catch {
        return yield* this.save(device);
      }
    }

    override get label() {
      return `devices ${super.label}`;
    }

    override greeting(person: string) {
      return `${super.greeting(person)}!`;
    }
  }

  class Device extends table.model<Device>("Device")({
    schema: z.object({
      tenantId: z.string(),
      deviceId: z.string(),
      status: z.enum(["up", "down", "retired"]),
      seq: z.number().int().optional(),
      note: z.string().nullable().optional(),
      tags: z.set(z.string()).optional(),
      log: z.array(z.string()).optional(),
    }),
    pk: "TENANT#{tenantId}",
    sk: "DEVICE#{deviceId}",
    indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },
    objects: DeviceObjects,
  }) {
    readonly startedWith = this.seq ?? 0;

    get label() {
      return `${this.tenantId}/${this.deviceId}`;
    }
  }

  class Reading extends table.model<Reading>("Reading")({
    schema: z.object({
      tenantId: z.string(),
      deviceId: z.string(),
      metric: z.string(),
      at: z.date(),
      value: z.number(),
    }),
    pk: "TENANT#{tenantId}",
    sk: "READING#{deviceId}#{metric}#{at}",
  }) {}

  class Event extends table.model<Event>("Event")({
    schema: z.object({ tenantId: z.string(), id: z.string(), kind: z.string() }),
    indexes: { GSI2: { pk: "KIND#{kind}", sk: "{id}" } },
  }) {
    pk() {
      return `TENANT#${this.tenantId}`;
    }

    sk() {
      return `EVENT#${this.id}`;
    }
  }

  class ValibotNote extends table.model<ValibotNote>("ValibotNote")({
    schema: v.object({ tenantId: v.string(), noteId: v.string(), size: v.optional(v.number()) }),
    pk: "TENANT#{tenantId}",
    sk: "VNOTE#{noteId}",
  }) {}

  class ArkNote extends table.model<ArkNote>("ArkNote")({
    schema: type({ tenantId: "string", noteId: "string", "size?": "number" }),
    pk: "TENANT#{tenantId}",
    sk: "ANOTE#{noteId}",
  }) {}

  return { table, Device, Reading, Event, ValibotNote, ArkNote };
}

export type Models = ReturnType<typeof defineModels>;
