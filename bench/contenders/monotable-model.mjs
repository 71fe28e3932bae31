import { defineTable } from "../../dist/index.js";
import { TABLE } from "./order.mjs";
import { orderSchema } from "./order-schema.mjs";

const table = defineTable({ name: TABLE });

class Order extends table.model("Order")({
  schema: orderSchema,
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
