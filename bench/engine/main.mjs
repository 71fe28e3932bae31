// npm run bench:engine -- [--quick] [--json FILE] [--part speed|cpu|million|open]
// The embedded engine beside dynalite and DynamoDB Local (which needs Java), then with a million
// items in memory, then in a directory. Run by tsx on what `npm run build` made.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureCpu } from "./cpu.mjs";
import { measureMillion } from "./million.mjs";
import { measureOpening } from "./open.mjs";
import { printCpu, printMillion, printOpening, printSpeed } from "./print.mjs";
import { measureSpeed } from "./speed.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    part: { type: "string" },
  },
});
const { quick, json, part } = values;
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`);

const sizes = quick ? [1_000, 10_000] : [10_000, 100_000, 1_000_000];
const wanted = (name) => part === undefined || part === name;
const report = {};
if (wanted("speed")) {
  report.speed = await measureSpeed(
    quick
      ? { rounds: 5, secondsPerRound: 0.2, warmUpSeconds: 0.5 }
      : { rounds: 15, secondsPerRound: 0.5, warmUpSeconds: 3 },
  );
  printSpeed(report.speed);
}
if (wanted("cpu") && process.platform === "linux") {
  report.cpu = await measureCpu(quick ? 200 : 3_000);
  printCpu(report.cpu);
}
if (wanted("million")) {
  report.million = await measureMillion(sizes);
  printMillion(report.million);
}
if (wanted("open")) {
  report.open = await measureOpening(sizes);
  printOpening(report.open);
}
if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
