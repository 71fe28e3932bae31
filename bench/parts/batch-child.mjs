// One contender writes many entities: node batch-child.mjs NAME PORT COUNT [made]. Says what it took, with
// "made" without the making of the entities.
import { open } from "../contenders/names.mjs";
import { attributes } from "../contenders/order.mjs";
import { peakRss } from "../shared/memory.mjs";

const [name, port, count, made] = process.argv.slice(2);
const contender = await open(name, Number(port));
const { prepare = (order) => order, entity, saveMany, saveEntities } = contender;
const make = made ? entity : prepare;
const save = made ? saveEntities : saveMany;
const orders = Array.from({ length: Number(count) }, (_, n) => make(attributes(n)));
await save(orders.slice(0, 2_000));

const began = process.cpuUsage();
const from = performance.now();
await save(orders);
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
