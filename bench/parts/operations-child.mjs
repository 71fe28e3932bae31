// One contender, one process: node operations-child.mjs NAME PORT SECONDS WARM-SECONDS PLAN
// Says for each phase of the plan what one operation took.
import { open } from "../contenders/names.mjs";
import { attributes, CUSTOMER, keyOf } from "../contenders/order.mjs";
import { median } from "../shared/statistics.mjs";

const PASSES = 3;
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

const phases = JSON.parse(plan);
for (const work of new Set(phases.map(([work]) => work))) {
  await drive(work, 16, Number(warmSeconds), WARM_OPERATIONS[work]);
}

/** The phases in turns, in slices, so that a disturbance spoils a slice and not a figure. */
const slices = new Map(phases.map(([work, inFlight]) => [`${work} x${inFlight}`, []]));
for (let pass = 0; pass < PASSES; pass++) {
  for (const [work, inFlight] of phases) {
    await drive(work, inFlight, Number(seconds) / PASSES / 10); // its connections are open
    const began = process.cpuUsage();
    const from = performance.now();
    const latencies = await drive(work, inFlight, Number(seconds) / PASSES);
    const wall = performance.now() - from;
    const { user, system } = process.cpuUsage(began);
    slices.get(`${work} x${inFlight}`).push({
      latencies,
      cpuMicros: (user + system) / latencies.length,
      perSecond: (latencies.length * 1_000) / wall,
    });
  }
}

const figures = {};
for (const [phase, parts] of slices) {
  const latencies = parts.flatMap((part) => part.latencies).toSorted((a, b) => a - b);
  figures[phase] = {
    cpuMicros: median(parts.map((part) => part.cpuMicros)),
    perSecond: median(parts.map((part) => part.perSecond)),
    p50Ms: latencies[Math.floor(latencies.length * 0.5)],
    p99Ms: latencies[Math.floor(latencies.length * 0.99)],
  };
}
process.send(figures);
process.disconnect();
process.exit();
