import { z } from "zod";

/** The entity of order.mjs, as a zod schema. */
export const orderSchema = z.object({
  customerId: z.string(),
  orderId: z.string(),
  status: z.enum(["open", "paid", "packed", "shipped", "returned"]),
  channel: z.enum(["web", "store"]),
  currency: z.string().length(3),
  total: z.number().nonnegative(),
  tax: z.number().nonnegative(),
  items: z.number().int().positive(),
  gift: z.boolean(),
  email: z.string().min(3),
  note: z.string().max(500).optional(),
  placedOn: z.string(),
  address: z.object({
    street: z.string(),
    city: z.string(),
    postcode: z.string(),
    country: z.string().length(2),
  }),
  lines: z.array(
    z.object({
      sku: z.string(),
      title: z.string(),
      quantity: z.number().int().positive(),
      price: z.number().nonnegative(),
    }),
  ),
  labels: z.set(z.string()),
});
