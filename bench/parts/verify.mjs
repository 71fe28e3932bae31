import { createEngine, serve } from "../../dist/engine.js";
import { CREATE_TABLE, TABLE } from "../contenders/order.mjs";
import { run } from "../shared/children.mjs";

const CHILD = new URL("verify-child.mjs", import.meta.url);

/**
 * Every contender stores 100 orders, reads them back, and 60 more as a batch, on the embedded engine: one that
 * does not do the work is not measured. Gives the 100 items as each of them stored them.
 */
export async function verify(names) {
  const engine = createEngine({ keepRequests: 0 });
  engine.sendSync({ operation: "CreateTable", input: CREATE_TABLE });
  const empty = engine.snapshot();
  const server = await serve(engine);
  try {
    const stored = {};
    for (const name of names) {
      const { expected } = await run(CHILD, { args: [name, new URL(server.url).port] });
      const { Items } = engine.sendSync({ operation: "Scan", input: { TableName: TABLE } });
      if (Items.length !== expected) {
        throw new Error(`${name} stored ${Items.length} items of ${expected}`);
      }
      stored[name] = Items.toSorted((a, b) => (a.SK.S < b.SK.S ? -1 : 1)).slice(0, 100);
      engine.restore(empty);
    }
    return stored;
  } finally {
    await server.close();
    await engine.close();
  }
}
