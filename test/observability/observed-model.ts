import { z } from "zod";
import { createEngine, type Engine } from "../../src/engine.js";
import { defineTable, Objects, type TableEvent } from "../../src/index.js";

/** A table of its own on an engine of its own, with a model whose manager has a method of its own. */
export async function observedTable(onEvent?: (event: TableEvent) => void) {
  const engine: Engine = createEngine();
  const table = defineTable({ name: "platform", onEvent });
  class DeviceObjects extends Objects<Device> {
    *rename(device: Device, label: string) {
      yield* this.update(device, { label });
      return yield* this.getOrThrow(device);
    }
  }
  class Device extends table.model<Device>("Device")({
    schema: z.object({ id: z.string(), status: z.string(), label: z.string().optional() }),
    pk: "DEVICE#{id}",
    sk: "DEVICE",
    indexes: { GSI1: { pk: "STATUS#{status}", sk: "{id}" } },
    objects: DeviceObjects,
  }) {}
  table.connect(engine);
  await table.create();
  const device = (id: string): Device => new Device({ id, status: "up" });
  return { engine, table, Device, device };
}
