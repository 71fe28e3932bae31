import {
  add,
  append,
  defineTable,
  IndexKeyError,
  prepend,
  remove,
  set,
  setIfMissing,
  subtract,
} from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const shop = defineTable({ name: "shop" }).connect(createEngine());

class Order extends shop.model<Order>("Order")({
  schema: z.object({
    id: z.string(),
    status: z.enum(["open", "paid", "sent"]),
    rank: z.number().int(),
    weight: z.number().optional(),
    note: z.string().optional(),
    tags: z.set(z.string()).optional(),
    log: z.array(z.string()).optional(),
    address: z.object({ city: z.string(), zip: z.string().optional() }).optional(),
  }),
  pk: "ORDER#{id}",
  sk: "ORDER",
  indexes: { GSI1: { pk: "STATUS#{status}", sk: "{rank:6}" } },
}) {}

await shop.create();
const order = await Order.objects.save(new Order({ id: "o1", status: "open", rank: 1 }));

// #region operators
const changed = await Order.objects.update(order, {
  weight: add(1),
  note: setIfMissing("new"),
  tags: add(new Set(["gift", "late"])),
  log: append(["packed"]),
});
console.log(changed.weight, changed.note, changed.tags, changed.log);

await Order.objects.update(changed, {
  note: remove(),
  tags: subtract(new Set(["late"])),
  log: prepend(["ordered"]),
});
// #endregion

// #region nested
await Order.objects.update(order, { address: { city: "Ulm", zip: "89073" } });
await Order.objects.update(order, { address: { zip: remove() }, "log[1]": "sent off" });
await Order.objects.update(order, { address: set({ city: "Bonn" }) });
// #endregion

// #region returning
const { old, new: now } = await Order.objects.update(
  { id: "o1" },
  { note: "fragile" },
  { returning: "both" },
);
console.log(old.note, now.note, now.address, now.log);
// #endregion

// #region drift
try {
  await Order.objects.update({ id: "o1" }, { status: "paid" });
} catch (error) {
  if (!(error instanceof IndexKeyError)) throw error;
  console.log(error.index, error.missing);
}
await Order.objects.update({ id: "o1" }, { status: "paid" }, { read: true });
const paid = await Order.objects.query({ status: "paid" }, { index: "GSI1" }).all();
console.log(paid.map(({ id, rank }) => [id, rank]));
// #endregion

// #region merge
const fromElsewhere = new Order({ id: "o1", status: "sent", rank: 2 });
await Order.objects.save(fromElsewhere, { mode: "merge" });
console.log(fromElsewhere.createdAt?.getTime() === order.createdAt?.getTime());
// #endregion
