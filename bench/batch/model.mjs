import { z } from "zod";
import { defineTable } from "../../dist/index.js";

export const table = defineTable({ name: "readings" });

/** What every contender stores: nine attributes and two keys, about 300 bytes. */
export class Reading extends table.model("Reading")({
  schema: z.object({
    meter: z.string(),
    seq: z.number().int(),
    site: z.string(),
    watts: z.number(),
    volts: z.number(),
    ok: z.boolean(),
    note: z.string().optional(),
  }),
  pk: "METER#{meter}",
  sk: "READING#{seq:10}",
}) {}

/** The plain attributes of the reading with a number. */
export function attributes(seq) {
  return {
    meter: `m${seq % 1_000}`,
    seq,
    site: `site-${seq % 50}`,
    watts: (seq * 7) % 1_000,
    volts: 230.5,
    ok: seq % 3 > 0,
    note: "nothing to report",
  };
}
