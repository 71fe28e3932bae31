// Opens the engine at the path given and says so; with a number, then loads batches from it on and
// says after each reply which batch it was for. Ends only when it is killed.
import { createEngine } from "../../src/engine/create-engine.js";
import type { WireObject } from "../../src/transport/transport.js";
import { batchRequest } from "./engine-durable-batches.js";

/** Batches in flight at a time: enough for some to be committed together. */
const CONCURRENCY = 4;

const [path = "", first] = process.argv.slice(2);

function say(message: WireObject): void {
  process.send?.(message);
}

async function load(next: () => number): Promise<never> {
  for (;;) {
    const batch = next();
    await engine.send(batchRequest(batch));
    say({ stored: batch });
  }
}

process.once("disconnect", () => process.exit()); // not to outlive the test
const engine = createEngine({ path });
say({ opened: true });
if (first === undefined) {
  process.channel?.ref(); // keeps the engine open
} else {
  let batch = Number(first);
  await Promise.all(Array.from({ length: CONCURRENCY }, () => load(() => batch++)));
}
