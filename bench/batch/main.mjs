// npm run bench:batch -- [--quick] [--json FILE] [--part million|storm|side]
// Batches: memory and throughput against a sink, a throttle storm of four processes, and beside the
// peers of bench/peers (`npm ci` there first). Run on what `npm run build` made.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureMillion, measureSideBySide, measureStorm } from "./measure.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    part: { type: "string" },
  },
});
const { quick, json, part } = values;
const wanted = (name) => part === undefined || part === name;
const megabytes = (bytes) => Math.round(bytes / 1e6);
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`);
const report = {};

if (wanted("million")) {
  const million = await measureMillion(quick ? 100_000 : 1_000_000);
  report.million = million;
  const at = (share) => million.memory[Math.round(share * 10)].rss;
  const growth = megabytes(at(0.9) - at(0.3));
  console.log(
    `\n${million.count} entities from an async generator to a sink: ` +
      `${Math.round(million.count / million.seconds)} items/s, ${million.cpuMicros.toFixed(1)} µs of CPU an item, ` +
      `peak RSS ${megabytes(million.peak)} MB, growth from 30 to 90 % ${growth} MB, written ${million.written}`,
  );
}

if (wanted("storm")) {
  const storm = quick ? await measureStorm(4_000, 1_000) : await measureStorm(20_000, 1_000);
  report.storm = storm;
  console.log(
    `\n4 processes x 8 requests, ${storm.items} items, a table of 1,000 write units/s: stored ${storm.stored}, ` +
      `acknowledged ${storm.acknowledged}, ${storm.attemptsPerItem.toFixed(2)} attempts an item, ` +
      `${storm.seconds.toFixed(1)} s of ${storm.idealSeconds.toFixed(1)} s (${(storm.seconds / storm.idealSeconds).toFixed(2)} x)`,
  );
}

if (wanted("side")) {
  const [count, throttled, rounds] = quick ? [5_000, 3_000, 1] : [50_000, 10_000, 3];
  const settings = [
    ["to a sink", "../shared/null-server.mjs", [], count, rounds],
    ["to the embedded engine", "engine-server.mjs", [], count, rounds],
    ["to the engine, 1,000 write units/s", "engine-server.mjs", [1_000], throttled, 1],
  ];
  report.side = {};
  for (const [title, module, args, items, times] of settings) {
    console.log(`\n${items} entities ${title}`);
    const results = await measureSideBySide(module, args, items, times);
    report.side[title] = results;
    for (const { name, seconds, cpuMicros, stored, error } of results) {
      const lost = stored === undefined ? "" : `${String(items - stored).padStart(6)} not stored`;
      console.log(
        `  ${name.padEnd(26)}${String(Math.round(items / seconds)).padStart(7)} items/s` +
          `${cpuMicros.toFixed(1).padStart(8)} µs CPU/item ${lost} ${error ? `(${error})` : lost === "" || items === stored ? "" : "and no error"}`,
      );
    }
  }
}
if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
