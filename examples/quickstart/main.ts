import { defineTable, Objects } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const platform = defineTable({ name: "platform" });

class DeviceObjects extends Objects<Device> {
  online(tenantId: string) {
    return this.query({ tenantId, status: "up" }, { index: "GSI1" });
  }
}

class Device extends platform.model<Device>("Device")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    status: z.enum(["up", "down", "retired"]),
    seq: z.number().int(),
    seenAt: z.date().optional(),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "TENANT#{tenantId}#{status}", sk: "{seq:10}" } },
  objects: DeviceObjects,
}) {
  get label() {
    return `${this.tenantId}/${this.deviceId}`;
  }
}

platform.connect(createEngine()); // leave this line out, and it is your AWS account
await platform.create();

const device = new Device({ tenantId: "t1", deviceId: "d1", status: "up", seq: 7 });
await Device.objects.save(device);

const found = await Device.objects.getOrThrow({ tenantId: "t1", deviceId: "d1" });
console.log(found.label, found.createdAt?.getTime() === device.createdAt?.getTime());

for (const online of Device.objectsSync.online("t1")) console.log(online.label, online.status);
