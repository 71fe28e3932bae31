import { run } from "../shared/children.mjs";
import { inTurns } from "../shared/rounds.mjs";
import { withNullServer } from "../shared/servers.mjs";
import { spread } from "../shared/statistics.mjs";

const CHILD = new URL("blocking-child.mjs", import.meta.url);

const CALLS = {
  "monotable, blocking": ["monotable", "getBlocking"],
  monotable: ["monotable", "get"],
  DocumentClient: ["DocumentClient", "get"],
};

/** The time that one get takes where the next begins after it, in microseconds. */
export function measureBlocking({ stored, rounds, seconds }) {
  return withNullServer(async (port, answerWith) => {
    const results = await inTurns(Object.keys(CALLS), rounds, async (call) => {
      const [name, method] = CALLS[call];
      await answerWith(stored[name]);
      return run(CHILD, { args: [name, method, port, seconds] });
    });
    return Object.fromEntries(
      Object.entries(results).map(([call, all]) => [
        call,
        {
          medianMicros: spread(all.map((one) => one.medianMicros)),
          cpuMicros: spread(all.map((one) => one.cpuMicros)),
        },
      ]),
    );
  });
}
