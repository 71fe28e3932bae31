import { median } from "../shared/statistics.mjs";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const REFERENCE = "DynamoDB Local";

/** Prints rows as a Markdown table. */
function table(head, rows) {
  console.log(`| ${head.join(" | ")} |`);
  console.log(`|---|${"---:|".repeat(head.length - 1)}`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
  console.log();
}

/**
 * Operations per second: the median, and that of the ratios to DynamoDB Local in the same round, so
 * that what else the machine does meanwhile counts for both.
 */
export function printSpeed(results) {
  const [{ targets }] = results;
  const rows = results.map(({ operation, targets }) => [
    operation,
    ...Object.values(targets).map((figures) => {
      if (figures.length === 0) return "–";
      const ratio = median(figures.map((figure, round) => figure / targets[REFERENCE][round]));
      return `${whole.format(median(figures))} (${ratio.toFixed(1)}x)`;
    }),
  ]);
  console.log("\nOperations per second (ratio to DynamoDB Local)\n");
  table(["", ...Object.keys(targets)], rows);
}

export function printCpu(results) {
  const [{ targets }] = results;
  const rows = results.map(({ operation, targets }) => [
    operation,
    ...Object.values(targets).map((figure) => (figure === undefined ? "–" : whole.format(figure))),
  ]);
  console.log("CPU time of a request, microseconds\n");
  table(["", ...Object.keys(targets)], rows);
}

const valuesOf = (stages) => (name, digits) => stages.map((stage) => stage[name].toFixed(digits));

export function printOpening(stages) {
  const column = valuesOf(stages);
  console.log("A directory of items, opened\n");
  table(
    ["items", ...stages.map(({ items }) => whole.format(items))],
    [
      ["seconds to load what is new", ...column("loadSeconds", 1)],
      ["createEngine() to the first answer, ms", ...column("openMs", 1)],
    ],
  );
}

export function printMillion({ heapLimit, stages }) {
  const column = valuesOf(stages);
  console.log(
    `Many items in process (Node's heap limit here: ${whole.format(heapLimit / 2 ** 20)} MB)\n`,
  );
  table(
    ["items", ...stages.map(({ items }) => whole.format(items))],
    [
      ["seconds to load", ...column("loadSeconds", 1)],
      ["bytes of an item, as DynamoDB counts", ...column("itemBytes", 0)],
      ["heap per item, bytes", ...column("heapBytesPerItem", 0)],
      ["resident memory per item, bytes", ...column("rssBytesPerItem", 0)],
      ["put, µs", ...column("putMicroseconds", 1)],
      ["get, µs", ...column("getMicroseconds", 1)],
      ["query of 10, µs", ...column("queryOfTenMicroseconds", 1)],
      ["snapshot(), ms", ...column("snapshotMs", 4)],
      ["restore(), ms", ...column("restoreMs", 4)],
    ],
  );
}
