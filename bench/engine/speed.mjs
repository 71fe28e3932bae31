import { setTimeout } from "node:timers/promises";
import { startTargets } from "./targets.mjs";
import { batchOf, CREATE_TABLE, operations, TABLE } from "./workload.mjs";

const ITEMS = 10_000;

/** Measures all targets side by side: operations per second, one figure per round. */
export async function measureSpeed({ rounds, secondsPerRound, warmUpSeconds }) {
  const targets = await startTargets();
  const results = [];
  try {
    for (const target of targets) await load(target);
    for (const { name, requests } of operations(ITEMS)) {
      const able = await targetsAbleTo(targets, requests[0]);
      for (const target of able) await drive(target, requests, warmUpSeconds);
      const figures = new Map(targets.map((target) => [target.name, []]));
      for (let round = 0; round < rounds; round++) {
        for (const target of rotated(able, round)) {
          figures.get(target.name).push(await drive(target, requests, secondsPerRound));
        }
      }
      results.push({ operation: name, targets: Object.fromEntries(figures) });
    }
  } finally {
    for (const target of targets) await target.close();
  }
  return results;
}

export async function load({ lanes: [lane] }) {
  await lane.send({ operation: "CreateTable", input: CREATE_TABLE });
  const describe = { operation: "DescribeTable", input: { TableName: TABLE } };
  while (lane.read(await lane.send(describe)).Table.TableStatus !== "ACTIVE") await setTimeout(10);
  for (let first = 0; first < ITEMS; first += 25) await lane.send(batchOf(first, 25));
}

/** dynalite has no transactions. */
async function targetsAbleTo(targets, request) {
  const able = [];
  for (const target of targets) {
    try {
      await target.lanes[0].send(request);
      able.push(target);
    } catch (error) {
      if (!String(error.message).includes("UnknownOperation")) throw error;
    }
  }
  return able;
}

/** No target always runs after the same one. */
function rotated(targets, by) {
  return targets.map((_, i) => targets[(i + by) % targets.length]);
}

/** Keeps every lane busy for some time; answers operations per second. */
async function drive({ lanes }, requests, seconds) {
  const start = performance.now();
  const end = start + seconds * 1_000;
  let sent = 0;
  await Promise.all(
    lanes.map(async ({ send }) => {
      while (performance.now() < end) {
        const reply = send(requests[sent++ % requests.length]);
        if (reply instanceof Promise) await reply;
      }
    }),
  );
  return sent / ((performance.now() - start) / 1_000);
}
