import { defineTable } from "monotable";
import { z } from "zod";

/** Items of ElectroDB. The model's name is the entity's. */
export const table = defineTable({
  name: "orders",
  indexes: { GSI1: { pk: "GSI1PK", sk: "GSI1SK" } },
  attributes: { type: "__edb_e__" },
  timestamps: "epochMs",
});

export class Order extends table.model<Order>("order")({
  schema: z.object({
    customer: z.string(),
    order: z.string(),
    total: z.number(),
    placedAt: z.int(),
    status: z.enum(["open", "paid"]),
    tags: z.set(z.string()),
    __edb_v__: z.literal("1").default("1"), // ElectroDB reads no item without it
  }),
  // A number's width is that of the milliseconds since 1970, from 2001 to 2286.
  indexes: { GSI1: { pk: "$shop#status_{status:raw}", sk: "$order_1#placedat_{placedAt:13}" } },
}) {
  // ElectroDB writes keys in lower case, unless its `casing` says otherwise: no template does that.
  pk() {
    return `$shop#customer_${this.customer.toLowerCase()}`;
  }

  sk() {
    return `$order_1#order_${this.order.toLowerCase()}`;
  }
}
