import { createEngine } from "monotable/engine";
import { shop } from "./shop.js";

export const engine = createEngine();
shop.connect(engine);
await shop.create();

const empty = engine.snapshot();

/** Before each test: the table empty, no faults, no requests. */
export function freshTable(): void {
  engine.restore(empty);
  engine.faults.clear();
  engine.forgetRequests();
}
