import { once } from "node:events";
import { run, start } from "../shared/children.mjs";
import { CONTENDERS } from "./contenders.mjs";

const here = (name) => new URL(name, import.meta.url);
const SINK = "../shared/null-server.mjs";

/** Runs with a server of its own process; `count` empties it and says how many items there were. */
async function withServer(module, args, body) {
  const { child, first } = await start(here(module), { args });
  const count = async () => {
    child.send("count");
    const [answer] = await once(child, "message");
    return answer.count;
  };
  try {
    return await body(first.port, count);
  } finally {
    child.disconnect();
  }
}

/** Entities from an async generator to a sink: throughput and memory. */
export function measureMillion(count) {
  return withServer(SINK, [], (port) => run(here("million-child.mjs"), { args: [port, count] }));
}

/** Four processes against a table of so many write units a second, over HTTP. */
export function measureStorm(items, units) {
  return withServer("engine-server.mjs", [units], async (port, count) => {
    const share = items / 4;
    const from = performance.now();
    const reports = await Promise.all(
      [0, 1, 2, 3].map((worker) =>
        run(here("storm-child.mjs"), { args: [port, worker * share, share] }),
      ),
    );
    const seconds = (performance.now() - from) / 1_000;
    const sum = (name) => reports.reduce((total, report) => total + report[name], 0);
    return {
      items,
      stored: await count(),
      acknowledged: sum("written"),
      attemptsPerItem: sum("itemAttempts") / items,
      seconds,
      // What the table takes in its first second comes out of one second's burst.
      idealSeconds: (items - units) / units,
    };
  });
}

/** Every contender, one after the other in each round, against one server. */
export async function measureSideBySide(module, args, count, rounds) {
  return withServer(module, args, async (port, countItems) => {
    const results = new Map();
    for (let round = 0; round < rounds; round++) {
      for (const name of Object.keys(CONTENDERS)) {
        const measured = await run(here("side-child.mjs"), { args: [name, port, count] });
        const stored = module === SINK ? undefined : await countItems();
        const best = results.get(name);
        if (best === undefined || measured.seconds < best.seconds) {
          results.set(name, { name, count, ...measured, stored });
        }
      }
    }
    return [...results.values()];
  });
}
