import { CONTENDERS } from "../contenders/names.mjs";
import { run } from "../shared/children.mjs";
import { inTurns } from "../shared/rounds.mjs";
import { withNullServer } from "../shared/servers.mjs";
import { spread } from "../shared/statistics.mjs";

const CHILD = new URL("operations-child.mjs", import.meta.url);

/** One request at a time, and 16 and 64 of them; pages of 100 four at a time. */
const PLAN = [
  ["save", 1],
  ["save", 16],
  ["save", 64],
  ["get", 1],
  ["get", 16],
  ["get", 64],
  ["page", 4],
];

/** What a save, a get and a page of 100 cost each contender's process, to a null server. */
export function measureOperations({ stored, rounds, seconds, warmSeconds }) {
  return withNullServer(async (port, answerWith) => {
    const results = await inTurns(Object.keys(CONTENDERS), rounds, async (name) => {
      await answerWith(stored[name]);
      return measureOne(name, port, PLAN, seconds, warmSeconds);
    });
    return summary(results);
  });
}

/** The same to a server that really stores, 16 in flight. */
export async function measureOnServer({ port, rounds, seconds, warmSeconds }) {
  const plan = PLAN.filter(([work, inFlight]) => work !== "page" && inFlight === 16);
  const results = await inTurns(Object.keys(CONTENDERS), rounds, (name) =>
    measureOne(name, port, plan, seconds, warmSeconds),
  );
  return summary(results);
}

function measureOne(name, port, plan, seconds, warmSeconds) {
  return run(CHILD, { args: [name, port, seconds, warmSeconds, JSON.stringify(plan)] });
}

/** By contender and phase: the spread of each figure over the rounds. */
function summary(results) {
  return Object.fromEntries(
    Object.entries(results).map(([name, rounds]) => [
      name,
      Object.fromEntries(
        Object.keys(rounds[0]).map((phase) => [
          phase,
          Object.fromEntries(
            Object.keys(rounds[0][phase]).map((figure) => [
              figure,
              spread(rounds.map((round) => round[phase][figure])),
            ]),
          ),
        ]),
      ),
    ]),
  );
}
