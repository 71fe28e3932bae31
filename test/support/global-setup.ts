import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import type { Engine } from "./child-engine.js";
import { startDynalite } from "./dynalite.js";
import { startDynamoDBLocal } from "./dynamodb-local.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where `engines.ts` asks for an engine. */
    engineBroker: string;
  }
}

const STARTERS = new Map([
  ["/dynamodb-local", startDynamoDBLocal],
  ["/dynalite", startDynalite],
]);

/** One engine of each kind serves the whole run, and is started by the first test that asks. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<Engine>>();
  const broker = createServer((request, response) => {
    const path = request.url ?? "";
    const start = STARTERS.get(path);
    const engine = started.get(path) ?? start?.() ?? Promise.reject(new Error(`No engine ${path}`));
    started.set(path, engine);
    engine.then(
      ({ endpoint }) => response.end(endpoint),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => broker.listen(0, "127.0.0.1", resolve));
  const { port } = broker.address() as AddressInfo; // a TCP server's address is no string
  project.provide("engineBroker", `http://127.0.0.1:${port}`);

  return async () => {
    const engines = await Promise.allSettled(started.values());
    for (const engine of engines) if (engine.status === "fulfilled") await engine.value.stop();
    broker.closeAllConnections();
    await new Promise((resolve) => broker.close(resolve));
  };
}
