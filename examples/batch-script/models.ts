import { defineTable, lt, Objects } from "monotable";
import { z } from "zod";

export const fleet = defineTable({ name: () => process.env.TABLE ?? "fleet" });

class DeviceObjects extends Objects<Device> {
  /** Devices whose readings a run that was killed has left. */
  retiring(tenant: string) {
    return this.query({ tenant, status: "retiring" }, { index: "GSI1" });
  }

  /** Devices that are up and were last seen before a time, longest ago first. */
  silentSince(tenant: string, before: Date) {
    return this.query({ tenant, status: "up", seenAt: lt(before) }, { index: "GSI1" });
  }
}

export class Device extends fleet.model<Device>("Device")({
  schema: z.object({
    tenant: z.string(),
    device: z.string(),
    status: z.enum(["up", "retiring", "retired"]),
    seenAt: z.date(),
  }),
  pk: "TENANT#{tenant}",
  sk: "DEVICE#{device}",
  indexes: { GSI1: { pk: "TENANT#{tenant}#{status}", sk: "{seenAt}" } },
  objects: DeviceObjects,
}) {}

export class Reading extends fleet.model<Reading>("Reading")({
  schema: z.object({ tenant: z.string(), device: z.string(), at: z.date(), watts: z.number() }),
  pk: "TENANT#{tenant}#DEVICE#{device}",
  sk: "READING#{at}",
}) {}
