// Gets one after the other: node blocking-child.mjs NAME METHOD PORT SECONDS. Says how long one takes.
import { open } from "../contenders/names.mjs";
import { attributes, keyOf } from "../contenders/order.mjs";
import { median } from "../shared/statistics.mjs";

const [name, method, port, seconds] = process.argv.slice(2);
const contender = await open(name, Number(port));
const key = keyOf(attributes(0));

async function drive() {
  const took = [];
  const until = performance.now() + Number(seconds) * 1_000;
  for (let from = performance.now(); from < until; ) {
    const answer = contender[method](key);
    if (answer instanceof Promise) await answer;
    const now = performance.now();
    took.push(now - from);
    from = now;
  }
  return took;
}

await drive();
const began = process.cpuUsage();
const took = await drive();
const { user, system } = process.cpuUsage(began);
process.send({ medianMicros: median(took) * 1_000, cpuMicros: (user + system) / took.length });
process.disconnect();
process.exit();
