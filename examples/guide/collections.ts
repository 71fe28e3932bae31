import { beginsWith, defineTable } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

// #region models
const shop = defineTable({ name: "shop" }).connect(createEngine());

class Customer extends shop.model<Customer>("Customer")({
  schema: z.object({ customer: z.string(), name: z.string() }),
  pk: "CUSTOMER#{customer}",
  sk: "CUSTOMER",
}) {}

class Order extends shop.model<Order>("Order")({
  schema: z.object({ customer: z.string(), order: z.string(), total: z.number() }),
  pk: "CUSTOMER#{customer}",
  sk: "ORDER#{order}",
}) {}

class Line extends shop.model<Line>("Line")({
  schema: z.object({ customer: z.string(), order: z.string(), sku: z.string() }),
  pk: "CUSTOMER#{customer}",
  sk: "ORDER#{order}#LINE#{sku}",
}) {}
// #endregion

await shop.create();
await shop.upsertMany([
  new Customer({ customer: "ann", name: "Ann" }),
  new Order({ customer: "ann", order: "o1", total: 30 }),
  new Line({ customer: "ann", order: "o1", sku: "lamp" }),
  new Line({ customer: "ann", order: "o1", sku: "bulb" }),
]);

// #region query
const page = shop.query({ customer: "ann" }, [Customer, Order, Line]);
for await (const entity of page) {
  if (entity instanceof Customer) console.log(entity.name);
  else if (entity instanceof Order) console.log("order", entity.order, entity.total);
  else console.log("line", entity.sku);
}
// #endregion

// #region narrow
const lines = await shop.query({ customer: "ann", order: beginsWith("o1") }, [Order, Line]).all();
const texts = { pk: "CUSTOMER#ann", sk: beginsWith("ORDER#o1#LINE#") };
console.log(lines.length, await shop.query(texts, [Line]).count());
// #endregion

// #region unknown
const known = shop.querySync({ customer: "ann" }, [Order, Line], {
  onUnknown: ({ type, declared }) => console.log("left out:", type, declared),
});
console.log(known.all().length);
// #endregion

// #region parse
function onImage(image: object) {
  const entity = shop.parse(image, [Order, Line], { onUnknown: "skip" });
  return entity === undefined ? "not ours" : entity.sk();
}

console.log(onImage(new Order({ customer: "bob", order: "o7", total: 5 }).toItem()));
console.log(onImage(new Customer({ customer: "bob", name: "Bob" }).toItem()));
// #endregion
