import { defineTable } from "monotable";
import { z } from "zod";

/** Items that were put by hand through the AWS DocumentClient. */
export const table = defineTable({
  name: "orders",
  indexes: { GSI1: { pk: "GSI1PK", sk: "GSI1SK" } },
  attributes: { type: "entity", createdAt: "created", updatedAt: "updated" },
  timestamps: "epochMs",
});

export class Order extends table.model<Order>("Order")({
  schema: z.object({
    customer: z.string(),
    order: z.string(),
    total: z.number(),
    placedAt: z.date(),
    status: z.enum(["open", "paid"]),
    tags: z.set(z.string()),
    note: z.string().nullable(),
  }),
  pk: "CUSTOMER#{customer:raw}",
  sk: "ORDER#{order:raw}",
  indexes: { GSI1: { pk: "STATUS#{status}", sk: "{placedAt}" } },
}) {}
