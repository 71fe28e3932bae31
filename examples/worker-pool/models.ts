import { defineTable } from "monotable";
import { z } from "zod";

export const meters = defineTable({ name: "meters" });

export class Reading extends meters.model<Reading>("Reading")({
  schema: z.object({ meter: z.string(), hour: z.number().int(), watts: z.number() }),
  pk: "METER#{meter}",
  sk: "READING#{hour:10}",
}) {}
