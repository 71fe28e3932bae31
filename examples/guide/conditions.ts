import {
  and,
  attribute,
  ConditionFailedError,
  contains,
  defineTable,
  eq,
  gt,
  lt,
  missing,
  not,
  oneOf,
  or,
  size,
} from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const shop = defineTable({ name: "shop" }).connect(createEngine());

class Order extends shop.model<Order>("Order")({
  schema: z.object({
    customer: z.string(),
    id: z.string(),
    status: z.enum(["open", "paid", "sent"]),
    total: z.number(),
    limit: z.number(),
    tags: z.set(z.string()).optional(),
    address: z.object({ city: z.string(), zip: z.string().optional() }),
    lines: z.array(z.object({ sku: z.string(), count: z.number().int() })),
  }),
  pk: "CUSTOMER#{customer}",
  sk: "ORDER#{id}",
}) {}

await shop.create();
const order = await Order.objects.save(
  new Order({
    customer: "c1",
    id: "o1",
    status: "open",
    total: 40,
    limit: 100,
    tags: new Set(["gift"]),
    address: { city: "Ulm" },
    lines: [{ sku: "tea", count: 2 }],
  }),
);

// #region where
await Order.objects.update(order, { status: "paid" }, { where: { status: "open", total: lt(50) } });
// #endregion

// #region failed
try {
  await Order.objects.delete(order, { where: { status: "open" } });
} catch (error) {
  if (!(error instanceof ConditionFailedError)) throw error;
  const stored = error.stored as Order;
  console.log(stored.status);
}
// #endregion

// #region operators
const open = await Order.objects
  .query(
    { customer: "c1" },
    {
      where: {
        status: oneOf("open", "paid"),
        tags: contains("gift"),
        lines: size(gt(0)),
        total: lt(attribute("limit")),
      },
    },
  )
  .all();
console.log(open.length);
// #endregion

// #region nested
const nested = await Order.objects
  .query({ customer: "c1" }, { where: { address: { city: "Ulm", zip: missing() } } })
  .count();
const byPath = await Order.objects
  .query({ customer: "c1" }, { where: { "lines[0].sku": "tea", address: eq({ city: "Ulm" }) } })
  .count();
console.log(nested, byPath);
// #endregion

// #region combined
const urgent = await Order.objects
  .query(
    { customer: "c1" },
    { where: or({ total: gt(1_000) }, and({ status: "paid" }, not({ tags: contains("late") }))) },
  )
  .count();
console.log(urgent);
// #endregion
