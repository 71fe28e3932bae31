import { ConditionFailedError } from "monotable";
import { beforeEach, expect, test } from "vitest";
import { engine, freshTable } from "./fresh-table.js";
import { Product, sell } from "./shop.js";

beforeEach(freshTable);

test("selling lowers the stock", async () => {
  await Product.objects.save(new Product({ id: "p1", stock: 5 }));
  expect((await sell("p1", 2)).stock).toBe(3);
});

test("more than there is cannot be sold", async () => {
  await Product.objects.save(new Product({ id: "p1", stock: 5 }));
  await expect(sell("p1", 6)).rejects.toThrow(ConditionFailedError);
});

test("a throttled sale is tried again", async () => {
  await Product.objects.save(new Product({ id: "p1", stock: 5 }));
  engine.faults.add({ kind: "throttle", operation: "UpdateItem", times: 2 });
  expect((await sell("p1", 2)).stock).toBe(3);
  const sent = engine.requests.map(({ operation }) => operation);
  expect(sent).toEqual(["PutItem", "UpdateItem", "UpdateItem", "UpdateItem"]);
});
