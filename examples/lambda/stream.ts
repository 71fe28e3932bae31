import { add, eventId, type StreamRecord } from "monotable";
import { Customer, Order, shop } from "./models.js";

/** Keeps each customer's number and total of orders, every change counted once. */
export const handler = shop.streamHandler(
  {
    Order: {
      insert: ({ customer, total }, record) => count(customer, 1, total, record),
      modify: (before, now, _, record) => count(now.customer, 0, now.total - before.total, record),
      remove: ({ customer, total }, record) => count(customer, -1, -total, record),
    },
  },
  { models: { Order }, once: { by: eventId, in: shop, name: "totals" } },
);

async function count(customer: string, orders: number, total: number, record: StreamRecord) {
  await shop.transact([
    Customer.operations.update({ customer }, { orders: add(orders), total: add(total) }),
    record.mark,
  ]);
}
