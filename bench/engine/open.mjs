import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "../../dist/engine.js";
import { median } from "../shared/statistics.mjs";
import { batchOf, CREATE_TABLE, TABLE } from "./workload.mjs";

const BATCHES_AT_ONCE = 40;
const OPENINGS = 5;

/** Fills a directory and measures at each size what opening it takes, up to the first answer. */
export async function measureOpening(sizes) {
  const path = mkdtempSync(join(tmpdir(), "monotable-bench-"));
  try {
    const stages = [];
    let filled = 0;
    for (const size of sizes) {
      const start = performance.now();
      await fill(path, filled, size);
      const loadSeconds = (performance.now() - start) / 1_000;
      stages.push({ items: size, loadSeconds, openMs: await openingMs(path, size) });
      filled = size;
    }
    return stages;
  } finally {
    rmSync(path, { recursive: true });
  }
}

async function fill(path, from, to) {
  const engine = createEngine({ path, keepRequests: 0 });
  if (from === 0) engine.sendSync({ operation: "CreateTable", input: CREATE_TABLE });
  for (let first = from; first < to; first += BATCHES_AT_ONCE * 25) {
    const batches = Array.from({ length: BATCHES_AT_ONCE }, (_, n) => first + n * 25);
    await Promise.all(
      batches.filter((i) => i < to).map((i) => engine.send(batchOf(i, Math.min(25, to - i)))),
    );
  }
  await engine.close();
}

async function openingMs(path, expected) {
  const took = [];
  for (let opening = 0; opening < OPENINGS; opening++) {
    const start = performance.now();
    const engine = createEngine({ path });
    const input = { TableName: TABLE };
    const { Table } = engine.sendSync({ operation: "DescribeTable", input });
    took.push(performance.now() - start);
    if (Table.ItemCount !== expected) throw new Error(`${Table.ItemCount} items`);
    await engine.close();
  }
  return median(took);
}
