// Entities from an async generator to a sink: node million-child.mjs PORT COUNT. Says what it took.
import { target } from "../shared/target.mjs";
import { attributes, Reading, table } from "./model.mjs";

const [port, count] = process.argv.slice(2).map(Number);
table.connect(target(port));

const memory = [];
let peak = 0;
const sample = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 20);

async function* readings() {
  for (let seq = 0; seq < count; seq++) {
    if (seq % (count / 10) === 0) memory.push({ seq, rss: process.memoryUsage.rss() });
    yield new Reading(attributes(seq));
  }
}

const began = process.cpuUsage();
const from = performance.now();
const report = await Reading.objects.upsertMany(readings());
const seconds = (performance.now() - from) / 1_000;
clearInterval(sample);
const { user, system } = process.cpuUsage(began);
process.send({
  count,
  written: report.written,
  seconds,
  cpuMicros: (user + system) / count,
  peak,
  memory,
});
process.disconnect();
await table.close();
