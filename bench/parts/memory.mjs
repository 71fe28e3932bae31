import { run } from "../shared/children.mjs";
import { inTurns } from "../shared/rounds.mjs";
import { withNullServer } from "../shared/servers.mjs";
import { spread } from "../shared/statistics.mjs";

const CHILD = new URL("memory-child.mjs", import.meta.url);

/** What is held, and by what it was read. */
const HELD = {
  "monotable, entity": ["monotable", "page"],
  "plain object, the whole item": ["undici, prebuilt", "items"],
  "plain object, attributes and timestamps": ["undici, prebuilt", "attributes"],
  "DocumentClient, item": ["DocumentClient", "page"],
};

/** What each of many loaded entities keeps of memory, in bytes, in pages of 100 from the wire. */
export function measureMemory({ stored, count, rounds }) {
  return withNullServer(async (port, answerWith) => {
    const results = await inTurns(Object.keys(HELD), rounds, async (held) => {
      const [name, form] = HELD[held];
      await answerWith(stored[name]);
      return run(CHILD, { args: [name, form, port, count / 100], execArgv: ["--expose-gc"] });
    });
    return Object.fromEntries(
      Object.entries(results).map(([held, all]) => [held, spread(all.map((one) => one.bytes))]),
    );
  });
}
