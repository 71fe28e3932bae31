import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ConditionFailedError } from "monotable";
import { engine, freshTable } from "./fresh-table.js";
import { Product, sell } from "./shop.js";

beforeEach(freshTable);

test("selling lowers the stock", async () => {
  await Product.objects.save(new Product({ id: "p1", stock: 5 }));
  assert.equal((await sell("p1", 2)).stock, 3);
});

test("more than there is cannot be sold", async () => {
  await Product.objects.save(new Product({ id: "p1", stock: 5 }));
  await assert.rejects(sell("p1", 6), ConditionFailedError);
});

test("a throttled sale is tried again", async () => {
  await Product.objects.save(new Product({ id: "p1", stock: 5 }));
  engine.faults.add({ kind: "throttle", operation: "UpdateItem", times: 2 });
  assert.equal((await sell("p1", 2)).stock, 3);
  const sent = engine.requests.map(({ operation }) => operation);
  assert.deepEqual(sent, ["PutItem", "UpdateItem", "UpdateItem", "UpdateItem"]);
});
