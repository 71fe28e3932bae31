// npm run bench:migration [-- --write]: has each library write the orders of examples/migration (`npm ci` in
// bench/peers first) and compares what is stored with examples/migration/items, or stores it there. Then monotable
// changes one and makes another, and the library reads both. Run on what `npm run build` made.
import { deepStrictEqual } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { createEngine, serve } from "monotable/engine";
import { LIBRARIES } from "./libraries.mjs";

const placedAt = "2026-03-01T08:00:00.000Z";
const OLD = [
  { customer: "Ann", order: "A 1", total: 12.5, placedAt, status: "open", tags: ["gift", "new"] },
  { customer: "Ann", order: "A 2", total: 3, placedAt, status: "paid", source: "web" },
  { customer: "Bob", order: "B 1", total: 0.1, placedAt, status: "open", source: "shop" },
];
const MADE = { customer: "Ann", order: "A 3", total: 7, status: "open", tags: new Set(["x"]) };

/** When the orders of the example were stored. */
const STORED_AT = "2026-03-01T08:00:01.000Z";
const STAMPS = ["created", "createdAt", "updatedAt", "_ct", "_md"];

function withFixedStamps(item) {
  const entries = Object.entries(item).map(([name, value]) => {
    if (!STAMPS.includes(name)) return [name, value];
    return [name, value.N === undefined ? { S: STORED_AT } : { N: `${Date.parse(STORED_AT)}` }];
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

for (const [name, open] of Object.entries(LIBRARIES)) {
  const { table, Order } = await import(`../../examples/migration/${name}.ts`);
  const engine = createEngine();
  const server = await serve(engine);
  await table.connect(engine).create();
  const library = open(server.url);

  for (const order of OLD) await library.write(order);
  const { Items } = await engine.send({ operation: "Scan", input: { TableName: "orders" } });
  const items = Items.map(withFixedStamps);
  const file = new URL(`../../examples/migration/items/${name}.json`, import.meta.url);
  if (process.argv.includes("--write")) {
    writeFileSync(file, `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]\n`);
  }
  deepStrictEqual(items, JSON.parse(readFileSync(file, "utf8")));

  const [first] = await Order.objects.scan().all();
  await Order.objects.update(first, { status: "paid", total: 20 });
  const { customer, order } = first;
  const { source } = OLD.find((old) => old.customer === customer && old.order === order);
  const changed = await library.read({ customer, order });
  deepStrictEqual([changed.status, changed.total, changed.source], ["paid", 20, source]);

  const isNumber = name === "electrodb" || name === "dynamoose";
  const date = isNumber ? Date.parse(placedAt) : new Date(placedAt);
  await Order.objects.create(new Order({ ...MADE, note: null, placedAt: date }));
  const read = await library.read({ customer: "Ann", order: "A 3" });
  deepStrictEqual([read.total, [...read.tags]], [7, ["x"]]);
  console.log(`${name}: ${items.length} items as in the example; reads what monotable has written`);
  await table.close();
  await server.close();
}
