import { add, defineTable, gte } from "monotable";
import { z } from "zod";

export const shop = defineTable({ name: "shop" });

export class Product extends shop.model<Product>("Product")({
  schema: z.object({ id: z.string(), stock: z.number().int() }),
  pk: "PRODUCT#{id}",
  sk: "PRODUCT",
}) {}

/** What is to be tested: takes some of a product's stock, never more than there is. */
export function sell(id: string, count: number): Promise<Product> {
  return Product.objects.update({ id }, { stock: add(-count) }, { where: { stock: gte(count) } });
}
