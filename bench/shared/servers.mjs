import { once } from "node:events";
import { start } from "./children.mjs";

/**
 * Runs with a null server. `answerWith` has it answer reads with items as one contender stores them: each
 * library has its own form of the same entity.
 */
export async function withNullServer(body) {
  const { child, first } = await start(new URL("null-server.mjs", import.meta.url));
  const answerWith = async (items) => {
    const Count = items.length;
    const ready = once(child, "message");
    child.send({
      GetItem: { Item: items[0] },
      Query: { Items: items, Count, ScannedCount: Count },
    });
    await ready;
  };
  try {
    return await body(first.port, answerWith);
  } finally {
    child.disconnect();
  }
}
