import { defineTable, expectCost, type Observer, type TableEvent, withReceipt } from "monotable";
import { createEngine } from "monotable/engine";
import { openTelemetry } from "monotable/otel";
import { z } from "zod";

const engine = createEngine();

// #region events
function log(event: TableEvent): void {
  if (event.type !== "call") return;
  const { model = "(table)", method, requests, retries, outcome } = event;
  console.log(`${model}.${method}: ${outcome}, ${requests} sent, ${retries} again`);
}

const shop = defineTable({ name: "shop", onEvent: log });
// #endregion

class Product extends shop.model<Product>("Product")({
  schema: z.object({ id: z.string(), kind: z.string(), price: z.number() }),
  pk: "PRODUCT#{id}",
  sk: "PRODUCT",
  indexes: { GSI1: { pk: "KIND#{kind}", sk: "{id}" } },
}) {}

shop.connect(engine);
await shop.create();

// #region retried
engine.faults.add({ kind: "throttle", operation: "PutItem", times: 1 });
await Product.objects.save(new Product({ id: "p1", kind: "tea", price: 4 }));
// #endregion

// #region otel
const stop = shop.observe(openTelemetry());
// #endregion
stop();

// #region receipt
const { result, receipt } = await withReceipt(() => Product.objects.getOrThrow({ id: "p1" }));
console.log(result.id, receipt.requests, receipt.readUnits, receipt.dollars);
// #endregion

// #region cost
await expectCost(
  () => Product.objects.save(new Product({ id: "p2", kind: "tea", price: 5 })),
  { writeUnits: 2 }, // the table, and GSI1
);
// #endregion

// #region observer
const slow: Observer = {
  call: ({ model, method }) => ({
    request:
      ({ operation }) =>
      ({ durationMs }) => {
        if (durationMs > 1_000)
          console.log(`${model}.${method}: ${operation} took ${durationMs} ms`);
      },
  }),
};
shop.observe(slow);
// #endregion
