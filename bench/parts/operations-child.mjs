// One contender, one process: node operations-child.mjs NAME PORT SECONDS WARM-SECONDS PLAN
// Says for each phase of the plan what one operation took.
import { open } from "../contenders/names.mjs";
import { attributes, CUSTOMER, keyOf } from "../contenders/order.mjs";

const [name, port, seconds, warmSeconds, plan] = process.argv.slice(2);
const contender = await open(name, Number(port));
const { prepare = (order) => order, prepareKey = (key) => key } = contender;
const orders = Array.from({ length: 100 }, (_, n) => prepare(attributes(n)));
const key = prepareKey(keyOf(attributes(0)));

const WORK = {
  save: (n) => contender.save(orders[n % orders.length]),
  get: () => contender.get(key),
  page: () => contender.page(CUSTOMER),
};
/** Enough for the compiler to be done with what is hot; slow contenders end at the time that is given. */
const WARM_OPERATIONS = { save: 6_000, get: 6_000, page: 400 };

/** So many operations in flight until the time is up, or the number reached. */
async function drive(work, inFlight, forSeconds, most = Number.POSITIVE_INFINITY) {
  const operation = WORK[work];
  const latencies = [];
  const until = performance.now() + forSeconds * 1_000;
  let count = 0;
  const lane = async () => {
    for (let from = performance.now(); from < until && count < most; ) {
      await operation(count++);
      const now = performance.now();
      latencies.push(now - from);
      from = now;
    }
  };
  const lanes = [];
  for (let n = 0; n < inFlight; n++) lanes.push(lane());
  await Promise.all(lanes);
  return latencies;
}

const figures = {};
const warm = new Set();
for (const [work, inFlight] of JSON.parse(plan)) {
  if (!warm.has(work)) await drive(work, 16, Number(warmSeconds), WARM_OPERATIONS[work]);
  warm.add(work);
  await drive(work, inFlight, Number(seconds) / 10); // its connections are open
  const began = process.cpuUsage();
  const from = performance.now();
  const latencies = await drive(work, inFlight, Number(seconds));
  const wall = performance.now() - from;
  const { user, system } = process.cpuUsage(began);
  const sorted = latencies.toSorted((a, b) => a - b);
  figures[`${work} x${inFlight}`] = {
    cpuMicros: (user + system) / sorted.length,
    perSecond: (sorted.length * 1_000) / wall,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)],
    p99Ms: sorted[Math.floor(sorted.length * 0.99)],
  };
}
process.send(figures);
process.disconnect();
process.exit();
