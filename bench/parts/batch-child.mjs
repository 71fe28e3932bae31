// One contender writes many entities: node batch-child.mjs NAME PORT COUNT. Says what it took.
import { open } from "../contenders/names.mjs";
import { attributes } from "../contenders/order.mjs";
import { peakRss } from "../shared/memory.mjs";

const [name, port, count] = process.argv.slice(2);
const contender = await open(name, Number(port));
const { prepare = (order) => order } = contender;
const orders = Array.from({ length: Number(count) }, (_, n) => prepare(attributes(n)));
await contender.saveMany(orders.slice(0, 2_000));

const began = process.cpuUsage();
const from = performance.now();
await contender.saveMany(orders);
const seconds = (performance.now() - from) / 1_000;
const { user, system } = process.cpuUsage(began);
process.send({
  cpuMicros: (user + system) / orders.length,
  perCpuSecond: (orders.length * 1e6) / (user + system),
  perSecond: orders.length / seconds,
  peakRss: peakRss(),
});
process.disconnect();
process.exit();
