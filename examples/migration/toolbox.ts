import { defineTable } from "monotable";
import { z } from "zod";

/** Items of dynamodb-toolbox: its own names for the entity and the timestamps. */
export const table = defineTable({
  name: "orders",
  indexes: { GSI1: { pk: "GSI1PK", sk: "GSI1SK" } },
  attributes: { type: "_et", createdAt: "_ct", updatedAt: "_md" },
});

export class Order extends table.model<Order>("Order")({
  schema: z.object({
    customer: z.string(),
    order: z.string(),
    total: z.number(),
    placedAt: z.date(), // the ISO text that `toISOString()` gave
    status: z.enum(["open", "paid"]),
    tags: z.set(z.string()),
  }),
  pk: "CUSTOMER#{customer:raw}",
  sk: "ORDER#{order:raw}",
  indexes: { GSI1: { pk: "STATUS#{status}", sk: "{placedAt}" } },
}) {}
