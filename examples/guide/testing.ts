import { add, defineTable, gte } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const shop = defineTable({ name: "shop", ttl: "expiresAt" });

class Product extends shop.model<Product>("Product")({
  schema: z.object({ id: z.string(), stock: z.number().int() }),
  pk: "PRODUCT#{id}",
  sk: "PRODUCT",
}) {}

class Basket extends shop.model<Basket>("Basket")({
  schema: z.object({ id: z.string(), expiresAt: z.number().int() }),
  pk: "BASKET#{id}",
  sk: "BASKET",
}) {}

/** What is tested: takes some of a product's stock, never more than there is. */
function sell(id: string, count: number): Promise<Product> {
  return Product.objects.update({ id }, { stock: add(-count) }, { where: { stock: gte(count) } });
}

// #region fresh
const engine = createEngine();
shop.connect(engine);
await shop.create();

const empty = engine.snapshot();

function freshTable(): void {
  engine.restore(empty);
  engine.faults.clear();
  engine.forgetRequests();
}
// #endregion

freshTable();
// #region faults
await Product.objects.save(new Product({ id: "p1", stock: 5 }));

engine.faults.add({ kind: "throttle", operation: "UpdateItem", times: 2 });
console.log((await sell("p1", 2)).stock);
console.log(engine.requests.map((request) => request.operation).join(" "));
// #endregion

freshTable();
// #region lost
engine.faults.add({ kind: "lostReply", operation: "PutItem" });
await Product.objects.create(new Product({ id: "p2", stock: 9 }));
console.log(engine.faults.pending.length, (await Product.objects.getOrThrow({ id: "p2" })).stock);
// #endregion

// #region clock
let now = Date.now();
const clocked = createEngine({ now: () => now, expiryDelayMs: 0, indexLagMs: 50 });
shop.connect(clocked);
await shop.create();

await Basket.objects.save(new Basket({ id: "b1", expiresAt: Math.ceil(now / 1_000) + 60 }));
console.log((await Basket.objects.get({ id: "b1" }))?.id);
now += 62_000;
console.log(await Basket.objects.get({ id: "b1" }));
// #endregion
