import { defineTable } from "monotable";
import * as z from "zod";

export const shop = defineTable({ name: () => process.env.TABLE ?? "shop", ttl: "endsAt" });

/** A customer, and what the stream handler keeps of the orders. */
export class Customer extends shop.model<Customer>("Customer")({
  schema: z.object({ customer: z.string(), orders: z.int(), total: z.number() }),
  pk: "CUSTOMER#{customer}",
  sk: "CUSTOMER",
}) {}

export class Order extends shop.model<Order>("Order")({
  schema: z.object({ customer: z.string(), order: z.string(), total: z.number().positive() }),
  pk: "CUSTOMER#{customer}",
  sk: "ORDER#{order}",
}) {}
