import type { ConnectionTarget } from "monotable";
import { createEngine, serve } from "monotable/engine";
import { localTarget, type Target } from "./target.js";

/** A DynamoDB of the demo's own, in this process. */
export interface DemoEngine {
  /** What monotable connects to: the engine itself, without a port. */
  readonly connection: ConnectionTarget;
  /** Where the bare AWS SDK finds the same tables. */
  readonly target: Target;
  stop(): Promise<void>;
}

/** Starts an embedded engine with an HTTP face. */
export async function startEngine(): Promise<DemoEngine> {
  const engine = createEngine();
  const server = await serve(engine);
  return { connection: engine, target: localTarget(server.url), stop: () => server.close() };
}
