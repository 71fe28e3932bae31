import { defineConfig, defineTable } from "monotable";
import { z } from "zod";

/** The table of `monotable.config.ts`, in which devices have got a name and a level. */
const fields = defineTable({ name: "field-data.v2", ttl: "expiresAt" });

class Device extends fields.model<Device>("Device")({
  schema: z.object({
    tenantId: z.string(),
    deviceId: z.string(),
    name: z.string().min(2),
    level: z.codec(z.string(), z.number(), {
      decode: (text) => Number(text),
      encode: (number) => String(number),
    }),
  }),
  pk: "TENANT#{tenantId}",
  sk: "DEVICE#{deviceId}",
  indexes: { GSI1: { pk: "NAMES", sk: "{name}" } },
  upgrade: { 1: ({ status, seq, ...rest }) => ({ ...rest, name: `${status} ${seq}`, level: "1" }) },
}) {}

export default defineConfig({
  table: fields,
  models: [Device],
  connect: () => ({
    endpoint: process.env.TABLE_ENDPOINT ?? "http://127.0.0.1:1",
    region: "local",
    credentials: { accessKeyId: "cli", secretAccessKey: "cli" },
  }),
});
