import { z } from "zod";
import { defineTable } from "../../dist/index.js";
import { TABLE } from "./order.mjs";

const table = defineTable({ name: TABLE });

class Order extends table.model("Order")({
  schema: z.object({
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
  }),
  pk: "CUSTOMER#{customerId}",
  sk: "ORDER#{orderId}",
  indexes: { GSI1: { pk: "STATUS#{status}", sk: "PLACED#{placedOn}" } },
}) {}

/** What this library does, on a connection of its own or on a caller's client. */
export function openOrders(connection) {
  table.connect(connection);
  return {
    save: (order) => Order.objects.save(new Order(order)),
    get: (key) => Order.objects.get(key),
    getBlocking: (key) => Order.objectsSync.get(key),
    page: async (customerId) =>
      (await Order.objects.query({ customerId }).page({ limit: 100 })).items,
    saveMany: (orders) => Order.objects.upsertMany(entities(orders)),
    entity: (order) => new Order(order),
    saveEntities: (orders) => Order.objects.upsertMany(orders),
  };
}

function* entities(orders) {
  for (const order of orders) yield new Order(order);
}
