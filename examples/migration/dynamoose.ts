import { defineTable } from "monotable";
import { z } from "zod";

/** Items of dynamoose with `timestamps: true`, in a table where an attribute tells their type. */
export const table = defineTable({
  name: "orders",
  indexes: { GSI1: { pk: "GSI1PK", sk: "GSI1SK" } },
  attributes: { type: "type" },
  timestamps: "epochMs",
});

/** A date as dynamoose stores it: milliseconds since 1970. */
const date = z.codec(z.number(), z.date(), {
  decode: (milliseconds) => new Date(milliseconds),
  encode: (value) => value.getTime(),
});

export class Order extends table.model<Order>("Order")({
  schema: z.object({
    customer: z.string(),
    order: z.string(),
    total: z.number(),
    placedAt: date,
    status: z.enum(["open", "paid"]),
    tags: z.set(z.string()),
  }),
  pk: "CUSTOMER#{customer:raw}",
  sk: "ORDER#{order:raw}",
  indexes: { GSI1: { pk: "STATUS#{status}", sk: "{placedAt}" } },
}) {}
