// One contender does each kind of work once, and what it reads is compared: node verify-child.mjs NAME PORT
import { deepStrictEqual } from "node:assert";
import { open } from "../contenders/names.mjs";
import { attributes, CUSTOMER, keyOf } from "../contenders/order.mjs";

const [name, port] = process.argv.slice(2);
const contender = await open(name, Number(port));
const { prepare = (order) => order, prepareKey = (key) => key } = contender;
const orders = Array.from({ length: 160 }, (_, n) => attributes(n));

/** Sets as sorted arrays: libraries differ in what they give. */
function plain(value) {
  if (value instanceof Set) return [...value].toSorted();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function compare(got, order) {
  for (const [attribute, value] of Object.entries(order)) {
    const found = plain(got[attribute]);
    deepStrictEqual(attribute === "labels" ? found.toSorted() : found, plain(value));
  }
}

for (const order of orders.slice(0, 100)) await contender.save(prepare(order));
const one = await contender.get(prepareKey(keyOf(orders[0])));
const page = [...(await contender.page(CUSTOMER))];
deepStrictEqual(page.length, 100);
if (!contender.isRaw) {
  compare(one, orders[0]);
  for (const [n, got] of page.entries()) compare(got, orders[n]);
}
await contender.saveMany?.(orders.slice(100).map(prepare));
process.send({ expected: contender.saveMany === undefined ? 100 : 160 });
process.disconnect();
process.exit();
