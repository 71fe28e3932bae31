// npx tsx examples/migration/main.ts: the items of four other libraries, read, queried and changed where they are.
import { readFile } from "node:fs/promises";
import { createEngine } from "monotable/engine";

for (const library of ["document-client", "toolbox", "electrodb", "dynamoose"]) {
  // The four differ in the type of `placedAt`, which is not used here.
  const { table, Order }: typeof import("./toolbox.js") = await import(`./${library}.js`);
  const engine = createEngine();
  await table.connect(engine).create(); // in production table and items are there
  const items = await readFile(new URL(`items/${library}.json`, import.meta.url), "utf8");
  for (const Item of JSON.parse(items)) {
    await engine.send({ operation: "PutItem", input: { TableName: "orders", Item } });
  }

  const open = await Order.objects.query({ status: "open" }, { index: "GSI1" }).all();
  console.log(`${library}: ${open.map(({ customer, total }) => `${customer} ${total}`).sort()}`);
  for (const order of open) await Order.objects.update(order, { status: "paid" });
  const { scanned, changed, misplaced } = await Order.objects.reindex({ dryRun: true });
  console.log(
    `  ${scanned} items, ${changed} with other index keys, ${misplaced.length} misplaced`,
  );
  await table.close();
}
