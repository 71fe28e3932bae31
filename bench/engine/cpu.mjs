import { readdirSync, readFileSync } from "node:fs";
import { load } from "./speed.mjs";
import { startTargets } from "./targets.mjs";
import { operations } from "./workload.mjs";

const ITEMS = 10_000;

/**
 * What one request costs each target in microseconds of CPU time, which other work on the machine
 * hardly changes: of this process, or of the server's, which Linux tells.
 */
export async function measureCpu(requestsPerOperation) {
  const before = children();
  const costs = new Map();
  const targets = await startTargets((name) => {
    const pid = children().find((child) => !before.includes(child));
    before.push(pid);
    costs.set(name, () => cpuOf(pid));
  });
  try {
    for (const target of targets) await load(target);
    const results = [];
    for (const { name, requests } of operations(ITEMS)) {
      const figures = {};
      for (const target of targets) {
        const cost = costs.get(target.name) ?? ownCpu;
        figures[target.name] = await costOf(target, requests, requestsPerOperation, cost);
      }
      results.push({ operation: name, targets: figures });
    }
    return results;
  } finally {
    for (const target of targets) await target.close();
  }
}

/** Undefined where the target does not know the operation. */
async function costOf({ lanes }, requests, count, cost) {
  try {
    await drive(lanes, requests, count);
  } catch (error) {
    if (!String(error.message).includes("UnknownOperation")) throw error;
    return undefined;
  }
  const start = cost();
  await drive(lanes, requests, count);
  return (cost() - start) / count;
}

async function drive(lanes, requests, count) {
  let sent = 0;
  await Promise.all(
    lanes.map(async ({ send }) => {
      while (sent < count) await send(requests[sent++ % requests.length]);
    }),
  );
}

function ownCpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const statOf = (pid) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");

/** In ticks of 10 ms: count enough requests. */
function cpuOf(pid) {
  const stat = statOf(pid);
  return (Number(stat[11]) + Number(stat[12])) * 10_000;
}

function children() {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && statOf(pid)[1] === String(process.pid);
    } catch {
      return false; // it has ended
    }
  });
}
