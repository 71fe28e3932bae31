// node --expose-gc fill.mjs SIZE...: prints what an engine costs at each number of items, as JSON.
import { getHeapStatistics } from "node:v8";
import { createEngine } from "../../dist/engine.js";
import { median } from "../shared/statistics.mjs";
import {
  CREATE_TABLE,
  getOf,
  ITEMS_PER_PARTITION,
  putOf,
  queryOf,
  seeded,
  TABLE,
} from "./workload.mjs";

const engine = createEngine();
engine.sendSync({ operation: "CreateTable", input: CREATE_TABLE });
const random = seeded(2);
const empty = memory();
let filled = 0;
let loadSeconds = 0;

function memory() {
  engine.forgetRequests();
  global.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed };
}

function fillTo(size) {
  const start = performance.now();
  for (; filled < size; filled++) engine.sendSync(putOf(filled));
  loadSeconds += (performance.now() - start) / 1_000;
}

/** Microseconds of one operation: the median of 50 series, of requests prepared before each. */
function microsecondsOf(make) {
  const series = Array.from({ length: 50 }, () => {
    const requests = Array.from({ length: 200 }, () => make(Math.floor(random() * filled)));
    const start = performance.now();
    for (const request of requests) engine.sendSync(request);
    return ((performance.now() - start) * 1_000) / requests.length;
  });
  return median(series);
}

function snapshots() {
  const [taken, restored] = [[], []];
  for (let round = 0; round < 200; round++) {
    const start = performance.now();
    const snapshot = engine.snapshot();
    const between = performance.now();
    engine.sendSync(putOf(0, round));
    const again = performance.now();
    engine.restore(snapshot);
    restored.push(performance.now() - again);
    taken.push(between - start);
  }
  return { snapshotMs: median(taken), restoreMs: median(restored) };
}

const stages = [];
for (const size of process.argv.slice(2).map(Number)) {
  fillTo(size);
  microsecondsOf((i) => putOf(i, 1));
  const { rss, heap } = memory();
  const { Table } = engine.sendSync({ operation: "DescribeTable", input: { TableName: TABLE } });
  stages.push({
    items: size,
    loadSeconds,
    itemBytes: Table.TableSizeBytes / size,
    heapBytesPerItem: (heap - empty.heap) / size,
    rssBytesPerItem: (rss - empty.rss) / size,
    putMicroseconds: microsecondsOf((i) => putOf(i, 2)),
    getMicroseconds: microsecondsOf(getOf),
    queryOfTenMicroseconds: microsecondsOf((i) => queryOf(i - (i % ITEMS_PER_PARTITION), 10)),
    ...snapshots(),
  });
}
console.log(JSON.stringify({ heapLimit: getHeapStatistics().heap_size_limit, stages }));
